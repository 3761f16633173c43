"""``query``: a question, SPARQL or a file of it, asked of records, a store or an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from gardkg.cli.options import (
    MEBIBYTES,
    OUT,
    RECORDS,
    ROWS,
    SECONDS,
    STORE_IN,
    Choices,
    Options,
    Reads,
    Verb,
    as_one,
    common,
    many,
    paths_,
    say,
)
from gardkg.errors import UsageError, shortened, visible
from gardkg.files.apart import Expand

if TYPE_CHECKING:
    from gardkg.sparql.results import Result, Source


def _query_names(ctx: click.Context, param: click.Parameter, text: str) -> list[str]:
    from gardkg.sparql.named import names

    return [name for name in names() if name.startswith(text)]


def _forms() -> Iterable[str]:
    from gardkg.sparql.result_formats import TABLES
    from gardkg.sparql.results import GRAPH_FORMATS

    return ["table", *TABLES, *GRAPH_FORMATS]


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
    labels: bool
    csv_safe: bool
    allow_service: bool
    list_: bool
    examples: str | None
    help_: bool


def _query_file() -> Expand:
    return lambda question: [question] if question.endswith(".rq") else []


@click.command(cls=Verb, add_help_option=False)
@click.argument("question", required=False, shell_complete=_query_names, type=Reads(_query_file))
@paths_
@click.option(
    "--store", metavar="DIR", type=STORE_IN, help="Ask the store that load --to DIR built."
)
@click.option(
    "-e", "--endpoint", metavar="URL", help="Ask a store that runs, or any SPARQL endpoint."
)
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of a named query.",
)
@click.option(
    "-t",
    "--format",
    "format_",
    type=Choices(_forms),
    help="Default: table, or ttl for a graph.",
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
@click.option("--labels", is_flag=True, help="A label behind each IRI that has one.")
@click.option("--csv-safe", is_flag=True, help="No cell a spreadsheet would run as a formula.")
@click.option("--allow-service", is_flag=True, help="Let the query call other servers.")
@click.option("--list", "list_", is_flag=True, help="List the named queries.")
@click.option(
    "--export-sparql-examples", "examples", metavar="DIR", type=OUT, help="Write them as Turtle."
)
@click.option("-h", "--help", "help_", is_flag=True, help="Help; behind a NAME, that query's.")
@common
@as_one(Query)
def query(asked: Query) -> None:
    """Ask a question of records, RDF files, a store or an endpoint.

    QUESTION is the name of a query (--list), SPARQL text, or an .rq file. PATH is a record,
    a folder of records (default: records/) or an RDF file. Our prefixes need no declaration.

    \b
    gardkg query treatments -p disease=scleromyxedema
    gardkg query 'SELECT ?d { ?d RO:0002200 HP:0001609 }' gard.ttl
    """
    from gardkg.sparql import named

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
        for name in named.names():
            one = named.named(name)
            level = f" [{one.severity}]" if one.severity else ""
            click.echo(f"{name:32} {one.question}{level}")
    elif asked.question is None:
        raise click.UsageError("Missing argument 'QUESTION'; --list names what can be asked.")
    else:
        _write(asked, _answer(asked, asked.question))


def _answer(asked: Query, question: str) -> Result:
    from gardkg.sparql import ask

    return ask.query(
        question,
        _source(asked),
        limit=asked.limit,
        timeout=asked.timeout,
        labels=asked.labels,
        allow_service=asked.allow_service,
        params=_pairs(asked.params),
    )


def _source(asked: Query) -> Source:
    """What is asked."""
    from gardkg.sparql import ask
    from gardkg.sparql.store import Store

    if sum(map(bool, (asked.paths, asked.store, asked.endpoint))) > 1:
        raise click.UsageError("PATH, --store and --endpoint exclude one another.")
    if asked.endpoint:
        return ask.open_source(asked.endpoint, asked.max_answer)
    if not asked.store:
        return Store.read(*asked.paths or (RECORDS,))
    store = Store.open(asked.store)
    for path in store.stale():
        say(f"{asked.store}: warning: built before {path} changed; load it again")
    return store


def _write(asked: Query, result: Result) -> None:
    from gardkg.cli.terminal import as_shown, print_result
    from gardkg.files.replace import replaced
    from gardkg.sparql.result_formats import written

    shown = asked.output == "-"
    if shown and asked.format_ in {None, "table"} and not hasattr(result, "serialize"):
        print_result(result)
        return
    data = written(result, asked.format_, safe=asked.csv_safe)
    with replaced(asked.output) as stream:
        stream.write(as_shown(data) if shown else data)


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
