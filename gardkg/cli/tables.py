"""An option that takes several tables, where a shell writes out ``*.tsv`` or has left it."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence

import click

from gardkg.files.kinds import unpacked


class Tables(click.Option):
    """Takes all tables that stand behind it: as many as a shell made of a pattern. A pattern that
    the shell has left is written out here."""

    def several(self, args: Sequence[str]) -> Iterator[str]:
        """Arguments, each table behind an option of its own.

        >>> list(Tables(["--mappings"]).several(["--mappings", "a.tsv", "b.tsv", "page.txt"]))
        ['--mappings', 'a.tsv', '--mappings', 'b.tsv', 'page.txt']
        """
        option = self.opts[0]
        waits = within = False
        todo = iter(args)
        for arg in todo:
            name, equals, value = arg.partition("=")
            if waits or (within and _is_table(arg)):
                waits, within = False, True
                yield from (part for one in _tables(arg) for part in (option, one))
            elif equals and name in self.opts:
                within = True
                yield from (part for one in _tables(value) for part in (option, one))
            elif arg in self.opts:
                waits = True
            elif arg == "--":  # behind it nothing is an option
                yield from (arg, *todo)
            else:
                within = False
                yield arg
        if waits:
            yield option  # click says that it lacks its value


def _is_table(arg: str) -> bool:
    return not arg.startswith("-") and unpacked(arg).endswith(".tsv")


def _tables(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern)) or [pattern]
