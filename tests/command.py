"""The command line as its users run it: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

GARDKG = (sys.executable, "-m", "gardkg")


def gardkg(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; the options are those of ``subprocess.run``."""
    command = [*GARDKG, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
