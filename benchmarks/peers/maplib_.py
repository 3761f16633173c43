"""maplib: OTTR templates over Polars frames.

    python maplib_.py TABLES out.nt|.ttl

The tables, in Parquet, have the names of claims, and a column for each condition.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from maplib import Model, RDFType, SolutionMappings, rdf, xsd
from shape import BASE

TEMPLATES = Path(__file__).with_name("mapping.stottr")
#: The addresses of each table's rows, by the columns they are composed of.
ADDRESSES = {
    "disease": "disease/{stem}",
    "record": "record/{stem}",
    "claim": "claim/{claim}",
    "statement": "record/{stem}/statement/{place}",
    "quote": "record/{stem}/quote/{place}",
    "reference": "record/{stem}/reference/{key}",
    "name": "record/{stem}/name/{key}",
}
COMPOSED = {
    "records": {"disease": "disease", "record": "record"},
    "synonyms": {"disease": "disease", "own": "name"},
    "references": {"record": "record", "own": "reference"},
    "works": {},
    "claims": {"own": "claim", "disease": "disease"},
    "direct": {"disease": "disease"},
    "terms": {},
    "modifiers": {"own": "claim"},
    "statements": {"claim": "claim", "own": "statement", "record": "record", "quote": "quote"},
    "cited": {"own": "statement", "reference": "reference"},
}
#: What its columns are; those of ``ENGLISH`` are texts, all others addresses.
LITERALS = {
    **dict.fromkeys(("id", "file", "citation", "container", "pmid", "agent", "sha256"), xsd.string),
    **dict.fromkeys(("incomplete", "negated"), xsd.boolean),
    **dict.fromkeys(("position", "count", "total"), xsd.integer),
    **dict.fromkeys(("start", "end"), xsd.nonNegativeInteger),
    "percentage": xsd.decimal,
    "curated": xsd.date,
}
ENGLISH = {("records", "name"), ("records", "title")} | {
    (table, "label") for table in ("synonyms", "claims", "terms")
}
#: How maplib holds a datatype in a frame.
NATIVE = {
    "incomplete": pl.col("incomplete") == "true",
    "negated": pl.col("negated") == "true",
    "curated": pl.col("curated").str.to_date(),
    "percentage": pl.col("percentage").cast(pl.Decimal(38, 12)),
    "start": pl.col("start").cast(pl.String),
    "end": pl.col("end").cast(pl.String),
}


def frame(folder: Path, table: str) -> SolutionMappings:
    """A table with the columns that its template wants, and their types."""
    found = pl.read_parquet(folder / f"{table}.parquet")
    composed = COMPOSED[table]
    columns = [address(ADDRESSES[kind]).alias(name) for name, kind in composed.items()]
    columns += [NATIVE[name] for name in found.columns if name in NATIVE]
    for name in found.columns:
        if (table, name) in ENGLISH:
            text, tag = pl.col(name).alias(f"<{rdf.langString.iri}>"), pl.lit("en").alias("l")
            columns.append(pl.struct(text, tag).alias(name))
    found = found.with_columns(columns)
    parts = {"stem", "place", "key"} | ({"claim"} if "claim" not in composed else set())
    found = found.drop(parts & set(found.columns))
    return SolutionMappings(found, {name: kind(table, name) for name in found.columns})


def address(path: str) -> pl.Expr:
    pieces = path.replace("}", "{").split("{")
    parts = [pl.col(p) if n % 2 else pl.lit(p) for n, p in enumerate(pieces) if p]
    return pl.concat_str(pl.lit(BASE), *parts)


def kind(table: str, name: str) -> RDFType:
    if (table, name) in ENGLISH:
        return RDFType.Literal(rdf.langString)
    if (table, name) == ("works", "title"):
        return RDFType.Literal(xsd.string)
    return RDFType.Literal(LITERALS[name]) if name in LITERALS else RDFType.IRI


def main(source: str, target: str) -> None:
    model = Model()
    model.add_template(TEMPLATES.read_text("utf-8"))
    for table in COMPOSED:
        model.map(f"https://w3id.org/gardkg/template#{table}", frame(Path(source), table))
    model.write(target, format={".nt": "ntriples", ".ttl": "turtle"}[Path(target).suffix])


if __name__ == "__main__":
    main(*sys.argv[1:])
