"""No network unless asked, and no code from data: what an audit of the interpreter sees.

Python tells an audit hook of every connection, name look-up and program that is about to be
started. Oxigraph's own code tells nobody; what it might open is seen by a listener
(``test_39_…``, ``test_41_…`` in ``test_hostile_queries``, and below).
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cases import FICTIONAL, ROOT
from importers.test_import_hpoa import HEAD, row
from importers.test_import_hpoa import OBO as HPOA_OBO
from importers.test_import_page import ANSWER
from importers.test_import_page import OBO as PAGE_OBO

from gardkg.serialize.formats import FORMATS

#: Runs commands one after another; each attempt ends the command, and is told.
AUDITED = """
import json, sys
attempts = []
REACHING = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto",
    "urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect",
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn",
    "ctypes.dlopen", "webbrowser.open")

def watch(event, arguments):
    if watching is not None and event.startswith(REACHING):
        attempts.append(f"{watching}: {event}")
        raise OSError("not while offline")

watching = None
sys.addaudithook(watch)
from gardkg.cli import main as cli
codes = []
for command in json.load(sys.stdin):
    sys.argv = ["gardkg", *command]
    watching = " ".join(command)
    try:
        cli.main()
    except SystemExit as stop:
        codes.append(stop.code or 0)
    watching = None
print(json.dumps([codes, attempts]), file=sys.__stderr__)
"""


def audited(folder: Path, *commands: tuple[object, ...]) -> tuple[list[int], list[str], str]:
    """The exit codes of commands, what they tried to reach, and all that was said."""
    done = subprocess.run(
        [sys.executable, "-c", AUDITED],
        input=json.dumps([[str(part) for part in command] for command in commands]),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *said, last = done.stderr.splitlines()
    codes, attempts = json.loads(last)
    return codes, attempts, "\n".join(said)


def test_every_verb_works_without_a_network(tmp_path: Path) -> None:
    """Whatever a command might want besides its arguments, it gets none of it from elsewhere."""
    shutil.copytree(FICTIONAL, tmp_path / "records")
    (tmp_path / "a.hpoa").write_text(HEAD + row())
    (tmp_path / "hpoa.obo").write_text(HPOA_OBO)
    (tmp_path / "page.txt").write_text(ANSWER)
    (tmp_path / "page.obo").write_text(PAGE_OBO)
    commands: list[tuple[object, ...]] = [
        ("check", "records"),
        ("check", "records", "--terms", "hpoa.obo"),
        ("check", "records/keepers_cough.yaml", "--quality"),
        *(("export", "records", "-o", f"out.{suffix}", "--manifest") for suffix in FORMATS),
        ("export", "records", "-o", "out.nq.gz", "-j", "2"),
        ("export", "records", "-o", "folder/", "-t", "nt"),
        ("query", "--list"),
        ("query", "names", "records"),
        *(("query", "diseases", f"out.{suffix}") for suffix in FORMATS if suffix != "ndjsonld"),
        ("show", "LFF", "records"),
        ("load", "records", "--to", "store"),
        ("query", "diseases", "--store", "store"),
        ("load", "records", "--to", "http://127.0.0.1:9/", "--dry-run", "--store-type", "fuseki"),
        ("load", "records", "--bulk-files", "bulk", "--for", "neptune"),
        ("diff", "records", "out.jsonld"),
        ("describe", "records", "-d", "out.ttl", "-o", "void.ttl"),
        ("schema", "--context"),
        ("import", "hpoa", "a.hpoa", "--hp", "hpoa.obo", "-o", "a.jsonl"),
        ("import", "page", "page.txt", "--hp", "page.obo", "-o", "a.yaml"),
    ]
    if importlib.util.find_spec("pyshacl"):
        commands.append(("check", "records/keepers_cough.yaml", "--shapes"))
    codes, attempts, said = audited(tmp_path, *commands)
    assert attempts == []
    known = {"check records --terms hpoa.obo": 1}  # of an ontology that has not their terms
    expected = [known.get(" ".join(map(str, command)), 0) for command in commands]
    told = dict(zip(map(str, commands), zip(codes, expected, strict=True), strict=True))
    assert codes == expected, (told, said)


def test_the_audit_sees_what_is_asked_for(tmp_path: Path) -> None:
    shutil.copytree(FICTIONAL, tmp_path / "records")
    codes, attempts, _ = audited(
        tmp_path,
        ("query", "diseases", "-e", "http://127.0.0.1:9/"),
        ("load", "records", "--to", "http://127.0.0.1:9/"),
    )
    assert codes == [4, 4]
    assert {attempt.partition(" ")[0] for attempt in attempts} == {"query", "load"}


def test_41_no_file_makes_anybody_reach_out(
    tmp_path: Path, listener: tuple[str, list[object]]
) -> None:
    """Contexts, imports, includes and document types that name an address."""
    url, connections = listener
    owl = "http://www.w3.org/2002/07/owl#"
    files = {
        "context.jsonld": f'{{"@context": "{url}", "@id": "a:a", "http://p/": 1}}',
        "import.jsonld": f'{{"@context": {{"@import": "{url}"}}, "@id": "a:a", "http://p/": 1}}',
        "scoped.jsonld": f'{{"@context": {{"p": {{"@id": "a:p", "@context": "{url}"}}}},'
        ' "@id": "a:a", "p": {"a:q": 1}}',
        "lines.jsonld.jsonl": f'{{"@context": "{url}", "@id": "a:a", "http://p/": 1}}\n',
        "doctype.rdf": f'<!DOCTYPE x SYSTEM "{url}"><x/>',
        "imports.ttl": f"<a:a> a <{owl}Ontology> ; <{owl}imports> <{url}> .",
        "url.yaml": f"id: GARD:0990001\nname: A\ncitations: [{{title: T, url: '{url}'}}]\n",
    }
    commands: list[tuple[object, ...]] = []
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        commands += [
            ("query", "ASK { ?s ?p ?o }", name),
            ("diff", name, name),
            ("load", name, "--graph", "a:g", "--to", "store"),
            ("check", name),
        ]
        if importlib.util.find_spec("pyshacl"):
            commands.append(("check", name, "--shapes"))
    if importlib.util.find_spec("pyshacl"):
        commands.append(("check", "url.yaml", "--shapes-file", "imports.ttl"))
    codes, attempts, said = audited(tmp_path, *commands)
    assert attempts == connections == []
    assert set(codes) <= {0, 1, 2, 3}, said
    assert "Traceback" not in said


# --- The source -----------------------------------------------------------------------------------

SOURCES = sorted((ROOT / "gardkg").rglob("*.py"))
#: Modules that run or rebuild what they are given.
RUNNING = {
    *("pickle", "cPickle", "dill", "marshal", "shelve", "code", "codeop", "runpy", "ctypes"),
    *("subprocess", "pty", "imp", "xml.sax", "xml.dom", "xml.etree"),
}
CALLS = re.compile(
    r"(builtins\.)?(eval|exec|compile|__import__)"
    r"|os\.(system|popen|exec\w+|spawn\w+|posix_spawn\w*|startfile)|tempfile\.mktemp"
    r"|yaml\.(load|load_all|full_load\w*|unsafe_load\w*)"
)


#: What runs source that is made of our own templates: no value is part of it (test_template).
COMPILED = {("gardkg/rdf/compile.py", "compile"), ("gardkg/rdf/compile.py", "exec")}


def test_04_no_source_runs_what_it_is_given() -> None:
    """Workers of ``-j`` and of Spark get their pickles from their own parent, in its libraries."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names}
                if isinstance(node, ast.ImportFrom):
                    names = {node.module or "", *(f"{node.module}.{name}" for name in names)}
                assert not names & RUNNING, where
            if isinstance(node, ast.Call):
                call = ast.unparse(node.func)
                if (str(path.relative_to(ROOT)), call) not in COMPILED:
                    assert not CALLS.fullmatch(call), where
                assert not [k for k in node.keywords if k.arg in {"shell", "verify"}], where


@pytest.mark.parametrize(
    "call", ["eval", "exec", "os.system", "os.execvp", "yaml.load", "yaml.unsafe_load"]
)
def test_04_such_calls_would_be_found(call: str) -> None:
    assert CALLS.fullmatch(call)
    assert not CALLS.fullmatch(f"re.{call}_")


def test_04_the_reader_of_yaml_makes_nodes_and_no_objects() -> None:
    from gardkg.records.yaml_nodes import _Loader

    assert not [base for base in _Loader.__mro__ if "Constructor" in base.__name__]


def test_dependencies_are_few_and_pinned() -> None:
    """Each stands in constraints.txt with its version, and in SECURITY.md with its reason."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = re.findall(r"^(\S+)==", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    pinned = {name.lower() for name in pins}
    needed = [re.split("[^A-Za-z0-9-]", one)[0].lower() for one in project["dependencies"]]
    optional = project["optional-dependencies"].values()
    others = [re.split("[^A-Za-z0-9-]", one)[0].lower() for some in optional for one in some]
    assert len(needed) <= 9
    assert {*needed, *others} <= pinned
    reasons = (ROOT / "SECURITY.md").read_text("utf-8").lower()
    assert [name for name in needed if f"| {name} |" not in reasons] == []
