"""``query``: a question, SPARQL or a file of it, asked of records, a store or an address."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from gardkg.cli.asking import Asking
from gardkg.cli.forms import form_of, writing
from gardkg.cli.options import (
    MEBIBYTES,
    OUT,
    RECORDS_IN,
    ROWS,
    SECONDS,
    Formats,
    Options,
    Reads,
    as_one,
    common,
    many,
    say,
)
from gardkg.cli.rdf_in import rdf_in_
from gardkg.cli.sources import source, sources_
from gardkg.cli.waiting import waiting
from gardkg.errors import UsageError, shortened, visible
from gardkg.files.apart import Expand
from gardkg.files.kinds import QUESTIONS, is_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from gardkg.files.kinds import Kind
    from gardkg.sparql.results import Result, Table


def _questions(ctx: click.Context, param: click.Parameter, text: str) -> list[CompletionItem]:
    from gardkg.cli.completing import questions

    return questions(text)


def _behind(ctx: click.Context, param: click.Parameter, text: str) -> list[CompletionItem]:
    from gardkg.cli.completing import behind

    return behind(ctx, text)


def _forms() -> Mapping[str, Kind]:
    from gardkg.sparql.result_formats import FORMS

    return FORMS


class Query(Options):
    """What is asked of ``query``."""

    question: str | None
    paths: tuple[str, ...]
    store: str | None
    endpoint: str | None
    params: tuple[str, ...]
    format_: str | None
    output: str
    limit: int | None
    timeout: float | None
    max_answer: int | None
    columns: str | None
    wide: bool
    labels: bool
    csv_safe: bool
    mentions: bool
    allow_service: bool
    list_: bool
    examples: str | None
    help_: bool
    sparql: bool
    exit_code: bool


def _query_file() -> Expand:
    return lambda question: [question] if is_of(question, QUESTIONS) else []


@click.command(cls=Asking, add_help_option=False)
@click.argument("question", required=False, shell_complete=_questions, type=Reads(_query_file))
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=RECORDS_IN, shell_complete=_behind)
@sources_
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of a named query.",
)
@click.option(
    *("-t", "-f", "--format", "format_"),
    type=Formats(_forms),
    help="Default: by the suffix of -o; else table, or ttl for a graph.",
)
@click.option("-o", "--output", default="-", metavar="FILE", type=OUT, help="File, or - (default).")
@click.option("--limit", type=ROWS, metavar="N", help="At most so many rows.")
@click.option("--timeout", type=SECONDS, metavar="SECONDS", help="Give up after so long.")
@click.option(
    "--max-answer",
    type=MEBIBYTES,
    metavar="MIB",
    help="Give up an endpoint's answer that is larger, unpacked (default: 1,024 MiB).",
)
@click.option("--columns", metavar="A,B", help="Show these columns only.")
@click.option("--wide", is_flag=True, help="Show all columns a question has, not its main ones.")
@click.option("--labels", is_flag=True, help="A label behind each IRI that has one.")
@click.option("--csv-safe", is_flag=True, help="No cell a spreadsheet would run as a formula.")
@click.option("--allow-service", is_flag=True, help="Let the query call other servers.")
@click.option("--list", "list_", is_flag=True, help="List the named queries.")
@click.option(
    "--export-sparql-examples", "examples", metavar="DIR", type=OUT, help="Write them as Turtle."
)
@click.option("--sparql", is_flag=True, help="Print the question as SPARQL, and ask nothing.")
@click.option("--exit-code", is_flag=True, help="End with 1 where an ASK says false.")
@click.option("-h", "--help", "help_", is_flag=True, help="Help; behind a NAME, that query's.")
@rdf_in_
@common
@as_one(Query)
def query(asked: Query) -> None:
    """Ask a question of records, RDF files, a store or an endpoint.

    QUESTION is the name of a query (--list), SPARQL text, an .rq file or - (stdin). PATH is a
    record, a folder of records (default: records/), an RDF file, a store, or an address. Behind
    a NAME stand its parameters, as a=b or --a b; the first one needs no name.

    \b
    gardkg query treatments scleromyxedema
    gardkg query diseases-by-symptom phenotype=hoarseness
    gardkg query 'SELECT ?d { ?d RO:0002200 HP:0001609 }' gard.ttl
    """
    from gardkg.sparql import named
    from gardkg.sparql.results import Answer

    if asked.examples:
        count = named.export_examples(asked.examples)
        say(f"{asked.examples}: {many(count, 'query', 'queries')}")
    elif asked.help_:
        click.echo(
            named.named(asked.question).about()
            if asked.question is not None
            else click.get_current_context().get_help()
        )
    elif asked.list_:
        _list(asked.format_)
    elif asked.sparql and asked.question is not None:
        click.echo(named.named(asked.question).text, nl=False)
    elif asked.question is None:
        raise click.UsageError("Missing argument 'QUESTION'; --list names what can be asked.")
    else:
        format_ = form_of(asked.output, asked.format_, _forms())
        with waiting("asking", asked.quiet, asked.paths):
            result = _answer(asked, asked.question)
        _write(asked, result, format_)
        if asked.exit_code and isinstance(result, Answer):
            sys.exit(0 if result else 1)


def _list(format_: str | None) -> None:
    """The questions by group; those of quality are asked by ``check``."""
    from gardkg.sparql.named import GROUPS, named, names

    asked = [named(name) for name in names()]
    if format_ == "json":
        import json

        rows = [
            {
                "name": one.name,
                "group": one.group,
                "question": one.question,
                "severity": one.severity or None,
                "parameters": {name: param.type for name, param in one.params.items()},
                "columns": one.columns,
            }
            for one in asked
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    for group in GROUPS[:-1]:
        click.echo(click.style(group, bold=True))
        for one in asked:
            if one.group == group:
                lines = textwrap.wrap(one.question, max(width - 34, 30))
                click.echo(f"  {one.name:30}  " + f"\n{'':34}".join(lines))
        click.echo()
    checks = sum(one.group == GROUPS[-1] for one in asked)
    click.echo(f"{checks} more ask what a release may not leave open: gardkg check --quality")


def _answer(asked: Query, question: str) -> Result:
    from gardkg.sparql import answer, ask

    params = _pairs(asked.params)
    answer.check(question, params)
    return ask.query(
        question,
        source(asked.paths, asked.store, asked.endpoint, asked.max_answer),
        limit=asked.limit,
        timeout=asked.timeout,
        labels=asked.labels,
        allow_service=asked.allow_service,
        mentions=asked.mentions,
        params=params,
    )


def _write(asked: Query, result: Result, format_: str | None) -> None:
    from gardkg.cli.terminal import as_shown, print_result
    from gardkg.sparql.result_formats import written
    from gardkg.sparql.results import Table

    shown = asked.output == "-"
    if isinstance(result, Table):
        result = _columns(asked, result, format_)
    if shown and format_ in {None, "table"} and not hasattr(result, "serialize"):
        print_result(result)
        return
    data = written(result, format_, safe=asked.csv_safe)
    with writing(asked.output) as stream:
        stream.write(as_shown(data) if shown and format_ != "xlsx" else data)


def _columns(asked: Query, table: Table, format_: str | None) -> Table:
    """For people the columns that matter, in words; for programs all that was asked for."""
    from gardkg.files.kinds import ROWS, named
    from gardkg.sparql.named import named as question
    from gardkg.sparql.named import names
    from gardkg.sparql.people import for_people

    columns = [name.strip() for name in (asked.columns or "").split(",") if name.strip()]
    if format_ and named(format_, ROWS):
        return table.select(*columns) if columns else table
    if asked.wide or columns or asked.question not in names():
        return for_people(table, columns) if columns else table
    one = question(str(asked.question))
    shown = [label for name in one.main(table) for label in (name, f"{name}_label")]
    shown = [name for name in shown if name in table.columns]
    given = {pair.partition("=")[0]: pair for pair in asked.params}
    known = [name for name in ("disease", "name") if "," not in given.get("disease", ",")]
    return for_people(table, shown, known if len(shown or table.columns) > 2 else ())


def _pairs(params: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not (equals and name.strip()):
            raise UsageError(f'--param: expected NAME=VALUE; got "{visible(shortened(param))}"')
        if name in pairs:
            raise UsageError(f"--param: {visible(shortened(name))} is given twice")
        pairs[name] = value
    return pairs
