"""Rare-disease records in, linked data you can cite out.

    from gardkg import load_records, export, to_rdflib

    records = load_records("records")
    export(records, "gard.ttl")
    graph = to_rdflib(records)

Each name is imported when it is first used, so that ``import gardkg`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gardkg.ask import query as query
    from gardkg.differences import diff as diff
    from gardkg.errors import GardkgError as GardkgError
    from gardkg.loading import load as load
    from gardkg.model import Record as Record
    from gardkg.records import load_records as load_records
    from gardkg.results import Table as Table
    from gardkg.serialize import export as export
    from gardkg.serialize import to_rdflib as to_rdflib
    from gardkg.store import Store as Store
    from gardkg.yaml_out import to_yaml as to_yaml

__version__ = "0.1.0"

_HOMES = {
    "GardkgError": "errors",
    "Record": "model",
    "Store": "store",
    "export": "serialize",
    "Table": "results",
    "diff": "differences",
    "load": "loading",
    "load_records": "records",
    "query": "ask",
    "to_rdflib": "serialize",
    "to_yaml": "yaml_out",
}
__all__ = [  # the names above, in one place
    *_HOMES
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gardkg' has no attribute {name!r}")
    return getattr(import_module(f"gardkg.{_HOMES[name]}"), name)
