"""What a shell completes besides verbs and options: questions, their parameters, diseases, files.

Bash takes names before files, and files only where no name fits; so files come first here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    add_completion_class,
)

from gardkg.cli.options import RECORDS
from gardkg.errors import GardkgError
from gardkg.files.kinds import YAML, is_of
from gardkg.records.inputs import record_files
from gardkg.sparql.named import named, names

#: A name stands at the top of a record; of so many files at most.
_HEAD, _MOST = 4096, 4_000
_NAME = re.compile(r"^name: *(\S.*?) *$", re.MULTILINE)


def questions(text: str) -> list[CompletionItem]:
    """The names of questions, each with what it asks; and files."""
    found = [name for name in names() if name.startswith(text)]
    return [_files(text), *(CompletionItem(name, help=named(name).question) for name in found)]


def behind(ctx: click.Context, text: str) -> list[CompletionItem]:
    """What may stand behind a question: its parameters, what the first may be, and files."""
    question = ctx.params.get("question")
    known = named(question).params if question in names() else {}
    name, is_pair, value = text.partition("=")
    if is_pair and name in known:
        found = _diseases(value) if known[name].type == "disease" else []
        return [CompletionItem(f"{name}={disease}") for disease in found]
    pairs = [CompletionItem(f"{name}=") for name in known if name.startswith(text)]
    first = next(iter(known.values()), None)
    values = _diseases(text) if first and first.type == "disease" else ()
    return [_files(text), *pairs, *map(CompletionItem, values)]


def diseases(text: str) -> list[CompletionItem]:
    """The names of the diseases in the folder of records; and files."""
    return [_files(text), *map(CompletionItem, _diseases(text))]


def _files(text: str) -> CompletionItem:
    return CompletionItem(text, type="file")


def _diseases(text: str) -> Iterator[str]:
    try:
        paths = [path for path in record_files(RECORDS) if is_of(path, YAML)][:_MOST]
    except GardkgError:  # there is no such folder here
        return
    for path in paths:
        found = None
        with suppress(OSError), open(path, encoding="utf-8", errors="replace") as stream:
            found = _NAME.search(stream.read(_HEAD))
        name = found[1].strip("\"'") if found else ""
        if name and name.lower().startswith(text.lower()):
            yield name


class _Bash(BashComplete):
    """Bash, for which a word ends at = and :, and to which a name with blanks is many."""

    source_template = BashComplete.source_template.replace("read type", "read -r type")

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and that one, as one typed them."""
        args, incomplete = super().get_completion_args()
        words: list[str] = []
        for word in (*args, incomplete):
            if words and (word in ("=", ":") or words[-1][-1:] in ("=", ":")):
                words[-1] += word
            else:
                words.append(word)
        self._cut = len(words[-1]) - len(re.split("[=:]", words[-1])[-1])
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """What is put in the place of the word's last part, escaped."""
        value = item.value if item.type == "file" else item.value[self._cut :]
        escaped = re.sub(r"([^\w@%+=:,./-])", r"\\\1", value)
        return f"{item.type},{escaped}"


class _Fish(FishComplete):
    """Fish; a name may have commas."""

    source_template = FishComplete.source_template.replace("string split ", "string split -m 1 ")


def register() -> None:
    """Have click use these."""
    add_completion_class(_Bash, "bash")
    add_completion_class(_Fish, "fish")
