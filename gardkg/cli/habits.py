"""The hands of those who know other tools: their verbs and options, and what they are here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

#: What other tools call it, and what it is called here.
ELSEWHERE = {
    **dict.fromkeys(("validate", "lint", "verify", "report"), "check"),
    **dict.fromkeys(("convert", "render", "serialize", "riot", "build", "rdf"), "export"),
    **dict.fromkeys(("list", "ls", "questions"), "query --list"),
    **dict.fromkeys(("sparql", "search", "select", "arq", "ask", "find"), "query"),
    **dict.fromkeys(("stats", "statistics", "void", "info"), "describe"),
    **dict.fromkeys(("upload", "tdbloader", "push"), "load"),
    **dict.fromkeys(("card", "get", "view", "cat"), "show"),
    **dict.fromkeys(("compare",), "diff"),
    **dict.fromkeys(("html", "pages", "publish", "web"), "site"),
    **dict.fromkeys(("version",), "--version"),
}
#: Options of other tools, and ours in their place, in verbs that have the one and not the other.
OPTIONS = {
    **dict.fromkeys(("--out", "--outfile", "--output-file", "--dest", "--destination"), "--output"),
    **dict.fromkeys(("--output-dir", "--outdir", "--out-dir", "--dir", "-O"), "--output"),
    "-s": "--store",
    **dict.fromkeys(("--out-format", "--output-format", "--results", "--syntax"), "--format"),
    **dict.fromkeys(("--loc", "--location", "--db", "--database", "--store", "--endpoint"), "--to"),
    **dict.fromkeys(("--service", "--url"), "--endpoint"),
    **dict.fromkeys(("-n", "--max", "--top", "--head", "--rows"), "--limit"),
    "--dryrun": "--dry-run",
    "--threads": "--jobs",
    "--parallel": "--jobs",
}
#: The same of ``query``, as arq and tdbquery have them; "" stands for a question or a path.
ASKING = {
    "--query": "",
    "--file": "",
    "--data": "",
    "--loc": "--store",
    "--show": "--sparql",
    "--print": "--sparql",
}
_NO_RUN = "gardkg check reads all and writes nothing"
#: What leads on from an option that a verb has not.
_HINTS = {
    ("export", "-n"): _NO_RUN,
    ("export", "--dry-run"): _NO_RUN,
    ("export", "--to"): "-o names the output; gardkg load --to fills a store",
}


def hint(verb: click.Command, option: str) -> str | None:
    """What leads on from an option that a verb has not."""
    params = {param.name: param for param in verb.params}
    if option in ("-i", "--input") and "paths" in params:
        return "a PATH needs no option"
    chosen = getattr(params.get("format_"), "type", None)
    if option.removeprefix("--") in getattr(chosen, "choices", ()):
        return f"say --format {option.removeprefix('--')}"
    return _HINTS.get((str(verb.name), option))


def own_options(verb: click.Command) -> set[str]:
    """The options of a verb, in all their spellings."""
    return {name for param in verb.params for name in (*param.opts, *param.secondary_opts)}


def as_ours(args: Iterable[str], own: set[str]) -> Iterator[str]:
    """Arguments, with other tools' options as those of a verb.

    >>> list(as_ours(["--out=a.nt", "--syntax", "nt"], {"--output", "--format"}))
    ['--output=a.nt', '--format', 'nt']
    """
    todo = iter(args)
    for arg in todo:
        if arg == "--":  # behind it nothing is an option
            yield from (arg, *todo)
            return
        name, equals, value = arg.partition("=")
        ours = OPTIONS.get(name)
        yield f"{ours}{equals}{value}" if ours in own and name not in own else arg
