"""``query``: a question, SPARQL or a file of it, asked of records, a store or an address."""

from __future__ import annotations

import click

from gardkg.cli.options import (
    MEBIBYTES,
    OUT,
    RECORDS,
    ROWS,
    SECONDS,
    STORE_IN,
    Reads,
    Verb,
    common,
    many,
    paths_,
    say,
)
from gardkg.errors import UsageError, shortened, visible
from gardkg.files.apart import Expand


def _query_names(ctx: click.Context, param: click.Parameter, text: str) -> list[str]:
    from gardkg.sparql.named import names

    return [name for name in names() if name.startswith(text)]


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
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl", "nt", "jsonld", "rdf"]),
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
def query(
    question: str | None,
    paths: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    params: tuple[str, ...],
    format_: str | None,
    output: str,
    limit: int | None,
    timeout: float | None,
    max_answer: int | None,
    labels: bool,
    csv_safe: bool,
    allow_service: bool,
    list_: bool,
    examples: str | None,
    quiet: bool,
    help_: bool,
    debug: bool,
) -> None:
    """Ask a question of records, RDF files, a store or an endpoint.

    QUESTION is the name of a query (--list), SPARQL text, or an .rq file. PATH is a record,
    a folder of records (default: records/) or an RDF file. Our prefixes need no declaration.

    \b
    gardkg query treatments -p disease=scleromyxedema
    gardkg query 'SELECT ?d { ?d RO:0002200 HP:0001609 }' gard.ttl
    """
    from gardkg.sparql import named

    if examples:
        say(
            f"{examples}: {many(named.export_examples(examples), 'query', 'queries')}",
        )
        return
    if help_ and question is None:
        click.echo(click.get_current_context().get_help())
        return
    if list_:
        for name in named.names():
            asked = named.named(name)
            level = f" [{asked.severity}]" if asked.severity else ""
            click.echo(f"{name:32} {asked.question}{level}")
        return
    if question is None:
        raise click.UsageError("Missing argument 'QUESTION'; --list names what can be asked.")
    if help_:
        click.echo(named.named(question).about())
        return
    if sum(map(bool, (paths, store, endpoint))) > 1:
        raise click.UsageError("PATH, --store and --endpoint exclude one another.")
    from gardkg.sparql import ask
    from gardkg.sparql.results import written
    from gardkg.sparql.store import Store

    if store or endpoint:
        source = ask.open_source(str(endpoint), max_answer) if endpoint else Store.open(str(store))
    else:
        source = Store.read(*paths or (RECORDS,))
    for path in source.stale() if isinstance(source, Store) else ():
        say(f"{store}: warning: built before {path} changed; load it again")
    result = ask.query(
        question,
        source,
        limit=limit,
        timeout=timeout,
        labels=labels,
        allow_service=allow_service,
        params=_pairs(params),
    )
    if format_ in {None, "table"} and output == "-" and not hasattr(result, "serialize"):
        from gardkg.cli.terminal import print_result

        print_result(result)
    else:
        from gardkg.cli.terminal import as_shown
        from gardkg.files.replace import replaced

        data = written(result, format_, safe=csv_safe)
        with replaced(output) as stream:
            stream.write(as_shown(data) if output == "-" else data)


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
