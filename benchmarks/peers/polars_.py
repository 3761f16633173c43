"""Polars, hand-written: frames from JSON Lines, and a lazy plan to a text per record part.

    python polars_.py ids.jsonl out.nt

Polars has no SHA-256, so it is given the names of claims, references and synonyms. Two threads.
Reading all first is faster than one lazy plan, whose parts would each scan the file again.
"""

from __future__ import annotations

import os
import sys

os.environ["POLARS_MAX_THREADS"] = "2"

import lines
import polars as pl
import shape

SAID = {
    "citations": pl.List(pl.Int64),
    "evidence": pl.String,
    "agent": pl.String,
    "curated": pl.String,
    "quote": pl.Struct({"start": pl.Int64, "end": pl.Int64, "sha256": pl.String}),
}
CLAIM = pl.Struct(
    {
        **dict.fromkeys(("key", "label", "term", "frequency", "onset", "sex"), pl.String),
        "negated": pl.Boolean,
        "modifiers": pl.List(pl.String),
        **SAID,
        "stated": pl.List(pl.Struct(SAID)),
    }
)
SCHEMA = {
    "id": pl.String,
    "name": pl.String,
    "synonyms": pl.List(pl.Struct({"label": pl.String, "key": pl.String})),
    "source": pl.Struct(dict.fromkeys(("url", "file", "title", "license"), pl.String)),
    "citations": pl.List(
        pl.Struct(dict.fromkeys(("key", "pmid", "title", "container", "type", "url"), pl.String))
    ),
    **dict.fromkeys(shape.KINDS, pl.List(CLAIM)),
}


def text(frame: pl.LazyFrame, template: str) -> pl.LazyFrame:
    """The lines of a record part as one column.

    ``concat_str`` of a null is null unless nulls are ignored. The sink ends each row with a line
    break of its own, so the last one, which is never optional, goes without.
    """
    parts: list[pl.Expr] = []
    for piece, optional in lines.pieces(template):
        own = [pl.col(p) if n % 2 else pl.lit(p) for n, p in enumerate(piece) if p]
        parts += [pl.concat_str(own)] if optional else own
    parts[-1] = pl.lit(piece[-1].removesuffix("\n"))
    return frame.select(pl.concat_str(parts, ignore_nulls=True).alias("text"))


def obo(column: str) -> pl.Expr:
    return pl.lit(shape.OBO) + pl.col(column).str.replace(":", "_", literal=True)


def escaped(column: str) -> pl.Expr:
    plain, to = ["\\", '"', "\n", "\t", "\r"], ["\\\\", '\\"', "\\n", "\\t", "\\r"]
    return pl.col(column).str.replace_many(plain, to)


def sentence(column: str) -> pl.Expr:
    ended = pl.col(column).str.contains("[.?!]$")
    return pl.when(ended).then(pl.col(column)).otherwise(pl.col(column) + ".")


def parts(records: pl.LazyFrame) -> list[pl.LazyFrame]:
    """The text of each part of all records."""
    records = records.with_columns(stem=pl.col("id").str.replace(":", "_", literal=True))
    source = pl.col("source").struct
    abouts = records.select(
        "stem",
        "id",
        escaped("name"),
        elsewhere=pl.col("id").str.split(":").list.get(0).replace(shape.DISEASES)
        + pl.col("id").str.split(":").list.get(1),
        page=source["url"],
        file=source["file"],
        license=source["license"],
        title=source["title"],
    ).with_columns(escaped("file"), escaped("title"))

    synonyms = records.select("stem", "synonyms").explode("synonyms").drop_nulls()
    synonyms = synonyms.unnest("synonyms").with_columns(escaped("label"))

    entries = (
        records.select(
            "stem", "citations", position=pl.int_ranges(1, pl.col("citations").list.len() + 1)
        )
        .explode("citations", "position")
        .drop_nulls("position")
        .unnest("citations")
    )
    line = pl.concat_str(sentence("title"), sentence("container"), separator=" ", ignore_nulls=True)
    entries = entries.with_columns(
        citation=pl.when(line != "")
        .then(line)
        .otherwise(pl.coalesce("url", pl.lit("PMID:") + pl.col("pmid"))),
        work=pl.coalesce(
            pl.lit(shape.PUBMED) + pl.col("pmid"),
            "url",
            pl.concat_str(pl.lit(shape.BASE + "record/"), "stem", pl.lit("/work/"), "key"),
        ),
        type=pl.col("type").replace_strict(shape.WORK_TYPES, default=shape.WORK_TYPES[None]),
    ).with_columns(escaped("citation"), escaped("title"), escaped("container"))

    claims = pl.concat(
        records.select(
            "stem",
            pl.col(topic).alias("claim"),
            predicate=pl.lit(predicate),
            **{"class": pl.lit(class_), "association": pl.lit(association, pl.String)},
        )
        .explode("claim")
        .drop_nulls("claim")
        .unnest("claim")
        for topic, (_, _, predicate, class_, association) in shape.KINDS.items()
    )
    frequency = pl.col("frequency")
    counts = frequency.str.split_exact("/", 1).struct
    told = claims.with_columns(
        escaped("label"),
        onset=obo("onset"),
        negated=pl.col("negated").fill_null(False),
        thing=obo("term"),
        sex=pl.col("sex").replace(shape.SEXES),
        band=pl.when(frequency.str.starts_with("HP:")).then(obo("frequency")),
        count=pl.when(frequency.str.contains("/", literal=True))
        .then(counts["field_0"])
        .cast(pl.Int64),
        total=counts["field_1"].cast(pl.Int64),
        percentage=pl.when(frequency.str.ends_with("%")).then(frequency.str.strip_chars_end("%")),
    ).with_columns(
        negated=pl.when("negated").then(pl.lit("true")).otherwise(pl.lit("false")),
        direct=pl.when(
            ~pl.col("negated"),
            frequency.ne_missing("HP:0040285"),
            pl.col("count").ne_missing(0),
            pl.col("percentage").cast(pl.Float64).ne_missing(0.0),
        ).then("predicate"),
    )
    modifiers = claims.select("stem", "key", "modifiers").explode("modifiers").drop_nulls()
    modifiers = modifiers.select("stem", "key", modifier=obo("modifiers"))

    once = pl.concat_list(pl.struct(*SAID))
    statements = claims.select(
        "stem", "key", said=pl.when(pl.col("stated").is_null()).then(once).otherwise("stated")
    ).with_columns(n=pl.int_ranges(1, pl.col("said").list.len() + 1))
    statements = statements.explode("said", "n").unnest("said").unnest("quote")
    statements = statements.with_columns(
        evidence=obo("evidence"),
        place=pl.when(pl.col("n") == 1).then("key").otherwise(pl.format("{}.{}", "key", "n")),
        agent=pl.col("agent").replace_strict(shape.AGENTS, default=shape.AGENTS[None]),
    )
    cited = (
        statements.select("stem", "place", position="citations")
        .explode("position")
        .join(entries.select("stem", "position", "work", cited="key"), on=["stem", "position"])
    )
    return [
        text(abouts, lines.RECORD),
        text(synonyms, lines.SYNONYM),
        text(entries, lines.REFERENCE),
        text(told, lines.CLAIM),
        text(modifiers, lines.MODIFIER),
        text(statements, lines.STATEMENT),
        text(cited, lines.CITED),
    ]


def main(source: str, target: str) -> None:
    records = pl.read_ndjson(source, schema=SCHEMA).lazy()
    whole = pl.concat(parts(records))
    # N-Triples is not CSV; but CSV of one column that is never quoted is any text.
    whole.sink_csv(target, include_header=False, quote_style="never", maintain_order=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
