"""An engine for queries in the page: Oxigraph's own package, as one script that a plain file runs.

Pages opened as files may neither fetch nor load modules, and only a worker can be stopped. So the
engine, its code and the triples are texts of one classic script; the page makes a worker of them.
Nothing of the package is in this repository: who builds a site brings it, and it is checked.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from importlib.resources import files
from typing import BinaryIO, NamedTuple

from gardkg.errors import FileError

#: The package, as npm calls it, and the SHA-512 of what ``npm pack`` writes of it.
PACKAGE = "oxigraph@0.5.11"
_SHA512 = {
    PACKAGE: "cca7609a9d6db2bbad1b30b59420b2c306513e92c929a2672920d6a18da12213"
    "22c2209145734dd4353b594c9322706f80f293f18e4df918304cbf2a297a4b9e",
}
#: Of more triples a page cannot hold a store.
MOST = 2_000_000
_CODE, _WASM = "package/web.js", "package/web_bg.wasm"


class Engine(NamedTuple):
    """What a page needs of the package: code for a classic script, and what it runs."""

    code: str
    wasm: bytes


def engine(path: str) -> Engine:
    """The engine in a package's file.

    Raises:
        FileError: it cannot be read, or is not the package we know.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise FileError.unreadable(path, error) from error
    step = f"npm pack {PACKAGE} writes it"
    if hashlib.sha512(data).hexdigest() not in _SHA512.values():
        raise FileError(path, f"is not {PACKAGE}, for its SHA-512 is another; {step}")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        code, wasm = (_member(archive, name) for name in (_CODE, _WASM))
    return Engine(_classic(code.decode()), wasm)


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    assert stream is not None  # the digest says what is in it
    return stream.read()


def _classic(code: str) -> str:
    """A module as a script: what it exports are names, and it knows no address of its own.

    >>> _classic("export class A {}\\nlet u = import.meta.url;\\nexport { f as default };\\n")
    'class A {}\\nlet u = "";\\n'
    """
    code = re.sub(r"^export \{[^}]*\};\n?", "", code, flags=re.MULTILINE)
    code = re.sub(r"^export (?=class|function|const)", "", code, flags=re.MULTILINE)
    return code.replace("import.meta.url", '""')


def script(engine: Engine, triples: BinaryIO) -> Iterator[bytes]:
    """The script of an engine and gzipped N-Triples, a piece at a time.

    ``ENGINE`` has ``code`` for a worker, and ``wasm`` and ``triples``, gzipped, in base64.
    """
    worker = (files("gardkg.web") / "assets" / "worker.js").read_text("utf-8")
    yield b'"use strict";\nconst ENGINE = {\ncode: '
    yield json.dumps(f"{engine.code}\n{worker}").replace("</", "<\\/").encode()
    yield b',\nwasm: "'
    yield base64.b64encode(gzip.compress(engine.wasm, 6, mtime=0))
    yield b'",\ntriples: "'
    while piece := triples.read(3 * 2**18):  # of which base64 has no padding
        yield base64.b64encode(piece)
    yield b'",\n};\n'
