"""What the tests download is what its authors published: a pinned SHA-256 says so, and we look."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from cases import ROOT
from stores import install


def test_each_artifact_has_its_pin() -> None:
    (rdflib,) = re.findall(r"^rdflib==(.*)$", (ROOT / "constraints.txt").read_text(), re.M)
    fetched = {install.FUSEKI, install.RDF4J, install.JETTY, f"rdflib-{rdflib}.tar.gz"}
    assert set(install.SHA256) == fetched
    assert all(re.fullmatch("[0-9a-f]{64}", pin) for pin in install.SHA256.values())


def test_what_is_not_as_pinned_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.jar"
    file.write_bytes(b"as published")
    monkeypatch.setitem(install.SHA256, "a:x:1", hashlib.sha256(b"as published").hexdigest())
    assert install.checked(file, "a:x:1") == file
    file.write_bytes(b"as somebody else would have it")
    with pytest.raises(OSError, match=r"^a:x:1: expected SHA-256 \w+; got \w+$"):
        install.checked(file, "a:x:1")
    with pytest.raises(OSError, match="expected SHA-256 None"):
        install.checked(file, "a:y:1")


def test_maven_gives_nothing_that_was_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file under its last name is taken for good at the next run."""

    def fetch(*command: str, env: dict[str, str] | None = None) -> None:
        folder = Path(command[-1].partition("=")[2])
        folder.mkdir()
        (folder / install.jar(install.FUSEKI).name).write_bytes(b"something else")

    monkeypatch.setattr(install, "FOLDER", tmp_path)
    monkeypatch.setattr(install, "_run", fetch)
    monkeypatch.setattr(install.shutil, "which", lambda name: name)
    with pytest.raises(OSError, match="jena-fuseki-server"):
        install.fuseki()
    assert not install.jar(install.FUSEKI).exists()
