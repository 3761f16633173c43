"""SDM-RDFizer: RML over CSV tables.

    python sdm_rdfizer_.py TABLES out.nt

The tables have the names of claims, which RML has no hash for, and a column for each condition.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

# It imports the drivers of databases, and that of ODBC needs a library of the system.
sys.modules["pyodbc"] = ModuleType("pyodbc")

from rdfizer import semantify  # noqa: E402

MAPPING = Path(__file__).with_name("mapping.rml.ttl")


def main(source: str, target: str) -> None:
    out = Path(target).absolute()
    os.chdir(source)
    semantify(
        {
            "default": {"main_directory": "."},
            "datasets": {
                "number_of_datasets": "1",
                "output_folder": str(out.parent),
                "all_in_one_file": "no",
                "remove_duplicate": "yes",
                "enrichment": "yes",
                "name": out.stem,
                "ordered": "yes",
                "large_file": "false",
            },
            "dataset1": {"name": out.stem, "mapping": str(MAPPING)},
        }
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
