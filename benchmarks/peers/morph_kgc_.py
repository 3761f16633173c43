"""morph-kgc: RML over CSV tables, two processes.

    python morph_kgc_.py TABLES out.nt

The tables have the names of claims, which RML has no hash for, and a column for each condition.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

MAPPING = Path(__file__).with_name("mapping.rml.ttl")


def main(source: str, target: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as config:
        config.write(
            "[CONFIGURATION]\n"
            f"output_file: {os.path.abspath(target)}\n"
            "number_of_processes: 2\n"
            "logging_level: WARNING\n"
            f"[DataSource]\nmappings: {MAPPING}\n"
        )
        config.flush()
        os.chdir(source)
        os.execv(sys.executable, [sys.executable, "-m", "morph_kgc", config.name])


if __name__ == "__main__":
    main(*sys.argv[1:])
