"""The house's rules, read from its imports: data flows one way, and each room keeps to its job."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import ROOT

HOUSE = ROOT / "gardkg"
ROOMS = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts): path
    for path in sorted(HOUSE.rglob("*.py"))
}
#: The way data goes. A room may import what stands before it here, and never what stands behind.
FLOW = (
    *("errors", "arguments", "streams", "apart", "beside", "files"),
    *("identifiers", "sparql_tokens", "sparql", "template", "model", "fields", "patterns"),
    *("frequency_words", "word_checks", "checks", "reading", "register"),
    "records",
    *(
        "vocabulary",
        "identity",
        *("provenance", "statements", "qualifiers", "claims", "mapping"),
        *("writing", "syntaxes"),
        "formats",
        "serialize",
        *("spark.rendering", "spark.hadoop", "spark.__init__"),
        "nesting",
        "sources",
        "results",
        "fills",
        "constraints",
        "parts",
        "shapes",
        "directory",
        "store",
        "resolve",
        "ask",
        "quality",
        "card",
    ),
    *("wordings", "readback", "versions", "changes", "pairing", "differences"),
    *("counting", "leftovers", "manifest", "turns", "parallel", "description"),
    *("importers.__init__", "importers.source_text", "importers.html_text", "importers.citing"),
    *("terms", "importers.markers", "importers.grounding", "importers.sssom"),
    *("importers.prose.sentences", "importers.prose.passage", "importers.prose.cues"),
    *("importers.prose.manner", "importers.prose.phrases", "importers.prose.life"),
    *("importers.prose.symptoms", "importers.prose.treatment_words", "importers.prose.treatments"),
    *("importers.prose.cause_words", "importers.prose.causes", "importers.prose.reader"),
    *("importers.prose.__init__", "importers.hpo_table", "importers.medquad_xml"),
    *("importers.medquad", "importers.hpoa_row", "importers.hpoa"),
    *("importers.page_words", "importers.page_table", "importers.page_outline"),
    "importers.page_parts",
    *("importers.page_names", "importers.page_proof"),
    *("importers.page_report", "importers.page_glance"),
    *("importers.page_sections", "importers.page"),
    *("importers.merge", "importers.draft_out", "cli"),
)
NETWORK = {"requests", "urllib3", "socket", "http", "ssl", "ftplib", "socketserver", "asyncio"}


def imports(path: Path) -> Iterator[str]:
    """What a file imports, also within functions; not what is only for type checkers."""
    todo: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            todo += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: rooms are named in full"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        todo += ast.iter_child_nodes(node)


def own(room: str) -> set[str]:
    """The rooms that a room imports."""
    names = {name.removeprefix("gardkg.") for name in imports(ROOMS[room])}
    found = {name for name in names if name in ROOMS}
    return {f"{name}.__init__" if (HOUSE / name).is_dir() else name for name in found} - {room}


OWN = {room: own(room) for room in ROOMS}


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("errors", set()),
        ("model", {"errors"}),
        ("identifiers", {"errors"}),
        ("template", {"errors"}),
    ],
)
def test_the_ground_floor_imports_nothing_of_ours_but_errors(room: str, allowed: set[str]) -> None:
    assert OWN[room] <= allowed


@pytest.mark.parametrize("room", FLOW)
def test_no_import_runs_backwards(room: str) -> None:
    behind = set(FLOW[FLOW.index(room) + 1 :])
    assert not OWN[room] & behind


def test_nothing_imports_the_command_line() -> None:
    assert not [room for room, used in OWN.items() if "cli" in used]


def test_no_room_is_reached_from_itself() -> None:
    """Also not by an import within a function, which would only hide the knot."""

    def above(room: str, path: tuple[str, ...]) -> None:
        assert room not in path, " → ".join((*path, room))
        for used in OWN[room]:
            above(used, (*path, room))

    for room in OWN:
        above(room, ())


def test_the_mapping_reads_no_files() -> None:
    for room in ("mapping", "identity", "vocabulary", "template", "syntaxes"):
        assert not OWN[room] & {"records", "files", "nodes", "json_nodes", "store"}


def test_only_one_room_opens_connections() -> None:
    """And only who asks an endpoint or loads a store sends anything through it."""
    senders = {room for room, used in OWN.items() if "wire" in used}
    assert {room.partition(".")[0] for room in senders} == {"endpoint", "loading"}
    for room, path in ROOMS.items():
        used = {name.partition(".")[0] for name in imports(path)} & NETWORK
        used |= {name for name in imports(path) if name.startswith("urllib.request")}
        assert not used or room == "wire", f"{room}: {used}"


def test_only_the_command_line_prints() -> None:
    for room, path in ROOMS.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "click.echo"}:
                assert room.partition(".")[0] in {"cli", "verbs", "terminal"}, (
                    f"{room}:{node.lineno}"
                )


def test_messages_pass_one_place() -> None:
    """Where what would move a cursor, or stay unseen, is shown by number."""
    for room, path in ROOMS.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            said = isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo"
            if said and any(word.arg == "err" for word in node.keywords):  # type: ignore[attr-defined]
                assert (room, ast.unparse(node)) == (
                    "verbs.__init__",
                    "click.echo(visible(str(message)), err=True)",
                )


def test_there_is_no_room_for_odds_and_ends() -> None:
    assert not [room for room in ROOMS if "util" in room or "helper" in room or "common" in room]
