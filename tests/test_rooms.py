"""The house's rules, read from its imports: data flows one way, and each room keeps to its job."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cases import ROOT

import gardkg

HOUSE = ROOT / "gardkg"
ROOMS = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts): path
    for path in sorted(HOUSE.rglob("*.py"))
}
#: The way data goes, from floor to floor. A room imports what stands before it, never what stands
#: behind it, nor a neighbour on its own floor.
FLOORS = tuple(
    tuple(floor.split())
    for floor in (
        "errors",
        "identifiers",
        "model http",
        "files",
        "terms",
        "records rdf",
        "mapping",
        "serialize",
        "sparql",
        "importers loading release",
        "web",
        "cli",
    )
)
FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}
#: The doors of the house: what runs it, and what names its public things.
DOORS = {"__init__", "__main__"}
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


def room(module: str) -> str:
    """The room that a module stands in: a folder, or a module of the ground floor."""
    return module.partition(".")[0]


def test_every_module_stands_in_a_room() -> None:
    assert {room(module) for module in ROOMS} == {*FLOOR, *DOORS}


def test_data_goes_one_way() -> None:
    """Over all modules. ``pytest -s -k one_way`` prints which room imports which, and how often."""
    arrows = Counter(
        (room(module), room(used))
        for module, all_used in OWN.items()
        for used in all_used
        if room(module) != room(used) and room(module) not in DOORS
    )
    for (of, to), count in sorted(arrows.items(), key=lambda arrow: FLOOR[arrow[0][0]]):
        sys.stdout.write(f"{of} → {to}: {count}\n")
    assert [(of, to) for of, to in arrows if FLOOR[to] >= FLOOR[of]] == []


def test_nobody_reaches_deeper_than_a_module_of_a_room() -> None:
    """What stands deeper, as the parts of an importer, is that folder's own."""
    for module, used in OWN.items():
        deep = {other for other in used if other.removesuffix(".__init__").count(".") > 1}
        assert {room(other) for other in deep} <= {room(module)}, module


def test_no_room_is_called_like_a_public_function() -> None:
    """Python would put the module in its place as soon as anything imports it."""
    assert not set(gardkg.__all__) & set(FLOOR)


def test_a_room_says_what_comes_in_and_what_goes_out() -> None:
    for name in FLOOR:
        folder = HOUSE / name
        if folder.is_dir():
            said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
            assert re.search(r"^In: .*^Public: ", said, re.MULTILINE | re.DOTALL), name
            assert len(said.splitlines()) <= 6, name


def test_nothing_imports_the_command_line() -> None:
    used = {module for module, used in OWN.items() if "cli.main" in used}
    assert used == {"__main__"}


def test_no_room_is_reached_from_itself() -> None:
    """Also not by an import within a function, which would only hide the knot."""

    def above(room: str, path: tuple[str, ...]) -> None:
        assert room not in path, " → ".join((*path, room))
        for used in OWN[room]:
            above(used, (*path, room))

    for room in OWN:
        above(room, ())


def test_the_mapping_reads_no_files() -> None:
    for module, used in OWN.items():
        if room(module) in {"mapping", "rdf"}:
            assert not {room(other) for other in used} & {"files", "http"}, module


def test_only_one_room_opens_connections() -> None:
    """And only who asks an endpoint or loads a store sends anything through it."""
    senders = {module for module, used in OWN.items() if "http" in used}
    assert {m if m.startswith("sparql") else room(m) for m in senders} == {
        *("sparql.endpoint", "sparql.stores", "sparql.detect", "loading")
    }
    for module, path in ROOMS.items():
        used = {name.partition(".")[0] for name in imports(path)} & NETWORK
        used |= {name for name in imports(path) if name.startswith("urllib.request")}
        assert not used or module == "http", f"{module}: {used}"


def test_only_the_command_line_prints() -> None:
    for module, path in ROOMS.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "click.echo"}:
                assert room(module) == "cli", f"{module}:{node.lineno}"


def test_messages_pass_one_place() -> None:
    """Where what would move a cursor, or stay unseen, is shown by number."""
    for module, path in ROOMS.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            said = isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo"
            if said and any(word.arg == "err" for word in node.keywords):  # type: ignore[attr-defined]
                assert (module, ast.unparse(node)) == (
                    "cli.options",
                    "click.echo(visible(str(message)), err=True)",
                )


def test_there_is_no_room_for_odds_and_ends() -> None:
    assert not [room for room in ROOMS if "util" in room or "helper" in room or "common" in room]
