#!/usr/bin/env python3
"""Installs what the tests run against into .stores/, this Python's and the system's packages: the
stores, Spark, rapper, the W3C's test suites, what editors check YAML with, shells, a browser, a web
server, and the engine that runs in pages.

    python tests/stores/install.py [oxigraph] [fuseki] [rdf4j] [virtuoso] [spark] [rapper] [w3c]
                                   [editor] [shells] [browser] [apache] [engine]

Without names all of them. What is there already is left alone. Exit 1 if one could not be
installed; the others are installed all the same. Java 17 is needed for Fuseki, RDF4J and Spark,
Maven for the first two, Node for the editor and the engine.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from gardkg.web.engine import PACKAGE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".stores"

# Names and versions, as their registries know them; nothing newer is ever taken.
OXIGRAPH = "oxigraph==0.5.13"
FUSEKI = "org.apache.jena:jena-fuseki-server:5.5.0"
RDF4J = "org.eclipse.rdf4j:rdf4j-http-server:5.0.3:war"
JETTY = "org.eclipse.jetty:jetty-runner:9.4.57.v20241219"
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
VIRTUOSO = ["virtuoso-opensource-7-bin", "virtuoso-opensource-7-common"]
JAVA = ["default-jre-headless", "maven"]
#: SHA-256 of what comes from a registry that serves no checksum, or is unpacked by us.
SHA256 = {
    FUSEKI: "c8611d326ac387f1e5a854f9c56571e5f3961b9ec945783c9249a1fa01e0f820",
    RDF4J: "632c12e1efa6b40f78f78da5fd77b837c24cb7ee7321d92787e64110213fbec9",
    JETTY: "f63fbee00a06f04a3f715267d5d53ba4389b5b3e9ecc6168d8b73d81243a883f",
    "rdflib-7.6.0.tar.gz": "6c831288d5e4a5a7ece85d0ccde9877d512a3d0f02d7c06455d00d6d0ea379df",
}
PIP = [sys.executable, "-m", "pip"]
RAPPER = ["raptor2-utils"]
EDITOR = "yaml-language-server@1.25.0"
NODE = ["nodejs", "npm"]
SHELLS = ["bash", "zsh", "fish"]
BROWSER = ["chromium", "chromium-driver"]
APACHE = ["apache2"]


def jar(artifact: str) -> Path:
    """Where Maven puts an artifact: ``group:name:version`` → ``.stores/name-version.jar``."""
    _, name, version, *kind = artifact.split(":")
    return FOLDER / f"{name}-{version}.{kind[0] if kind else 'jar'}"


PYSPARK = Path(sysconfig.get_path("purelib"), "pyspark")
OXIGRAPH_PROGRAM = Path(sys.executable).with_name("oxigraph")
FUSEKI_JAR = jar(FUSEKI)
JETTY_JAR = jar(JETTY)
#: The test suites that rdflib's own tests read.
W3C = FOLDER / "w3c"
EDITOR_HOME = FOLDER / "editor"
#: What an editor for YAML starts, and talks to.
LANGUAGE_SERVER = (
    EDITOR_HOME / "node_modules" / "yaml-language-server" / "bin" / EDITOR.split("@")[0]
)
#: What gardkg site takes as --engine.
ENGINE = FOLDER / f"{PACKAGE.replace('@', '-')}.tgz"
#: The server unpacked: Jetty would unpack it anew at each start.
RDF4J_WEBAPP = jar(RDF4J).with_suffix("")


def missing(store: str) -> str:
    """What keeps a store from being started; nothing when it is installed."""
    needed: dict[str, list[str | Path]] = {
        "oxigraph": [OXIGRAPH_PROGRAM],
        "fuseki": ["java", FUSEKI_JAR],
        "rdf4j": ["java", JETTY_JAR, RDF4J_WEBAPP],
        "virtuoso": ["virtuoso-t", "isql-vt"],
        "spark": ["java", PYSPARK],
        "rapper": ["rapper"],
        "w3c": [W3C],
        "editor": ["node", LANGUAGE_SERVER],
        "shells": SHELLS,
        "browser": ["chromium", "chromedriver"],
        "apache": ["apache2"],
        "engine": [ENGINE],
    }
    return ", ".join(
        part if isinstance(part, str) else part.name
        for part in needed[store]
        if not (part.exists() if isinstance(part, Path) else shutil.which(part))
    )


def oxigraph() -> None:
    _run(*PIP, "install", "--quiet", OXIGRAPH)


def fuseki() -> None:
    _maven(FUSEKI)


def rdf4j() -> None:
    _maven(JETTY)
    _maven(RDF4J)
    unpacking = FOLDER / ".unpacking"
    shutil.rmtree(unpacking, ignore_errors=True)
    with zipfile.ZipFile(jar(RDF4J)) as archive:
        archive.extractall(unpacking)
    unpacking.rename(RDF4J_WEBAPP)
    jar(RDF4J).unlink()


def virtuoso() -> None:
    _apt(*VIRTUOSO)


def spark() -> None:
    if not shutil.which("java"):
        _apt(*JAVA[:1])
    constraints = str(ROOT / "constraints.txt")
    _run(*PIP, "install", "--quiet", "--constraint", constraints, "pyspark")


def rapper() -> None:
    _apt(*RAPPER)


def w3c() -> None:
    """From rdflib's source package, of the version that is tested with."""
    unpacking = FOLDER / ".unpacking"
    shutil.rmtree(unpacking, ignore_errors=True)
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    source = ["--no-deps", "--no-binary", "rdflib", "rdflib"]
    _run(*PIP, "download", "--quiet", *constraints, *source, "--dest", str(unpacking))
    (package,) = unpacking.iterdir()
    checked(package, package.name)
    with tarfile.open(package) as archive:
        archive.extractall(unpacking, filter="data")
    (suites,) = unpacking.glob("*/test/data/suites/w3c")
    suites.rename(W3C)
    shutil.rmtree(unpacking)


def editor() -> None:
    _node()
    quiet = ["--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
    _run("npm", "install", *quiet, "--prefix", str(EDITOR_HOME), EDITOR)


def shells() -> None:
    _apt(*SHELLS)


def browser() -> None:
    _apt(*BROWSER)


def apache() -> None:
    _apt(*APACHE)


def engine() -> None:
    """What is in it gardkg itself checks, whenever a site is made with it."""
    _node()
    FOLDER.mkdir(exist_ok=True)
    _run("npm", "pack", "--silent", "--pack-destination", str(FOLDER), PACKAGE)


def _node() -> None:
    if not (shutil.which("node") and shutil.which("npm")):
        _apt(*NODE)


INSTALL: dict[str, Callable[[], None]] = {
    "oxigraph": oxigraph,
    "fuseki": fuseki,
    "rdf4j": rdf4j,
    "virtuoso": virtuoso,
    "spark": spark,
    "rapper": rapper,
    "w3c": w3c,
    "editor": editor,
    "shells": shells,
    "browser": browser,
    "apache": apache,
    "engine": engine,
}


def _maven(artifact: str) -> None:
    if jar(artifact).exists():
        return
    if not (shutil.which("java") and shutil.which("mvn")):
        _apt(*JAVA)
    FOLDER.mkdir(exist_ok=True)
    # Not under its last name before it is checked: what is there already is taken for good.
    fetching = FOLDER / ".fetching"
    shutil.rmtree(fetching, ignore_errors=True)
    _run(
        "mvn",
        "--batch-mode",
        "--quiet",
        MAVEN_COPY,
        f"-Dartifact={artifact}",
        f"-DoutputDirectory={fetching}",
    )
    checked(fetching / jar(artifact).name, artifact).rename(jar(artifact))
    fetching.rmdir()


def checked(file: Path, name: str) -> Path:
    """The file, if it is what ``SHA256`` says of that name.

    Raises:
        OSError: it is not, or nothing is said of it.
    """
    with file.open("rb") as stream:
        got = hashlib.file_digest(stream, "sha256").hexdigest()
    if got != SHA256.get(name):
        raise OSError(f"{name}: expected SHA-256 {SHA256.get(name)}; got {got}")
    return file


def _apt(*packages: str) -> None:
    """Raises OSError where there is no apt-get, or we are not root."""
    if os.geteuid() != 0:
        raise PermissionError(
            f"as root: apt-get install --no-install-recommends {' '.join(packages)}"
        )
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run("apt-get", "update", "-qq", env=quiet)
    _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=quiet)


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    """Raises CalledProcessError with what the command said."""
    subprocess.run(
        command, check=True, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def main(names: list[str]) -> int:
    if unknown := set(names) - INSTALL.keys():
        sys.stderr.write(f"unknown: {', '.join(unknown)}; use {', '.join(INSTALL)}\n")
        return 2
    failed = 0
    for name in names or INSTALL:
        reason = ""
        if missing(name):
            try:
                INSTALL[name]()
            except subprocess.CalledProcessError as error:
                reason = f"{error}\n{error.stdout[-2000:]}"
            except OSError as error:
                reason = str(error)
        if reason or missing(name):
            failed = 1
            sys.stderr.write(f"{name}: not installed; {reason or missing(name)}\n")
        else:
            sys.stderr.write(f"{name}: installed\n")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
