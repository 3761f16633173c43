"""Every connect, send and receive of a load fails once, in its turn: see ``test_torture``.

The table of faults breaks what the other side does; here it is our own system that fails.
GARDKG_TORTURE=all takes all calls, else every fourth.
"""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_torture import ALL, Torture

from stores.servers import Server
from stores.trial import LONG, Trial


def test_bad_51_each_call_of_the_network_fails_once(
    running: Callable[[str], Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is live is the old graph or the new one, the message is so, and the next load works."""
    torture = Torture()

    def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any) -> Any:
            torture.call(name)
            return call(*args)

        return wrapper

    for name in ("connect", "send", "sendall", "recv", "recv_into"):
        monkeypatch.setattr(socket.socket, name, counted(name, getattr(socket.socket, name)))
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.01)))
    direct: Any = SimpleNamespace(clear=lambda: None, through=lambda url: url)
    trial = Trial(running("oxigraph"), direct, tmp_path)
    for turn in itertools.count(1, 1 if ALL else 4):
        trial._reset()
        torture.begin(turn)
        message = trial._load(LONG)
        met = torture.met
        torture.begin(0)
        trial._is_true(message)
        if not met:
            assert message == ""
            break
        assert trial._load(LONG) == ""
        trial._is_tidy(but_staging=False)
    assert turn > 10
