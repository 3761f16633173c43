"""The manifest of an export: what was made of what, for whoever must be able to make it again.

It stands beside the export (``gard.ttl.manifest.json``; ``manifest.json`` in a folder). The same
records and command give the same bytes anywhere: no clock, no host, of paths the last part only.

What it counts is read back from the finished file before that takes the old one's place, which
costs about 3 s for a million triples in Turtle, and 0.5 s in N-Triples. So a file that cannot be
read is not released, nor one much smaller than the one it would replace: a mistyped folder, half
a download.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeVar

import msgspec
import pyoxigraph as ox

from gardkg import __version__
from gardkg.errors import FileError, Problem, ShrinkError, UsageError, visible
from gardkg.files.apart import folder_around, read_as
from gardkg.files.rdf import parser
from gardkg.files.reading import measured, opened
from gardkg.files.replace import is_folder, is_replaceable, keep_foreign, replaced
from gardkg.identifiers import BASE, ONTOLOGY_VERSION, expand
from gardkg.mapping.templates import KINDS, RECORD, REFERENCE, STATEMENT
from gardkg.model import Record
from gardkg.rdf.counts import Counts
from gardkg.rdf.template import Template
from gardkg.serialize.export import manifest_path
from gardkg.serialize.formats import Format, format_for
from gardkg.serialize.leftovers import looks_exported

#: An export with less than so much of the records or triples of the one before is refused.
LEAST = 0.8
_MODULUS = 2**256
#: How a manifest begins that we wrote, in any version.
_OURS = re.compile(rb'\{\s*"gardkg":')
_M = TypeVar("_M", bound=msgspec.Struct)


class Listed(msgspec.Struct, frozen=True):
    """What any manifest says of a file: also that of shards, or of files for bulk loaders."""

    name: str
    bytes: int
    sha256: str


class File(Listed, frozen=True):
    """A file of the export; ``triples`` as they stand in it, named graphs not told apart."""

    records: int
    triples: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an export is. A triple that two records state is counted for each, as it is written.

    ``left`` has what earlier exports wrote to the folder, and this one did not; if there is any.

    ``records_sha256`` is the version of the records: the sum modulo 2²⁵⁶ of the SHA-256 of each
    as JSON, so that neither their order nor the files they stand in matter.
    """

    gardkg: str
    ontology: str
    command: str
    base: str
    format: str
    records_sha256: str
    records: int
    triples: int
    claims: dict[str, int]
    statements: int
    references: int
    files: list[File]
    left: list[Listed] = []


class _Listing(msgspec.Struct, frozen=True):
    files: list[Listed]


def command(paths: Sequence[str], output: str, format: str | None, base: str) -> str:
    """The command that made an output, without what is only true of one machine.

    >>> command(["/somewhere/records"], "build/gard.ttl", None, BASE)
    'gardkg export records -o gard.ttl --manifest'
    """
    words = ["gardkg", "export", *map(_last, paths), "-o", _last(output)]
    words += ["-t", format] if format else []
    words += ["--base", base] if base != BASE else []
    return shlex.join([*words, "--manifest"])


def _last(path: str) -> str:
    end = "/" if path.endswith("/") else ""
    # A name need not be UTF-8.
    name = (os.path.basename(path.rstrip("/")) or path) + end
    return name if _is_text(name) else visible(name)


def _is_text(name: str) -> bool:
    return name.encode(errors="ignore").decode() == name


class Making:
    """The manifest of an export that is under way, and the guard of the one that is there.

    Args:
        output: a file or folder.
        paths, format, base: as given to ``export``.
        allow_shrink: let a much smaller export replace a larger one.
        prune: remove from a folder what earlier exports wrote to it, and this one does not.

    Raises:
        UsageError: the output is neither file nor folder, its name is not UTF-8, or the manifest
            would stand in a folder that is read, and be taken for a record; or where it would
            stand in a folder, there is what we did not write.
        FileError: there is something that is no manifest where it would stand.
    """

    def __init__(
        self,
        output: str,
        paths: Sequence[str],
        format: str | None = None,
        base: str = BASE,
        *,
        allow_shrink: bool = False,
        prune: bool = False,
    ) -> None:
        self.folder = is_folder(output)
        if not self.folder and not is_replaceable(output):
            raise UsageError(f"{output}: a manifest needs a file or a folder; -o names one")
        if not _is_text(os.path.basename(output)):
            raise UsageError(f"{visible(output)}: a manifest needs a name in UTF-8")
        self.output, self.base, self.path = output, base, manifest_path(output)
        if within := folder_around(os.path.dirname(self.path) or ".", paths):
            said = f"a manifest in {visible(within)}, which is read, would be taken for a record"
            raise UsageError(f"{visible(output)}: {said}; name another output")
        self.command = command(paths, output, format, base)
        if self.folder:
            keep_foreign(self.path, _OURS)
        self.before, self.prune = _before(self.path, allow_shrink), prune
        self.allow_shrink = allow_shrink
        name, format = ("-", format or "ttl") if self.folder else (output, format)
        self.kind: Format = format_for(name, format)[0]
        self.counts = Counts()
        self.files: list[File] = []
        #: What earlier exports wrote, and this one did not: still there, and removed.
        self.left: list[Listed] = []
        self.pruned: list[str] = []
        self.records = self.digest = 0

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, taken note of as they pass."""
        for record in records:
            self.passed(1, digest(record))
            yield record

    def passed(self, records: int, digest: int) -> None:
        """Take note of records that passed elsewhere: how many, and the sum of their digests."""
        self.records += records
        self.digest += digest

    def all_passed(self) -> None:
        """Of a folder, whose files are replaced one by one, the records are judged before.

        Raises:
            ShrinkError: they are much fewer than the manifest has that is there.
        """
        self._judge("records", self.records)

    def finished(self, name: str, part: str) -> None:
        """A file is written, and is about to take its place.

        Args:
            name: what it will be called.
            part: where it is.

        Raises:
            ShrinkError: the export is much smaller than the one it would replace.
            FileError: it is not what its suffix says.
        """
        before, had = self.counts.triples, self._of(RECORD)
        try:
            with opened(part, name) as stream:
                if self.kind.suffix in ("nt", "nq"):
                    self.counts.add_lines(stream)
                elif self.kind.suffix == "ndjsonld":
                    for line in stream:
                        self.counts.add(ox.parse(line, format=ox.RdfFormat.JSON_LD))
                else:
                    self.counts.add(ox.parse(stream, format=parser(self.kind)))
        except (SyntaxError, ValueError) as error:
            raise FileError(name, f"was not written well: {error}") from error
        triples, records = self.counts.triples - before, self._of(RECORD) - had
        status, digest = measured(part)
        self.files.append(File(name, status.st_size, digest, records, triples))
        if not self.folder:
            self._judge("records", records)
            self._judge("triples", triples)

    def all_written(self) -> None:
        """All files of a folder have their places; what else the manifest has is removed, or left.

        Raises:
            FileError: a file cannot be removed.
        """
        written = {file.name for file in self.files}
        earlier = [*self.before.files, *self.before.left] if self.before else []
        for file in earlier:
            path = os.path.join(self.output, file.name)
            if file.name in written or not looks_exported(file.name) or not _is_still(path, file):
                continue
            if not self.prune or read_as(path):
                self.left.append(Listed(file.name, file.bytes, file.sha256))
                continue
            try:
                os.unlink(path)
            except OSError as error:
                raise FileError(path, f"cannot be removed: {error.strerror}") from error
            self.pruned.append(file.name)

    def _judge(self, what: str, count: int) -> None:
        if self.allow_shrink:
            return
        had = getattr(self.before, what, 0)
        if count < LEAST * had:
            raise ShrinkError(self.output, what, had, count)

    def _of(self, template: Template) -> int:
        return self.counts.classes[expand(template.rows[0].constants[0])]

    def write(self) -> None:
        """Write the manifest, when all files have taken their places."""
        manifest = Manifest(
            gardkg=__version__,
            ontology=ONTOLOGY_VERSION,
            command=self.command,
            base=self.base,
            format=self.kind.media_type,
            records_sha256=f"{self.digest % _MODULUS:064x}",
            records=self._of(RECORD),
            triples=self.counts.triples,
            claims={kind: n for kind, row in KINDS.items() if (n := self._of(row.template))},
            statements=self._of(STATEMENT),
            references=self._of(REFERENCE),
            files=sorted(self.files, key=lambda file: file.name),
            left=sorted(self.left, key=lambda file: file.name),
        )
        with replaced(self.path) as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def digest(record: Record) -> int:
    """A number that stands for a record: its JSON's SHA-256."""
    return int.from_bytes(hashlib.sha256(msgspec.json.encode(record)).digest())


def read(path: str) -> Manifest | None:
    """The manifest that stands somewhere, or None.

    Raises:
        FileError: what is there is none.
    """
    return _read(path, Manifest) if os.path.exists(path) else None


def _before(path: str, begin_anew: bool) -> Manifest | None:
    try:
        return read(path)
    except FileError:
        if not begin_anew:
            raise
        keep_foreign(path, _OURS)
        return None


def _is_still(path: str, file: Listed) -> bool:
    """Whether a file is there, and is what a manifest has."""
    if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) != file.bytes:
        return False
    return measured(path)[1] == file.sha256


def _read(path: str, kind: type[_M]) -> _M:
    try:
        with open(path, "rb") as stream:
            return msgspec.json.decode(stream.read(), type=kind)
    except FileNotFoundError as error:
        raise FileError(path, "no such file") from error
    except (OSError, msgspec.DecodeError) as error:
        raise FileError(path, f"is no manifest ({error}); remove it to begin anew") from error


def misfits(path: str, severity: Literal["error", "warning"] = "error") -> Iterator[Problem]:
    """Files that are not what a manifest says.

    An export takes its file's place, then the manifest takes its own: a kill between the two
    leaves a new file and an old manifest, and nothing else would show it.

    Raises:
        FileError: it is no manifest, or a file cannot be read.
    """
    manifest = os.path.basename(path)
    next_step = "an export was cut off, or a file changed; export again"
    for file in _read(path, _Listing).files:
        where = os.path.join(os.path.dirname(path), file.name)
        if not os.path.isfile(where):
            yield Problem(where, 0, 0, "", f"is not there; {manifest} has it", None, None, severity)
        elif (found := measured(where)[1]) != file.sha256:
            said = f"does not fit {manifest}: expected SHA-256 {file.sha256}"
            yield Problem(where, 0, 0, "", said, found, next_step, severity)
