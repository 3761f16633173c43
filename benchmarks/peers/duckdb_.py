"""DuckDB, hand-written SQL: one text of N-Triples per record part, written by COPY.

    python duckdb_.py records.jsonl out.nt

It hashes claims and references itself, for it has ``sha256``. Two threads.
"""

from __future__ import annotations

import sys

import duckdb
import lines
import shape

SAID = """citations BIGINT[], evidence VARCHAR, agent VARCHAR, curated VARCHAR,
    quote STRUCT("start" BIGINT, "end" BIGINT, sha256 VARCHAR)"""
CLAIM = f"""STRUCT(label VARCHAR, term VARCHAR, negated BOOLEAN, frequency VARCHAR,
    onset VARCHAR, sex VARCHAR, modifiers VARCHAR[], {SAID}, stated STRUCT({SAID})[])[]"""
COLUMNS = {
    "id": "VARCHAR",
    "name": "VARCHAR",
    "synonyms": "VARCHAR[]",
    "source": "STRUCT(url VARCHAR, file VARCHAR, title VARCHAR, license VARCHAR)",
    "citations": "STRUCT(pmid VARCHAR, title VARCHAR, container VARCHAR, type VARCHAR, "
    "url VARCHAR)[]",
    **dict.fromkeys(shape.KINDS, " ".join(CLAIM.split())),
}


def text(template: str) -> str:
    """The lines of a record part as one SQL expression.

    ``||`` of a null is null, and ``concat``, which copies once, leaves that out. COPY ends each
    row with a line break of its own, so the last one, which is never optional, goes without.
    """
    parts: list[str] = []
    for piece, optional in lines.pieces(template):
        sql = [f'"{p}"' if n % 2 else quoted(p) for n, p in enumerate(piece) if p]
        parts += ["(" + " || ".join(sql) + ")"] if optional else sql
    parts[-1] = parts[-1].removesuffix("\n'") + "'"
    return f"concat({', '.join(parts)})"


def quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def case(value: str, table: dict[str | None, str]) -> str:
    """A code table as SQL."""
    rows = "".join(f" WHEN '{key}' THEN '{to}'" for key, to in table.items() if key)
    return f"CASE {value}{rows} ELSE '{table.get(None, '')}' END"


def obo(column: str) -> str:
    return f"'{shape.OBO}' || replace({column}, ':', '_')"


def escaped(column: str) -> str:
    for plain, to in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        column = f"replace({column}, {quoted(plain)}, {quoted(to)})"
    return column


def sentence(column: str) -> str:
    return f"{column} || CASE WHEN right({column}, 1) IN ('.', '?', '!') THEN '' ELSE '.' END"


def said(*columns: str) -> str:
    """Compact JSON of those columns that are there."""
    pairs = (f"""'"{column}":"' || {escaped(column)} || '"'""" for column in columns)
    return f"'{{' || concat_ws(',', {', '.join(pairs)}) || '}}'"


RECORDS = f"""
CREATE TABLE records AS
SELECT *, replace(id, ':', '_') AS stem
FROM read_json($source, format = 'newline_delimited', columns = {COLUMNS})
"""
REFERENCES = f"""
CREATE TABLE refs AS
WITH entries AS (
    SELECT stem, unnest(citations) AS entry, generate_subscripts(citations, 1) AS position
    FROM records),
cited AS (
    SELECT stem, position, entry.*, coalesce(nullif(concat_ws(' ',
        {sentence("entry.title")}, {sentence("entry.container")}), ''),
        entry.url, 'PMID:' || entry.pmid) AS line
    FROM entries),
named AS (
    SELECT *, coalesce('PMID_' || pmid,
        'reference-' || left(sha256({said("title", "container", "type", "url")}), 12)) AS key
    FROM cited)
SELECT * REPLACE ({escaped("title")} AS title, {escaped("container")} AS container,
        {case("type", shape.WORK_TYPES)} AS type),
    {escaped("line")} AS citation,
    coalesce('{shape.PUBMED}' || pmid, url,
        '{shape.BASE}record/' || stem || '/work/' || key) AS work
FROM named
"""
SYNONYMS = f"""
SELECT stem, {escaped("label")} AS label, CASE WHEN replace(words, '-', ' ') = folded THEN words
    ELSE words || '_' || left(sha256(folded), 12) END AS key
FROM (SELECT *, trim(left(array_to_string(regexp_extract_all(folded, '[a-z0-9]+'), '-'), 48), '-')
        AS words
    FROM (SELECT *, lower(trim(regexp_replace(nfc_normalize(label), '\\s+', ' ', 'g'))) AS folded
        FROM (SELECT stem, unnest(synonyms) AS label FROM records)))
"""


def claims() -> str:
    """The claims of all four topics, with a column for each hole.

    The identity is compact JSON, its qualifiers in order of name: frequency, modifiers, onset,
    sex. Of these only a frequency must be spelled in one way, without zeros that say nothing.
    """
    topics = " UNION ALL ".join(
        f"SELECT id, stem, '{kind}' AS kind, '{word}' AS word, '{predicate}' AS predicate, "
        f"'{class_}' AS class, {quoted(other) if other else 'NULL::VARCHAR'} AS association, "
        f"unnest({topic}) AS claim FROM records"
        for topic, (kind, word, predicate, class_, other) in shape.KINDS.items()
    )
    return f"""
CREATE TABLE claims AS
WITH topics AS ({topics}),
flat AS (
    SELECT *,
        frequency LIKE '%/%' AS counted, contains(frequency, '%') AS percent,
        CASE WHEN counted THEN split_part(frequency, '/', 1)::BIGINT END AS count,
        CASE WHEN counted THEN split_part(frequency, '/', 2)::BIGINT END AS total,
        CASE WHEN percent THEN rtrim(frequency, '%') END AS percentage
    FROM (SELECT * EXCLUDE (claim), claim.* FROM topics)),
qualified AS (
    SELECT *, coalesce(negated, false)::VARCHAR AS denied, list_concat(
        CASE WHEN frequency IS NOT NULL THEN ['["frequency","' || CASE
            WHEN counted THEN count || '/' || total
            WHEN percent AND contains(percentage, '.')
                THEN rtrim(rtrim(percentage, '0'), '.') || '%'
            ELSE frequency END || '"]'] END,
        list_sort(list_distinct(list_transform(modifiers,
            lambda term: '["modifier","' || term || '"]'))),
        CASE WHEN onset IS NOT NULL THEN ['["onset","' || onset || '"]'] END,
        CASE WHEN sex IS NOT NULL THEN ['["sex","' || sex || '"]'] END) AS qualifiers
    FROM flat)
SELECT stem, kind, predicate, class, association, modifiers, count, total, percentage,
    kind || '-' || left(sha256('[1,"' || id || '","' || kind || '","' || word || '","' || term
        || '",' || denied || ',[' || coalesce(array_to_string(qualifiers, ','), '') || ']]'), 12)
        AS key,
    {escaped("label")} AS label, denied AS negated, {obo("term")} AS thing,
    CASE WHEN frequency LIKE 'HP:%' THEN {obo("frequency")} END AS band,
    CASE WHEN NOT coalesce(negated, false) AND coalesce(frequency, '') <> 'HP:0040285'
        AND coalesce(count, 1) <> 0 AND coalesce(percentage::DOUBLE, 1) <> 0
        THEN predicate END AS direct,
    {obo("onset")} AS onset,
    CASE WHEN sex IS NOT NULL THEN {case("sex", {**shape.SEXES})} END AS sex,
    coalesce(stated, [struct_pack(citations, evidence, agent, curated, quote)]) AS stated
FROM qualified
"""


STATEMENTS = f"""
CREATE TABLE statements AS
SELECT stem, key, key || CASE WHEN n = 1 THEN '' ELSE '.' || n END AS place, said.citations,
    {obo("said.evidence")} AS evidence, {case("said.agent", shape.AGENTS)} AS agent,
    said.curated, said.quote.start, said.quote.end, said.quote.sha256
FROM (SELECT stem, key, unnest(stated) AS said, generate_subscripts(stated, 1) AS n FROM claims)
"""


def main(source: str, target: str) -> None:
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": "false"}) as db:
        # Threads share a table by groups of rows; the usual ones are too large for two to share.
        db.execute("ATTACH ':memory:' AS graph (ROW_GROUP_SIZE 8192); USE graph")
        db.execute(RECORDS, {"source": source})
        for table in (REFERENCES, claims(), STATEMENTS):
            db.execute(table)
        everything = f"""
            SELECT {text(lines.RECORD)} FROM (SELECT stem, {escaped("name")} AS name, id,
                {case("split_part(id, ':', 1)", {**shape.DISEASES})} || split_part(id, ':', 2)
                AS elsewhere, source.url AS page, {escaped("source.file")} AS file,
                source.license AS license, {escaped("source.title")} AS title FROM records)
            UNION ALL SELECT {text(lines.SYNONYM)} FROM ({SYNONYMS})
            UNION ALL SELECT {text(lines.REFERENCE)} FROM refs
            UNION ALL SELECT {text(lines.CLAIM)} FROM claims
            UNION ALL SELECT {text(lines.MODIFIER)}
                FROM (SELECT stem, key, {obo("term")} AS modifier
                    FROM (SELECT stem, key, unnest(modifiers) AS term FROM claims))
            UNION ALL SELECT {text(lines.STATEMENT)} FROM statements
            UNION ALL SELECT {text(lines.CITED)}
                FROM (SELECT stem, place, unnest(citations) AS position FROM statements)
                JOIN (SELECT stem, position, key AS cited, work FROM refs) USING (stem, position)
        """
        # N-Triples is not CSV; but CSV of one column that is never quoted is any text.
        db.execute(
            f"COPY ({everything}) TO {quoted(target)} "
            "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
