"""Odd RDF: small documents of all formats, nested, cut and spliced; and a child to read them.

    python tests/odd_rdf.py SEED FIRST END

reads those documents every way there is, and prints the number of each before. It ends with a
signal, or with a traceback, where a reader may not.
"""

from __future__ import annotations

import faulthandler
import gzip
import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SP = "<a:s> <a:p> "
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="a:">'
    '<rdf:Description rdf:about="a:s">%s</rdf:Description></rdf:RDF>'
)
#: Of each format what is well formed, and in it what nests: before, within and after.
PLAIN = {
    "nt": [f'{SP}"x"@en--ltr .\n{SP}<<( {SP}"<<( \\" )>>"@ar--rtl )>> .\n# <<(\n_:a <a:p> _:b .\n'],
    "nq": [f"{SP}<<( _:a <a:p> <<( {SP}_:b )>> )>> <a:g> .\n{SP}1 .\n"],
    "ttl": [
        f"@prefix a: <a:> .\n{SP}<<( {SP}1 )>> ; a:q ( [] [ a:p '''<<( ''' ] ) {{| a:w 1 |}} .\n",
        f'<< {SP}"""a\n"<<( """ ~ _:r >> <a:p> a\\#b , true . # )>>\n',
        'VERSION "1.2"\nPREFIX a: <a:>\na:s a:p <<(a:s a:p"x"@en--rtl)>>.',
    ],
    "trig": [f"<a:g> {{ {SP}<<( {SP}<<( {SP}_:x )>> )>> . }}\n{{ {SP}'x' }} GRAPH _:g {{}}"],
    "jsonld": [
        '{"@context":{"p":"a:p"},"@id":"a:s","p":[{"@list":[1,"{[\\"\\\\"]},{"@value":"x",'
        '"@language":"ar","@direction":"rtl"}],"@graph":[{"@id":"a:t","p":{"p":true}}]}',
        '[{"@id":"a:s","a:p":{"@type":"@json","@value":{"a":[[]]}},"@reverse":{"a:q":{}}}]',
    ],
    "rdf": [
        RDF % '<p:p rdf:parseType="Triple"><rdf:Description><p:q>x</p:q></rdf:Description></p:p>',
        RDF % '<!-- <a> --><p:p xml:lang="en">&lt;<![CDATA[<b>]]></p:p><p:q rdf:resource="a:o"/>',
        RDF % '<p:p rdf:parseType="Collection"><p:c/><p:c p:d=">"/></p:p><p:q rdf:parseType='
        '"Literal"><b>x</b></p:q>',
    ],
}
_TURTLE = [
    (SP, f"<<( {SP}", "<a:o>", " )>>", " .\n"),
    (SP, "[ <a:p> ", "<a:o>", " ]", " .\n"),
    (SP, "( ", "<a:o>", " )", " .\n"),
    ("", "<< ", "<a:s>", " <a:p> <a:o> >>", " <a:p> 1 .\n"),
    (SP + "1 ", "{| <a:p> 1 ", "", " |}", " .\n"),
]
NESTED = {
    "nt": _TURTLE[:1],
    "nq": _TURTLE[:1],
    "ttl": _TURTLE,
    "trig": [*_TURTLE, ("", "<a:g> { ", SP + "1", " }", "")],
    "jsonld": [
        ('{"@id":"a:s","a:p":', '{"a:p":', "1", "}", "}"),
        ('{"@id":"a:s","a:p":', '{"@list":[', "1", "]}", "}"),
        ("", "[", "", "]", ""),
        ("", '{"@id":"a:s","@graph":', "[]", "}", ""),
        ("", '{"@id":"a:s","@included":', "{}", "}", ""),
        ("", '{"@id":"a:s","@reverse":{"a:p":', "{}", "}}", ""),
        ('{"@context":', '{"p":{"@id":"a:p","@context":', "{}", "}}", ',"p":{"p":1}}'),
        ('{"@id":"a:s","a:p":{"@type":"@json","@value":', "[", "1", "]", "}}"),
    ],
    "rdf": [
        (RDF.partition("%s")[0], before, "<p:p>x</p:p>", after, RDF.partition("%s")[2])
        for before, after in (
            ('<p:p rdf:parseType="Triple"><p:c rdf:about="a:s">', "</p:c></p:p>"),
            ('<p:p rdf:parseType="Triple"><rdf:Description>', "</rdf:Description></p:p>"),
            ("<p:p rdf:parseType='&#84;riple'><rdf:Description>", "</rdf:Description></p:p>"),
            ("<p:p><p:c>", "</p:c></p:p>"),
            ("<p:p rdf:parseType='Resource'>", "</p:p>"),
            ("<p:p rdf:parseType='Collection'><p:c>", "</p:c></p:p>"),
            ("<p:p rdf:parseType='Literal'><b>", "</b></p:p>"),
        )
    ],
}
#: What is put in somewhere.
_BITS = (
    *(
        "<<(",
        ")>>",
        "<<",
        ">>",
        "<",
        ">",
        '"',
        '"""',
        "'''",
        "\\",
        "#",
        "\n",
        "\r",
        "_:a",
        "{|",
        "|}",
    ),
    *("{", "}", "[", "]", "(", ")", ":", ",", ".", "@", "--ltr", "^^", "\x00", "\ufeff", "é", "𝄞"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "/>", "</", "<!DOCTYPE x>", "&#x3c;", "&a;"),
    *('"@id":', '"@graph":', '"@type":"@json",', "\\u003c", "\\ud800", "1e999", "null", "\xa0"),
)


def nested(suffix: str, form: tuple[str, ...], levels: int, *, closed: bool = True) -> str:
    """A document that nests so deep."""
    before, opens, within, closes, after = form
    return before + levels * opens + within + (levels * closes + after) * closed


def document(seed: int, number: int) -> tuple[str, bytes]:
    """The suffix of an odd document, and what stands in it."""
    chance = random.Random(f"{seed} {number}")
    suffix = chance.choice([*PLAIN])
    if chance.random() < 0.3:
        levels = int(10 ** chance.uniform(0, 4.7))
        form = chance.choice(NESTED[suffix])
        text = nested(suffix, form, levels, closed=chance.random() < 0.8)
    else:
        text = "".join(chance.choices(PLAIN[suffix], k=chance.randint(1, 3)))
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        text = chance.choice(_CHANGES)(chance, text, at, to)
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.1 and data:
        at = chance.randrange(len(data))
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if chance.random() < 0.1:
        data = gzip.compress(data)
        data = data[: chance.randrange(len(data))] if chance.random() < 0.3 else data
        suffix += ".gz"
    return suffix, data


_Change = Callable[[random.Random, str, int, int], str]
_CHANGES: list[_Change] = [
    lambda chance, text, at, to: text[:at],
    lambda chance, text, at, to: text[:at] + text[to:],
    lambda chance, text, at, to: text[:to] + text[at:],
    lambda chance, text, at, to: text[:at] + chance.choice(_BITS) + text[at:],
    lambda chance, text, at, to: (
        text[:at] + chance.randint(1, 300) * chance.choice(_BITS) + text[at:]
    ),
    lambda chance, text, at, to: text + chance.choice(PLAIN[chance.choice([*PLAIN])]),
    lambda chance, text, at, to: (
        text[:at] + chance.choice(PLAIN[chance.choice([*PLAIN])]) + text[at:]
    ),
]


def read_every_way(path: str) -> None:
    """Read a file as the verbs do; only our own errors pass."""
    from gardkg.errors import GardkgError
    from gardkg.release.diff import diff
    from gardkg.release.subgraphs import parts
    from gardkg.release.void import Dataset, describe
    from gardkg.serialize.graphs import graphs
    from gardkg.sparql.card import card
    from gardkg.sparql.quality import quality
    from gardkg.sparql.result_formats import written
    from gardkg.sparql.results import Graph, Table
    from gardkg.sparql.store import Store

    for read in (
        lambda: list(graphs([path], graph="a:g")),
        lambda: list(parts(path)),
        lambda: describe([path], Dataset()),
        lambda: list(diff(path, path + ".nt")),
    ):
        with suppress(GardkgError):
            read()
    with suppress(GardkgError):
        store = Store.read(path)
        rows = store.run("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
        for format_ in ("table", "csv", "tsv", "json", "xml"):
            written(rows, format_)
        assert isinstance(rows, Table)
        rows.to_dicts()
        rows._repr_html_()
        graph = store.run("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        assert isinstance(graph, Graph)
        for write in (*(lambda f=f: graph.serialize(f) for f in ("ttl", "nt", "jsonld", "rdf")),):
            with suppress(GardkgError):
                write()
        with suppress(GardkgError):
            graph.to_rdflib()
        with suppress(GardkgError):
            card(store, "a:s")
        if len(store) % 7 == 0:  # it takes its time
            list(quality(store))


def main(seed: int, first: int, end: int) -> None:
    """Read some of the documents; the number of each is printed before."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, end):
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
            suffix, data = document(seed, number)
            path = Path(folder, f"{number}.{suffix}")
            path.write_bytes(data)
            Path(f"{path}.nt").write_bytes(b'<a:s> <a:p> "x" .\n')
            read_every_way(str(path))
            path.unlink()
            Path(f"{path}.nt").unlink()


if __name__ == "__main__":
    faulthandler.enable()
    main(*map(int, sys.argv[1:]))
