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
    from gardkg.errors import GardkgError as GardkgError
    from gardkg.loading.load import load as load
    from gardkg.model import Record as Record
    from gardkg.records.problems import check as check
    from gardkg.records.reader import load_records as load_records
    from gardkg.records.yaml_writer import to_yaml as to_yaml
    from gardkg.release.diff import diff as diff
    from gardkg.serialize.export import export as export
    from gardkg.serialize.export import to_rdflib as to_rdflib
    from gardkg.sparql.ask import query as query
    from gardkg.sparql.ask import show as show
    from gardkg.sparql.results import Table as Table
    from gardkg.sparql.store import Store as Store
    from gardkg.web.site import site as site

__version__ = "0.1.0"

_HOMES = {
    "GardkgError": "errors",
    "Record": "model",
    "Store": "sparql.store",
    "export": "serialize.export",
    "Table": "sparql.results",
    "check": "records.problems",
    "diff": "release.diff",
    "load": "loading.load",
    "load_records": "records.reader",
    "query": "sparql.ask",
    "show": "sparql.ask",
    "site": "web.site",
    "to_rdflib": "serialize.export",
    "to_yaml": "records.yaml_writer",
}
__all__ = [  # the names above, in one place
    *_HOMES
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gardkg' has no attribute {name!r}")
    return getattr(import_module(f"gardkg.{_HOMES[name]}"), name)
