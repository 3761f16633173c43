"""What is installed: the public names, a cheap import, and a wheel that works on its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from cases import FICTIONAL, ROOT

import gardkg


def python(*args: str, cwd: Path | None = None, path: str | None = None) -> str:
    env = {"PYTHONPATH": path} if path else None
    command = [sys.executable, *args]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, check=True)
    return done.stdout


def test_every_public_name_is_there_and_no_module() -> None:
    """A room of the same name would hide a function once it was imported."""
    found = {name: getattr(gardkg, name) for name in gardkg.__all__}
    assert len(found) == len(gardkg.__all__) <= 14
    assert not [name for name, value in found.items() if isinstance(value, ModuleType)]
    assert {"load_records", "export", "to_rdflib", "Store", "query"} <= set(found)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = gardkg.nothing  # type: ignore[attr-defined]


def test_type_checkers_see_the_same_names() -> None:
    """``__init__`` names each twice: for them, and for the first use."""
    text = (ROOT / "gardkg" / "__init__.py").read_text("utf-8")
    for name in gardkg.__all__:
        home = gardkg._HOMES[name]
        assert f"from gardkg.{home} import {name} as {name}\n" in text


def test_the_version_is_one() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == gardkg.__version__


def test_importing_it_costs_nothing() -> None:
    heavy = "{'rdflib', 'rich', 'pyoxigraph', 'requests', 'yaml', 'msgspec', 'click', 'jinja2'}"
    code = f"import sys, gardkg; print(sorted({heavy} & set(sys.modules)))"
    assert python("-c", code) == "[]\n"


def test_reading_and_writing_needs_no_store_and_no_rdflib() -> None:
    code = (
        "import sys; from gardkg import export, load_records;"
        f"export(load_records({str(FICTIONAL)!r}), format='ttl');"
        "print(sorted({'rdflib', 'rich', 'pyoxigraph', 'requests'} & set(sys.modules)))"
    )
    assert python("-c", code) == "[]\n"


def test_help_is_quick_because_it_imports_little() -> None:
    """Under 0.15 s; that is measured in benchmarks, here is what it depends on."""
    code = (
        "import sys; sys.argv = ['gardkg', '--help']\n"
        "from gardkg.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'rdflib', 'rich', 'pyoxigraph', 'requests', 'yaml', 'msgspec', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert python("-c", code).splitlines()[-1] == "[]"


def test_the_wheel_has_all_it_needs_and_works(tmp_path: Path) -> None:
    """Built without a network, unpacked, and run from elsewhere with nothing of the tree."""
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    python("-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path), cwd=ROOT)
    (wheel,) = tmp_path.glob("gardkg-*.whl")
    inside = tmp_path / "inside"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(inside)

    for path in (ROOT / "gardkg").rglob("*"):
        if path.suffix in {".py", ".rq", ".ttl", ".html", ".js", ".css", ".svg"}:
            assert str(path.relative_to(ROOT)) in names
    for path in (ROOT / "ontology").glob("*.*"):
        assert f"gardkg/ontology/{path.name}" in names
    assert not [name for name in names if name.startswith(("tests/", "records/"))]

    where = "import gardkg; print(gardkg.__file__)"
    assert python("-c", where, cwd=tmp_path, path=str(inside)).startswith(str(inside))
    run = ["-m", "gardkg", "export", str(FICTIONAL), "-t", "nt"]
    assert python(*run, cwd=tmp_path, path=str(inside)) == python(*run, cwd=ROOT)
    run = ["-m", "gardkg", "show", "LFF", str(FICTIONAL)]
    assert "Lanternfish fever" in python(*run, cwd=tmp_path, path=str(inside))
    python("-m", "gardkg", "site", str(FICTIONAL), "-o", "made", cwd=tmp_path, path=str(inside))
    assert (tmp_path / "made" / "ontology.html").stat().st_size > 10_000
