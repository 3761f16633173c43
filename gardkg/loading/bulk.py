"""Graphs → files for a store's own bulk loader: shards, a manifest, and the command to run.

A shard is N-Quads of about a million lines, gzipped, and named by its number and its content. So
a rerun never writes over a shard that an older manifest names, and equal input gives equal files:
after a kill the old manifest stands with all its shards, or the new one does. What no manifest
names is removed by the next run.

A blank node's label holds within one file: all lines with blank nodes go into the last shard,
whatever its size. In memory are their labels, the names of the graphs, and hashes of 1/256 of
the quads; temporary files (TMPDIR) take 16 bytes for each quad.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from gardkg.errors import FileError, UsageError
from gardkg.files.apart import reading, refuse
from gardkg.files.replace import MANIFEST, folder_for, replaced
from gardkg.files.spool import Spool
from gardkg.identifiers import BASE, checked_iri
from gardkg.loading.loaders import LOADERS, Loader
from gardkg.records.inputs import files_read
from gardkg.serialize.graphs import graphs

#: Lines after which a shard is full.
QUADS = 1_000_000
#: Stands in each file we write that a person may read, so that no stranger's is taken for ours.
MARK = "Written by gardkg"


_COMMANDS = {loader.command for loader in LOADERS.values()}
_SHARD = re.compile(r"part-\d{5}(-[0-9a-f]{12})?\.nq\.gz")
_UNFINISHED = re.compile(rf"\.({_SHARD.pattern}|{'|'.join([MANIFEST, *_COMMANDS])})\.part")
#: A blank node, wherever it stands; or what may look as if it held one.
_NODE = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>]*>|(_:[0-9A-Za-z]+)')


def write_bulk(
    paths: Sequence[str], directory: str, store: str, base: str = BASE, graph: str | None = None
) -> list[str]:
    """Write records and RDF files for a store's bulk loader; what to tell whoever runs it.

    Args:
        paths: records, folders of them, JSON Lines, RDF files.
        directory: made if it is not there; it holds nothing but what this function writes.
        store: a name in ``LOADERS``.
        base: where the nodes of records stand.
        graph: the one graph that all goes into.

    Raises:
        RecordError, TermError: the input has problems.
        UsageError: the store is unknown, there are triples without a graph, or nothing at all.
        FileError: an input cannot be read; or the directory cannot be written, is being written
            by another run, or holds other files. What an older manifest names is still there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/a.nq", "w") as stream:
    ...         _ = stream.write('<a:s> <a:p> "1" <a:g> .')
    ...     lines = write_bulk([f"{folder}/a.nq"], f"{folder}/bulk", "tdb2")
    ...     sorted(os.listdir(f"{folder}/bulk"))
    ['load.sh', 'manifest.json', 'part-00001-ee22c77ff7e0.nq.gz']
    """
    if store not in LOADERS:
        raise UsageError(f"--for {store}: no such store; use {', '.join(LOADERS)}")
    loader = LOADERS[store]
    with reading(paths, files_read), folder_for(directory), _held(directory):
        for name in os.listdir(directory):  # what was loaded would be swept away
            refuse(os.path.join(directory, name))
        _sweep(directory)
        try:
            pieces = graphs(paths, base, graph and checked_iri(graph))
            manifest = _write(pieces, directory, loader)
        finally:
            _sweep(directory)
    files = manifest["files"]
    size = sum(file["bytes"] for file in files)
    return [
        f"{directory}: {manifest['quads']:,} quads, {manifest['distinct']:,} different, in"
        f" {manifest['graphs']:,} graphs; {len(files):,} files of {size / 1e6:,.1f} MB",
        *loader.typed(directory),
    ]


def _write(pieces: Iterable[tuple[str, bytes]], directory: str, loader: Loader) -> dict[str, Any]:
    """The shards, then the command, then the manifest that names them all."""
    files: list[dict[str, Any]] = []
    with Spool[int]() as hashes, Spool[str]() as nodes:
        names: set[str] = set()
        quads = _quads(pieces, names, hashes, nodes)
        for first in quads:
            files.append(_shard(directory, len(files) + 1, _until_full(chain([first], quads))))
        if len(nodes):
            files.append(_shard(directory, len(files) + 1, _renamed(nodes.lines("_:"))))
        if not files:
            raise UsageError("there is no triple in what is to be loaded; nothing was written")
        manifest = {
            "about": MARK,
            "for": loader.name,
            "command": loader.command,
            "release": _sha256(*(file["sha256"] for file in files))[:12],
            "graphs": len(names),
            "quads": sum(file["quads"] for file in files),
            "distinct": _distinct(hashes),
            "files": files,
        }
        parallel = str(not len(nodes)).lower()
    values = {**manifest, "parallel": parallel}
    text = loader.script(directory, values, (file["name"] for file in files))

    def write_command(_: str) -> None:
        with replaced(os.path.join(directory, loader.command)) as stream:
            stream.write(text.encode())

    # The manifest comes last, but is on the disk before the command is replaced: had it no room
    # there, the new command would name shards that are swept away.
    with replaced(os.path.join(directory, MANIFEST), before=write_command) as stream:
        stream.write(json.dumps(manifest, indent=1).encode() + b"\n")
    return manifest


def _quads(
    pieces: Iterable[tuple[str, bytes]], names: set[str], hashes: Spool[int], nodes: Spool[str]
) -> Iterator[bytes]:
    """Pieces as N-Quads; their graphs and hashes are noted, lines with blank nodes put aside."""
    for name, data in pieces:
        names.add(name)
        # No literal has a raw line break, so the end of a triple is the end of its line.
        piece = data.replace(b" .\n", f" <{name}> .\n".encode())
        lines = piece.splitlines(keepends=True)
        for line in lines:
            key = hashlib.sha256(line).digest()[:16]
            hashes.add(key[0], key)
        if b"_:" in piece:
            aside = {line for line in lines if any(_NODE.findall(line))}
            nodes.add("_:", b"".join(line for line in lines if line in aside))
            piece = b"".join(line for line in lines if line not in aside)
        if piece:
            yield piece


def _distinct(hashes: Spool[int]) -> int:
    count = 0
    for part in hashes:
        data = b"".join(hashes.read(part))
        count += len({data[at : at + 16] for at in range(0, len(data), 16)})
    return count


def _renamed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Blank nodes numbered as they come, for those that were read have random labels."""
    labels: dict[bytes, bytes] = {}

    def renamed(found: re.Match[bytes]) -> bytes:
        node = found[1]
        return labels.setdefault(node, b"_:b%d" % len(labels)) if node else found[0]

    for line in lines:
        yield _NODE.sub(renamed, line)


def _until_full(pieces: Iterable[bytes]) -> Iterator[bytes]:
    count = 0
    for piece in pieces:
        yield piece
        count += piece.count(b"\n")
        if count >= QUADS:
            return


def _shard(directory: str, number: int, pieces: Iterable[bytes]) -> dict[str, Any]:
    """Write one file, and say what is in it; its name is final only when its content is."""
    quads = 0
    path = os.path.join(directory, f"part-{number:05}.nq.gz")
    with replaced(path, pack="gz") as stream:
        for piece in pieces:
            stream.write(piece)
            quads += piece.count(b"\n")
    with open(path, "rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
        size = os.fstat(written.fileno()).st_size
    name = f"part-{number:05}-{digest[:12]}.nq.gz"
    os.rename(path, os.path.join(directory, name))
    return {"name": name, "bytes": size, "sha256": digest, "quads": quads}


def _sha256(*texts: str) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()


@contextlib.contextmanager
def _held(directory: str) -> Iterator[None]:
    """The directory, ours alone.

    Raises:
        FileError: it cannot be, or it holds what others wrote.
    """
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            others = [name for name in os.listdir(directory) if not _is_ours(directory, name)]
            if others:
                raise FileError(
                    directory,
                    f"holds {min(others)}, which --bulk-files did not write; nothing was changed;"
                    " give an empty folder, or a new one",
                )
            yield
        finally:
            os.close(descriptor)
    except BlockingIOError:
        raise FileError(directory, "another run is writing it; nothing was changed") from None
    except OSError as error:
        raise FileError(directory, f"cannot be written: {error.strerror or error}") from error


def _is_ours(directory: str, name: str) -> bool:
    path = os.path.join(directory, name)
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    if name in _COMMANDS or name == MANIFEST:
        with open(path, "rb") as stream:
            return MARK.encode() in stream.read(200)
    return bool(_SHARD.fullmatch(name) or _UNFINISHED.fullmatch(name))


def _sweep(directory: str) -> None:
    """Remove what is ours and the manifest does not name: of an older run, or a killed one."""
    path = os.path.join(directory, MANIFEST)
    named: set[str] = set()
    if os.path.exists(path):
        try:
            with open(path, "rb") as stream:
                manifest = json.load(stream)
            named = {MANIFEST, manifest["command"], *(file["name"] for file in manifest["files"])}
        except (ValueError, LookupError, TypeError) as error:
            raise FileError(path, "not as it was written; nothing was changed") from error
    for name in set(os.listdir(directory)) - named:
        if _is_ours(directory, name):
            os.unlink(os.path.join(directory, name))
