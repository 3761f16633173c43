"""What a person sees: colour and width on a terminal, plain text in a pipe.

On a terminal, characters that would move the cursor, reorder the line or stay unseen are shown
by their number; in a pipe they pass as they are, for there they are data.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from gardkg.cli.options import many
from gardkg.errors import visible

if TYPE_CHECKING:
    from gardkg.sparql.card import Shown
    from gardkg.sparql.results import Result

#: A column no wider than this, of ids and dates, is not broken; a wider one has at least so much.
_WHOLE, _READABLE = 12, 8
_STYLES = {
    **{"title": "bold", "heading": "bold cyan", "plain": "dim"},
    **{"item": "", "again": "dim", "denied": "red"},
}


def print_card(lines: Iterable[Shown]) -> None:
    """Print the lines of ``card.as_text``: on a terminal wrapped, coloured, and what is said where
    and when in a quiet column at the right; else as they are.
    """
    if not sys.stdout.isatty():
        sys.stdout.writelines(f"{line.laid_out}\n" for line in lines)
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table as Columns
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        if line.role == "heading":
            console.print()
        text = Text(visible(line.text), style=_STYLES[line.role])
        if line.notes:
            text.append(f" ({visible(line.notes)})", style="yellow")
        body = Padding(text, (0, 0, 0, len(line.indent)))
        row = Columns.grid(padding=(0, 1), expand=True)
        row.add_column(ratio=1)
        row.add_column(justify="right", no_wrap=True, min_width=10 if line.date else 0)
        row.add_column(justify="right", no_wrap=True, min_width=10 if line.date else 0)
        aside = (Text(line.marks, style="dim"), Text(line.date, style="dim"))
        if line.marks or line.date:
            row.add_row(body, *aside)
            console.print(row, width=min(console.width, 100))
        elif "://" in line.text:  # the terminal breaks it, so that it stays one link
            console.print(Text(line.indent) + text, soft_wrap=True)
        else:
            console.print(body)


def as_shown(data: bytes) -> bytes:
    """Text for standard output: on a terminal as visible text, its lines and tabs kept."""
    if not sys.stdout.isatty():
        return data
    parts = re.split(r"(\r?\n|\t)", data.decode())
    return "".join(part if n % 2 else visible(part) for n, part in enumerate(parts)).encode()


def print_result(result: Result) -> None:
    """Print a table or an answer: a ruled table on a terminal, aligned text in a pipe."""
    from gardkg.sparql.result_formats import written
    from gardkg.sparql.results import Table
    from gardkg.sparql.values import plain

    if not isinstance(result, Table) or not sys.stdout.isatty():
        sys.stdout.write(as_shown(written(result)).decode())
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Ruled
    from rich.text import Text

    rows = [[visible(plain(value)) for value in row] for row in result]
    # A column without any value says nothing that its absence does not.
    shown = [n for n in range(len(result.columns)) if any(row[n] for row in rows)]
    names = [visible(name) for name in result.columns]
    widths = [max(len(names[n]), *(len(row[n]) for row in rows)) for n in shown]
    console = Console(highlight=False)
    if sum((width if width <= _WHOLE else _READABLE) + 2 for width in widths) <= console.width:
        ruled = Ruled(box=SIMPLE_HEAD, header_style="bold cyan", padding=(0, 1, 0, 0))
        for n, width in zip(shown, widths, strict=True):
            ruled.add_column(Text(names[n]), overflow="fold", no_wrap=width <= _WHOLE)
        for row in rows:
            ruled.add_row(*(Text(row[n]) for n in shown))
        console.print(ruled)
    else:  # as psql does where a row is wider than the screen: a block a row
        for row in rows:
            console.print(Text("─" * min(console.width, 72), style="dim"))
            for n in shown:
                if row[n]:
                    name = Text(f"{names[n]:{max(map(len, names))}}  ", style="cyan")
                    console.print(name + Text(row[n]))
    console.print(Text(many(len(result), "row"), style="dim"))


@contextlib.contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """What ``load`` tells its progress to: on a terminal bars, with triples and their rate."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:12}"),
        BarColumn(),
        TextColumn("{task.completed:>11,} triples"),
        TextColumn("{task.fields[rate]:>9,}/s"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None, rate=0)
            bars.advance(tasks[what], done)
            bars.update(tasks[what], rate=int(bars.tasks[tasks[what]].speed or 0))

        yield advance
