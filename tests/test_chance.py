"""A run's seed repeats it, wherever it is run: Hypothesis would try the same in each run of CI."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from cases import ROOT
from chance import examples
from hypothesis import given
from hypothesis import strategies as st


@examples(20)
@given(number=st.integers())
def test_numbers(number: int) -> None:
    sys.stdout.write(f"drawn: {number}\n")


def drawn(**env: str) -> list[str]:
    """What a run of its own draws, and the line that it begins with."""
    command = [sys.executable, "-m", "pytest", "-s", f"{__file__}::test_numbers"]
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line.startswith(("drawn", "GARDKG_SEED"))]


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_seed_repeats_a_run_and_another_does_not(ci: str) -> None:
    once, again, other = (drawn(CI=ci, GARDKG_SEED=seed) for seed in ("1", "1", "2"))
    assert once[0] == "GARDKG_SEED=1 repeats what this run leaves to chance"
    assert len(once) > 10
    assert once == again
    assert once[1:] != other[1:]


def test_make_fuzz_is_a_million_cases() -> None:
    """As docs/robustness.md adds them up; ``make quick`` has a handful."""
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    times = sum(map(int, re.findall(r"^@examples\(\d+, (\d+)\)", tests, re.MULTILINE)))
    times += len(re.findall(r"^@WHOLE\n", tests, re.MULTILINE))
    times += len(re.findall(r"^ *@(?:settings\()?FEWER\b", tests, re.MULTILINE)) / 3
    whole = re.findall(r"GARDKG_EXAMPLES=(\d{3,})", (ROOT / "Makefile").read_text("utf-8"))
    assert [int(times * int(number)) for number in whole] == [1_050_000, 105_000]
