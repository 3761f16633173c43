"""An option that takes several tables, where a shell writes out ``*.tsv`` or has left it."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence

import click

from gardkg.files.kinds import unpacked


class Tables(click.Option):
    """An option that takes several tables, as the shell writes out a pattern: what follows it and
    ends as tables do; a pattern that the shell has left is written out here."""

    def several(self, args: Sequence[str]) -> Iterator[str]:
        """Arguments, each further table behind an option of its own."""
        within = False
        for arg in args:
            name, equals, value = arg.partition("=")
            if name in self.opts and equals:
                yield from (part for one in _tables(value) for part in (name, one))
            elif within and _is_table(arg):
                yield from (part for one in _tables(arg) for part in (self.opts[0], one))
            elif arg in self.opts:
                within = True
                continue
            else:
                if within and args[args.index(arg) - 1] in self.opts:
                    yield self.opts[0]  # what is no table is told as the option's
                within = False
                yield arg


def _is_table(arg: str) -> bool:
    return not arg.startswith("-") and unpacked(arg).endswith(".tsv")


def _tables(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern)) or [pattern]
