"""What is typed behind ``query``, understood: by a question's own words, and by others' habits.

Behind the name of a question stands ``disease=scleromyxedema``, ``--disease scleromyxedema``, or
just the value of its first parameter; what exists as a file is a file.
"""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import click

from gardkg.cli.habits import ASKING, own_options
from gardkg.cli.options import Verb
from gardkg.cli.sources import name_source
from gardkg.files.kinds import QUESTIONS, is_address, is_of

#: Seconds in which who writes to a pipe has begun.
_MOMENT = 0.5
_PAIR = re.compile(r"([a-z_]+)=(.*)", re.DOTALL)


class Asking(Verb):
    """``query``, whose arguments may come in any order that can be understood."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, list(_translated(args, own_options(self))))
        _sort_out(ctx.params)
        return rest


def _translated(args: Sequence[str], own: set[str]) -> Iterator[str]:
    """Options that are others', or a question's parameters, as our own."""
    todo = list(args)
    while todo:
        arg = todo.pop(0)
        if arg == "--":
            yield from (arg, *todo)
            return
        name, equals, value = arg.partition("=")
        if not name.startswith("--") or name in own:
            yield arg
            continue
        ours = ASKING.get(name)
        if ours == "--sparql":
            yield ours
            continue
        word = name.removeprefix("--").replace("-", "_")
        if ours is None and word not in _parameters():
            yield arg  # click says that there is no such option
            continue
        if not equals and not todo:
            raise click.UsageError(f"Option {name!r} requires an argument.")
        value = value if equals else todo.pop(0)
        yield from ("--param", f"{word}={value}") if ours is None else filter(None, (ours, value))


def _parameters() -> set[str]:
    """What the parameters of all questions are called."""
    from gardkg.sparql.named import named, names

    return {param for name in names() for param in named(name).params}


def _sort_out(params: dict[str, Any]) -> None:
    """What of the arguments is the question, what a path, and what a parameter."""
    others = params["list_"] or params["help_"] or params["examples"]
    if params["question"] is None and not others and _is_piped():
        params["question"] = "-"
    if params["question"] is None:
        return
    from gardkg.sparql.named import named, names

    def asks(text: str) -> bool:
        return text in names() or is_of(text, QUESTIONS) or "{" in text

    question, paths = params["question"], list(params["paths"])
    if _is_data(question) and not asks(question):
        found = next((path for path in paths if asks(path)), None)
        if found is None:
            step = f"gardkg query QUESTION {question}; gardkg query --list names what can be asked"
            raise click.UsageError(f"{question} is data, not a question; {step}")
        paths[paths.index(found)], question = question, found
    elif re.fullmatch(r"[\w-]+", question) and question != "-":
        named(question)  # which says what is near
    if question in names():
        paths, given = _parted(question, paths, params["params"])
        params["params"] = (*params["params"], *given)
    params["question"], params["paths"] = question, tuple(paths)
    name_source(params)


def _is_piped() -> bool:
    """Whether something comes by standard input; a pipe that nobody writes to is not waited for."""
    try:
        if sys.stdin.isatty() or not _is_ready(sys.stdin):
            return False
        return bool(sys.stdin.buffer.peek(1))  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError):
        return False


def _is_ready(stream: TextIO) -> bool:
    try:
        return bool(select.select([stream], [], [], _MOMENT)[0])
    except (OSError, ValueError):  # it is no file of the system's
        return True


def _is_data(text: str) -> bool:
    return os.path.exists(text) or is_address(text)


def _parted(
    question: str, arguments: Sequence[str], given: Sequence[str]
) -> tuple[list[str], list[str]]:
    """The paths among the arguments of a named question, and its parameters."""
    from gardkg.identifiers import contract
    from gardkg.sparql.named import named

    known = list(named(question).params)
    ctx = click.get_current_context()
    paths: list[str] = []
    params: list[str] = []
    for argument in arguments:
        taken = {pair.partition("=")[0] for pair in (*given, *params)}
        pair = _PAIR.fullmatch(argument)
        if argument == "-" or (_is_data(argument) and contract(argument) == argument):
            paths.append(argument)
        elif pair and pair[1] not in known and f"--{pair[1]}" in own_options(ctx.command):
            step = f"say --{pair[1]} {argument.partition('=')[2]}"
            raise click.UsageError(f"{pair[1]} is an option, not a parameter: {step}", ctx)
        elif pair and (pair[1] in known or "/" not in argument):
            params.append(argument)
        elif known and known[0] not in taken and ("/" not in argument or _is_data(argument)):
            params.append(f"{known[0]}={argument}")
        else:
            paths.append(argument)
    return paths, params
