"""The updates that make staged graphs live, and drop them; and how a store with a cap is read."""

from __future__ import annotations

from collections.abc import Iterable


def marking(mark: str) -> str:
    """The update that sets the mark of ``swap``."""
    return f"INSERT DATA {{ GRAPH <{mark}> {{ <{mark}> <{mark}> <{mark}> }} }}"


def swap(pairs: Iterable[tuple[str, str]], mark: str, *, append: bool) -> str:
    """The update that makes staging graphs live, once: ``pairs`` of target and staging graph.

    It begins by taking the mark away, which fails where the mark is gone: a request that comes
    late, or twice, changes nothing. (DROP of a missing graph is no error in Fuseki, MOVE is.)
    Not MOVE for the graphs: TDB2 loses triples in it where the target's name is the older one.
    """
    steps = [f"MOVE GRAPH <{mark}> TO GRAPH <{mark}:taken>"]
    for target, staging in pairs:
        if not append:
            steps.append(f"DROP SILENT GRAPH <{target}>")
        steps.append(
            f"INSERT {{ GRAPH <{target}> {{ ?s ?p ?o }} }} "
            f"WHERE {{ GRAPH <{staging}> {{ ?s ?p ?o }} }}"
        )
    return " ;\n".join([*steps, f"DROP SILENT GRAPH <{mark}:taken>"])


def move(target: str, staging: str, mark: str, triples: int) -> str:
    """The update that moves a staging graph of so many triples, where nothing is rolled back.

    Virtuoso keeps what was done before a step that fails, or before the client went away: one
    step must do it all. MOVE of a graph that is not there empties the target, so a step before
    fails unless all the triples are there (``bif:signal`` raises an error).
    """
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{staging}> {{ ?s ?p ?o }} }}"
    error = f'bif:signal("22023", CONCAT("expected {triples} triples; got ", STR(?n)))'
    return (
        f"INSERT {{ GRAPH <{mark}> {{ <{mark}> <{mark}> ?x }} }} "
        f"WHERE {{ {{ {count} }} FILTER(?n != {triples}) BIND({error} AS ?x) }} ;\n"
        f"MOVE GRAPH <{staging}> TO GRAPH <{target}>"
    )


def dropping(graphs: Iterable[str]) -> str:
    """The update that removes graphs, if they are there."""
    return " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs)


def sweeping(graph: str, most: int) -> str:
    """The update that removes so many triples of a graph."""
    some = f"SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT {most}"
    return f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ {{ {some} }} }}"


def part(graph: str, prefix: str) -> str:
    """The query for the triples of a graph whose subjects' MD5, in hex, begins so.

    A store that caps its answers is read in such parts: they depend on no order, and a part that
    is still too large is cut into sixteen by one more digit.
    """
    only = f'FILTER(STRSTARTS(MD5(STR(?s)), "{prefix}"))' if prefix else ""
    return f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} {only} }}"
