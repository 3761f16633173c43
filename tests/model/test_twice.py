"""What stands twice: keys are refused, with both places; things are warned of, and written once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph as ox
import pytest
from cases import ROOT, having, lines, record
from command import gardkg
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import FEWER, WHOLE, records

from gardkg import Record, export
from gardkg.errors import TermError
from gardkg.identifiers import PREFIXES, disease_id
from gardkg.records.checks import check
from gardkg.records.reader import read_records
from gardkg.release.void import Dataset, describe
from gardkg.serialize.formats import FORMATS
from gardkg.serialize.spark.rendering import text_of

STRANGERS = ROOT / "tests" / "strangers"


def problems(path: Path) -> list[str]:
    found: list[str] = []
    for _ in read_records([path], lambda problem: found.append(str(problem))):
        pass
    return [line.replace(str(path), "FILE", 1) for line in found]


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- Keys -----------------------------------------------------------------------------------------

#: In a record of one line, what stands twice, and where it stands first and again.
KEYS = {
    "a strangers' hedge": (
        (STRANGERS / "03-dup-key-hedge.jsonl").read_text(),
        'symptoms[0]: key "hedge" stands twice',
    ),
    "an escape": (
        r'{"id":"GARD:1","name":"A","symptoms":[{"label":"a","hedge":"may","hed\u0067e":"can"}]}',
        'symptoms[0]: key "hedge" stands twice',
    ),
    "as long as what is left out": (
        '{"id":"GARD:1","name":"A","sites":[{"label":"a","negated":true,"negated":true}]}',
        'sites[0]: key "negated" stands twice',
    ),
    "a section": (
        '{"id":"GARD:1","name":"A","mappings":{},"sections":'
        '{"a":{"heading":"A"},"a":{"heading":"B"}}}',
        'sections: key "a" stands twice',
    ),
    "at the root": ('{"id":"GARD:1","name":"A","name":"B"}', 'key "name" stands twice'),
    "deep down": (
        '{"id":"GARD:1","name":"A","treatments":[{"label":"a","stated":[{"effect":'
        '{"words":"b","words":"b"}}]}]}',
        'treatments[0].stated[0].effect: key "words" stands twice',
    ),
}


@pytest.mark.parametrize(("line", "said"), KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_68_a_key_twice_is_refused(name: str, line: str, said: str, tmp_path: Path) -> None:
    (problem,) = problems(written(tmp_path / name, line))
    assert said in problem
    key, first = problem.split('key "')[1].split('"')[0], problem.rpartition("column ")[2]
    # Both places: in an escaped spelling the second key has other letters.
    at = int(problem.split(":")[2])
    assert line[at - 1] == '"' == line[int(first.partition(";")[0]) - 1]
    assert line[int(first.partition(";")[0]) :].startswith(key)


@pytest.mark.parametrize("extra", [0, 90_000, 150_000], ids=["short", "long", "very long"])
def test_68_of_any_length(extra: int, tmp_path: Path) -> None:
    """Longer lines take another way through the reader."""
    texts = ["x" * 50_000] * (extra // 50_000) + ["x" * (extra % 50_000 + 1)]
    line = json.dumps(
        {"id": "GARD:1", "name": "A", "categories": [f"{n}{t}" for n, t in enumerate(texts)]}
    )
    path = written(tmp_path / "a.jsonl", line[:-1] + ', "name": "B"}')
    (problem,) = problems(path)
    assert 'key "name" stands twice, first on line 1, column 18;' in problem


def test_68_wherever_lines_come_from(tmp_path: Path) -> None:
    """Standard input, several processes, Spark's workers."""
    good = "".join(f'{{"id":"GARD:{n}","name":"A"}}\n' for n in range(1, 40))
    data = good + (STRANGERS / "03-dup-key-hedge.jsonl").read_text().replace("0000001", "0000099")
    path = written(tmp_path / "a.jsonl", data)
    said = 'symptoms[0]: key "hedge" stands twice, first on line 40, column 62; keep one'
    for command in (["check", "-"], ["export", "-", "-o", tmp_path / "a.nt"]):
        done = gardkg(*command, input=data)
        assert (done.returncode, said in done.stderr + done.stdout) == (1, True)
    done = gardkg("export", path, "-j", "2", "-o", tmp_path / "a.nt")
    assert (done.returncode, said in done.stderr) == (1, True)
    assert not (tmp_path / "a.nt").exists()
    found = list(text_of([line.encode() for line in data.splitlines()], "a", 1, "nt", "http://b/"))
    assert [said in str(one) for one in found] == [False] * 39 + [True]


class Spelling:
    """JSON as others may write it: any order, white space and escapes; perhaps a key twice."""

    def __init__(self, chance: random.Random, twice: int = -1) -> None:
        self.chance, self.twice, self.seen = chance, twice, 0
        self.doubled: str | None = None

    def text(self, text: str) -> str:
        def one(char: str) -> str:
            if self.chance.random() < 0.2 and ord(char) < 0x10000:
                return f"\\u{ord(char):04{self.chance.choice('xX')}}"
            return json.dumps(char, ensure_ascii=self.chance.random() < 0.5)[1:-1]

        return f'"{"".join(map(one, text))}"'

    def space(self) -> str:
        return self.chance.choice(["", "", "", " ", "\t", "  "])

    def value(self, value: Any) -> str:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return "[" + ",".join(self.space() + self.value(one) for one in value) + "]"
        if not isinstance(value, dict):
            return json.dumps(value)
        entries = list(value.items())
        self.chance.shuffle(entries)
        for key, inner in list(entries):
            if self.seen == self.twice:
                self.doubled = key
                entries.insert(self.chance.randint(0, len(entries)), (key, inner))
            self.seen += 1
        inside = [
            f"{self.space()}{self.text(key)}{self.space()}:{self.space()}{self.value(inner)}"
            for key, inner in entries
        ]
        return "{" + ",".join(inside) + self.space() + "}"


@WHOLE
@given(one=records(), seed=st.integers(0, 2**32))
def test_68_however_a_line_is_spelled_it_is_read_if_no_key_stands_twice(
    one: Record, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    value = json.loads(msgspec.json.encode(one))
    whole = Spelling(chance)
    line = whole.value(value)
    path = tmp_path_factory.getbasetemp() / "spelled.jsonl"
    path.write_text(line + "\n", "utf-8")
    errors = [line for line in problems(path) if ": error: " in line]
    assert errors == []
    assert list(read_records([path], lambda _: None)) == [one]

    twice = Spelling(chance, chance.randrange(whole.seen))
    path.write_text(twice.value(value) + "\n", "utf-8")
    assert [f'key "{twice.doubled}" stands twice' in line for line in problems(path)] == [True]


# --- Things ---------------------------------------------------------------------------------------


def warnings(one: Record) -> list[str]:
    return [f"{found.pointer}: {found.message}" for found in check(one)]


def test_31_things_that_stand_twice_are_told_and_written_once(tmp_path: Path) -> None:
    path = STRANGERS / "16-same-thing-twice.jsonl"
    assert problems(path) == [
        "FILE:1:48: warning: parents[1]: the same as parents[0]; written once;"
        ' got "ORPHA:1"; keep one',
        "FILE:1:80: warning: categories[1]: the same as categories[0]; written once;"
        ' got "a"; keep one',
        "FILE:1:131: warning: citations[1].pmid: the same pmid as [1]; a work is written once, as"
        ' [1] has it; got "1"; keep one',
    ]
    counts = set()
    for suffix in FORMATS:
        gardkg("export", path, "-o", tmp_path / f"a.{suffix}", "--manifest")
        manifest = json.loads((tmp_path / f"a.{suffix}.manifest.json").read_bytes())
        counts.add(manifest["triples"])
    gardkg("export", path, "-t", "nt", "-o", f"{tmp_path}/out/", "--manifest")
    counts.add(json.loads((tmp_path / "out" / "manifest.json").read_bytes())["triples"])
    counts.add(len(gardkg("export", path, "-t", "nt").stdout.splitlines()))
    counts.add(described(path))
    assert len(counts) == 1


def described(path: Path) -> int:
    """How many triples ``describe`` finds."""
    data = describe([str(path)], Dataset())
    (found,) = (
        quad.object
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == "http://rdfs.org/ns/void#triples"
        and str(quad.subject).endswith("/dataset>")
    )
    assert isinstance(found, ox.Literal)
    return int(found.value)


@FEWER
@given(one=records(), seed=st.integers(0, 2**32))
def test_31_every_count_of_triples_is_the_same(
    one: Record, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of any record, though its lists hold things twice: lines, triples, manifest and VoID."""
    chance = random.Random(seed)
    for holder in [one, *one.claims(), *one.citations]:
        for name in holder.__struct_fields__:
            value = getattr(holder, name)
            if isinstance(value, list) and value and name not in ("citations", "stated"):
                value.insert(chance.randint(0, len(value)), chance.choice(value))
    assume(not any(found.severity == "error" for found in check(one)))
    path = tmp_path_factory.getbasetemp() / "counted.jsonl"
    path.write_bytes(msgspec.json.encode(one))
    data = export([one], format="nt")
    distinct = len({quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)})
    assert data.count(b"\n") == distinct
    for suffix, format_ in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        assert len(list(ox.parse(export([one], format=suffix), format=format_))) == distinct
    assert described(path) == distinct


def lists_of(part: msgspec.Struct, pointer: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Every list of a part and of those below, found without the walk that is tested."""
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        here = f"{pointer}.{field.encode_name}" if pointer else field.encode_name
        for inner, item in (
            [(f"{here}[{n}]", one) for n, one in enumerate(value)]
            if isinstance(value, list)
            else [(here, value)]
        ):
            if isinstance(item, msgspec.Struct):
                yield from lists_of(item, inner)
        if isinstance(value, list):
            yield here, value


@WHOLE
@given(one=records(), data=st.data())
def test_31_in_every_list_of_the_model_a_thing_twice_is_told(
    one: Record, data: st.DataObject
) -> None:
    filled = [(pointer, value) for pointer, value in lists_of(one) if value]
    assume(filled)
    assume(not [line for line in warnings(one) if "the same" in line or "twice" in line])
    pointer, value = data.draw(st.sampled_from(filled))
    value.append(value[data.draw(st.integers(0, len(value) - 1))])
    told = [line for line in warnings(one) if line.startswith(f"{pointer}[{len(value) - 1}]")]
    assert any("the same" in line or "twice" in line for line in told), warnings(one)


REFERENCES = {
    "pmid": ('{pmid: "1", title: One}', '{pmid: "1", title: Two, pages: 3-4}'),
    "doi": ("{doi: 10.1000/AB, title: One}", "{doi: 10.1000/ab, title: Two, pages: 3-4}"),
    "url": (
        "{url: 'https://e.example/', title: One}",
        "{url: 'https://e.example/', title: Two, pages: 3-4}",
    ),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_31_two_references_to_one_work(name: str) -> None:
    """A warning; the work is written once, with what only the second says besides."""
    first, second = REFERENCES[name]
    one = record(f"citations: [{first}, {second}]")
    assert warnings(one) == [
        f"citations[1].{name}: the same {name} as [1]; a work is written once, as [1] has it"
    ]
    found = lines(one)
    (work,) = {line.split()[2] for line in having(found, "dcterms:references")}
    assert having(found, f"{work} dcterms:title") == [f'{work} dcterms:title "One"']
    assert having(found, f"{work} prism:pageRange") == [f'{work} prism:pageRange "3-4"']
    assert len(having(found, "bibliographicCitation")) == 2  # each entry is as it stands


def test_31_an_article_is_one_by_whichever_of_its_names() -> None:
    found = lines(
        record("""
            citations:
              - {doi: 10.1000/182}
              - {pmid: "1", doi: 10.1000/182}
              - {url: "http://www.ncbi.nlm.nih.gov/pubmed/1", title: One}
              - {url: "https://doi.org/10.1000/182", title: One}
        """)
    )
    assert {line.split()[2] for line in having(found, "dcterms:references")} == {"PMID:1"}


# --- Names and their length -----------------------------------------------------------------------


def test_69_two_labels_are_two_nodes() -> None:
    """Their hashes once began alike: a denied symptom lent its label to the affirmed one."""
    (one,) = read_records([STRANGERS / "07-slug-collision.json"], lambda _: None)
    denied, affirmed = (claim.label for claim in one.symptoms)
    found = lines(one)
    nodes = {line.split()[0] for line in having(found, "rdf:type biolink:PhenotypicFeature")}
    assert len(nodes) == 2
    (direct,) = having(found, "RO:0002200 record/")
    assert having(found, direct.split()[2], "rdfs:label") == [
        f'{direct.split()[2]} rdfs:label "{affirmed}"@ja'
    ]
    assert {s.rpartition('"')[0].rpartition('"')[2] for s in having(found, "literalForm")} == {
        denied,
        affirmed,
    }


def test_44_too_long_an_id_is_an_error(tmp_path: Path) -> None:
    path = STRANGERS / "15-long-id.json"
    (problem,) = problems(path)
    assert "error: id: expected ORPHA: and a number of at most 12 digits; got" in problem
    assert gardkg("export", path, "-o", f"{tmp_path}/out/").returncode == 1
    assert not (tmp_path / "out").exists()


LONG = "1" * 300
PLACES = {
    "parents[0]": {"parents": [f"DECIPHER:{LONG}"]},
    "mappings.exact[0]": {"mappings": {"exact": [f"ORPHA:{LONG}"]}},
    "mappings.xref[0].via": {"mappings": {"xref": [{"id": "ORPHA:1", "via": f"MESH:D{LONG}"}]}},
    "mappings.xref[0].justification": {
        "mappings": {"xref": [{"id": "ORPHA:1", "justification": f"semapv:a{LONG}"}]}
    },
    "genes[0].term": {"genes": [{"label": "a", "term": f"HGNC:{LONG}", "match": "exact"}]},
    "treatments[0].term": {
        "treatments": [{"label": "a", "term": f"NCIT:C{LONG}", "match": "exact"}]
    },
    "citations[0].url": {"citations": [{"url": f"https://e.example/{LONG * 10}"}]},
    "citations[0].doi": {"citations": [{"doi": f"10.1000/{LONG * 10}"}]},
    "citations[0].pmid": {"citations": [{"pmid": LONG}]},
    "source.url": {"source": {"url": f"https://e.example/{LONG * 10}"}},
}


@pytest.mark.parametrize("pointer", PLACES)
def test_44_whatever_becomes_an_address_has_a_bound(pointer: str, tmp_path: Path) -> None:
    value = {"id": "GARD:1", "name": "A", **PLACES[pointer]}
    (problem,) = problems(written(tmp_path / "a.json", json.dumps(value)))
    assert f"error: {pointer}: expected" in problem
    assert len(problem) < 250


def test_44_names_made_of_long_texts_are_short() -> None:
    """An author's name once went into an address whole."""
    long = "x" * 3000
    one = record(f"""
        synonyms: [{long}]
        symptoms: [{{label: {long}}}]
        citations: [{{authors: [{long}], title: {long}}}]
    """)
    names = [term for line in lines(one) for term in line.split()[:1]]
    assert max(map(len, names)) < 140


@pytest.mark.parametrize("prefix", [name for name, row in PREFIXES.items() if row.disease])
def test_44_the_longest_id_of_a_disease_is_a_file_name(prefix: str) -> None:
    longest = max(
        (f"{prefix}:{'1' * digits}" for digits in range(1, 300)),
        key=lambda text: len(text) if _is_id(text) else 0,
    )
    assert len(longest) < 40


def _is_id(text: str) -> bool:
    try:
        disease_id(text)
    except TermError:
        return False
    return True
