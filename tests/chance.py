"""What a run leaves to chance, and how often it tries.

One seed stands for all of it: Hypothesis' examples, the moments of kills, hostile values. Each
run draws one and prints it first; ``GARDKG_SEED=… make test`` repeats that run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, settings

SEED = int(os.environ.get("GARDKG_SEED") or random.randrange(2**32))
#: Other processes of the run draw from the same one.
os.environ["GARDKG_SEED"] = str(SEED)

#: In a long run, the examples of a property of whole records; docs/robustness.md adds them up.
EXAMPLES = int(os.environ.get("GARDKG_EXAMPLES", "0"))
#: So many at a time: Hypothesis remembers all that it has tried, and gets slower.
ROUND = 1000

Test = TypeVar("Test", bound=Callable[..., None])


class examples:
    """So many examples in ``make test``; in a long run, ``times`` what whole records have.

    What is cheaper has more; they come in rounds, each a test with examples of its own.
    """

    def __init__(self, usual: int, times: float = 1) -> None:
        count = int(EXAMPLES * times) or usual
        self.rounds = -(-count // ROUND)
        self.settings = settings(
            max_examples=count // self.rounds,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.function_scoped_fixture,
            ],
        )

    def __call__(self, test: Test) -> Test:
        decorated = self.settings(test)
        vars(decorated)["rounds"] = self.rounds
        return decorated
