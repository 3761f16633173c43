"""What people type first, who know Jena, ROBOT, Oxigraph, sqlite-utils or jq and not gardkg.

A line a guess: what is typed, how it ends, and what must come. Whatever does not work says what
does. In the folder are ``records`` (three), ``x.yaml`` and ``x.ttl`` (scleromyxedema), ``x.owl``
(the same Turtle), ``q.rq`` (a SELECT of all diseases) and ``st``, a store of ``x.yaml``.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cases import ROOT

from gardkg import export, load, load_records
from gardkg.cli.main import main

QUERY = "SELECT ?d ?l { ?d a biolink:Disease ; rdfs:label ?l } ORDER BY ?d\n"
CARD = r"^Scleromyxedema  GARD:0007615$"
ROW = r"^GARD:0007615  Scleromyxedema$"
TREATMENT = r"^intravenous immunoglobulin \(IVIG\)  best option  considered"
TURTLE = r"^@base <https://w3id.org/gardkg/> \.$"
NT = r"^<https://w3id.org/gardkg/disease/GARD_0007615> <http"

GUESSES = [
    # typed, exit code, what comes
    ("--version", 0, r"^gardkg, version \d"),
    ("-V", 0, r"^gardkg, version \d"),
    ("version", 2, r"here it is gardkg --version"),
    ("help", 0, r"^Usage: gardkg "),
    ("help export", 0, r"^Usage: gardkg export "),
    ("export -h", 0, r"^Usage: gardkg export "),
    ("exprot", 2, r"Did you mean 'export'"),
    ("validate x.yaml", 2, r"here it is gardkg check"),
    ("lint x.yaml", 2, r"here it is gardkg check"),
    ("report x.yaml", 2, r"here it is gardkg check"),
    ("convert x.yaml", 2, r"here it is gardkg export"),
    ("render x.yaml", 2, r"here it is gardkg export"),
    ("list", 2, r"here it is gardkg query --list"),
    ("sparql q.rq", 2, r"here it is gardkg query"),
    ("search fever", 2, r"here it is gardkg query"),
    ("stats", 2, r"here it is gardkg describe"),
    # records → RDF
    ("export x.yaml", 0, TURTLE),
    ("export x.yaml --format turtle", 0, TURTLE),
    ("export x.yaml --format ntriples", 0, NT),
    ("export x.yaml --format n-triples", 0, NT),
    ("export x.yaml --format json-ld", 0, r'^\{"@context"'),
    ("export x.yaml --format rdf/xml", 0, r"^<rdf:RDF"),
    ("export x.yaml --format application/n-quads", 0, NT),
    ("export x.yaml -f ttl", 0, TURTLE),
    ("export x.yaml --syntax nt", 0, NT),
    ("export x.yaml --output-format nt", 0, NT),
    ("export x.yaml --out=new.nt", 0, r"^new.nt: 1 record$"),
    ("export x.yaml --output new.ttl.gz", 0, r"^new.ttl.gz: 1 record$"),
    ("export x.yaml -o new.owl", 0, r"^new.owl: 1 record$"),
    ("export x.yaml -o NEW.TTL", 0, r"^NEW.TTL: 1 record$"),
    (
        "export x.yaml -o other.ttl -t nt",
        0,
        r"^other.ttl: warning: written as nt, as --format says$",
    ),
    ("export x.yaml -o new.csv", 2, r"gardkg query QUESTION PATH -o new.csv"),
    ("export x.yaml -o new.obo", 2, r"use \.ttl"),
    ("export x.yaml new.ttl", 2, r"to write it, say -o new.ttl"),
    ("export -i x.yaml", 2, r"a PATH needs no option"),
    ("export x.ttl -o new.nt", 3, r"x.ttl: is Turtle, not a record; gardkg query asks it"),
    ("export -n x.yaml", 2, r"gardkg check reads all and writes nothing"),
    ("export x.yaml --dry-run", 2, r"gardkg check reads all and writes nothing"),
    # what is wrong
    ("check x.yaml", 0, r"^1 good record, 0 errors, 0 warnings$"),
    ("check x.yaml -t json", 0, r"^\[\]$"),
    ("check x.yaml --json", 2, r"say --format json"),
    ("check x.ttl", 2, r"RDF is checked by --shapes"),
    ("check x.ttl --shapes", 0, r"0 errors"),
    # asking
    ("query q.rq", 0, r"^GARD:0000184 "),
    ("query q.rq x.ttl", 0, ROW),
    ("query x.ttl q.rq", 0, ROW),
    ("query q.rq x.owl", 0, ROW),
    ("query q.rq x.yaml", 0, ROW),
    ("query q.rq st", 0, ROW),
    ("query st q.rq", 0, ROW),
    ("query q.rq --store st", 0, ROW),
    ("query q.rq --loc st", 0, ROW),
    ("query --query q.rq --data x.ttl", 0, ROW),
    ("query --query=q.rq --data=x.ttl --results csv", 0, r"^d,l\r?$"),
    ("query 'SELECT ?d ?l { ?d a biolink:Disease ; rdfs:label ?l }' x.ttl", 0, ROW),
    ("query x.ttl", 2, r"x.ttl is data, not a question; gardkg query QUESTION x.ttl"),
    ("query nofile.rq", 3, r"^gardkg: nofile.rq: cannot be read: No such file or directory$"),
    ("query 'INSERT DATA { <a:a> <a:a> 1 }' x.ttl", 2, r"INSERT"),
    ("query treatments scleromyxedema", 0, TREATMENT),
    ("query treatments scleromyxedema records", 0, TREATMENT),
    ("query treatments disease=scleromyxedema x.yaml", 0, TREATMENT),
    ("query treatments --disease scleromyxedema", 0, TREATMENT),
    ("query treatments --disease=7615", 0, TREATMENT),
    ("query treatments -p disease=MONDO:0015665", 0, TREATMENT),
    ("query treatments GARD_0007615", 0, TREATMENT),
    ("query treatments since=2014", 2, r"no parameter 'since'; it has: disease"),
    ("query treatments --help", 0, r"^How is a disease treated"),
    ("query treatments --sparql", 0, r"^SELECT \?disease"),
    ("query treatments --show", 0, r"^SELECT \?disease"),
    ("query treatment scleromyxedema", 2, r"did you mean treatments"),
    ("query diseases-by-symptom hoarseness", 0, r"HP:0001609  GARD:0007615"),
    ("query diseases-by-symptom phenotype=HP_0001609", 0, r"HP:0001609  GARD:0007615"),
    ("query diseases-by-symptom http://purl.obolibrary.org/obo/HP_0001609", 0, r"GARD:0007615"),
    ("query claims-updated-since since=2014", 0, r"GARD:0007615"),
    ("query claims-updated-since since=soon", 2, r"a year, month or day such as 2014-04-18"),
    ("query q.rq x.yaml -t csv", 0, r"^d,l\r?$"),
    ("query q.rq x.yaml -f markdown", 0, r"^\| d \| l \|$"),
    ("query q.rq x.yaml -o q.csv", 0, r"\A\Z"),
    ("query q.rq x.yaml -o q.json.gz", 0, r"\A\Z"),
    ("query q.rq x.yaml -o q.xlsx", 0, r"\A\Z"),
    ("query q.rq x.yaml -o q.foo", 2, r"use a suffix"),
    ("query q.rq x.yaml -o q.csv -t tsv", 0, r"^q.csv: warning: written as tsv"),
    ("query 'CONSTRUCT WHERE { ?s a ?o }' x.ttl -o q.ttl.gz", 0, r"\A\Z"),
    ("query 'ASK { ?s a biolink:Gene }' x.ttl --exit-code", 1, r"^false$"),
    ("query q.rq x.yaml --json", 2, r"say --format json"),
    ("query --list", 0, r"^About one disease$"),
    # the card
    ("show scleromyxedema", 0, CARD),
    ("show 7615", 0, CARD),
    ("show GARD_0007615", 0, CARD),
    ("show x.yaml", 0, CARD),
    ("show scleromyxedema --store st", 0, CARD),
    ("show scleromyxedema st", 0, CARD),
    ("show scleromyxedma", 2, r"did you mean Scleromyxedema"),
    ("card scleromyxedema", 2, r"here it is gardkg show"),
    # more of all
    ("publish records", 2, r"here it is gardkg site"),
    ("site x.yaml -o pages", 0, r"^pages: 1 disease; open pages/index.html$"),
    ("site x.yaml", 2, r"Missing option '-o'"),
    ("x.yaml", 2, r"x.yaml is no command: gardkg check x.yaml or gardkg show x.yaml"),
    ("export x.yaml -o back.jsonl", 0, r"^back.jsonl: 1 record$"),
    ("export back.jsonl -t yaml", 0, r"^name: Scleromyxedema$"),
    ("export records --outdir many/ -t yaml", 0, r"^many/: 3 records$"),
    ("show x.yaml -f markdown", 0, r"^# Scleromyxedema$"),
    ("show x.yaml -o card.md", 0, r"\A\Z"),
    ("schema -o schema.json", 0, r"\A\Z"),
    ("check --terms", 0, r"^3 good records, 0 errors"),
    ("query hoarseness", 2, r"of a sign: gardkg query diseases-by-symptom hoarseness"),
    ("query symptoms hoarseness", 2, r"as a sign: gardkg query diseases-by-symptom 'hoarseness'"),
    ("query symptoms yellow-nail-syndrome -n 1", 0, r"^Abnormality of nail color"),
    ("query symptoms scleromyxedema limit=3", 2, r"say --limit 3"),
    ("query search", 2, r"needs text: .*; gardkg query search TEXT"),
    ("query 'SELECT * { ?z a biolink:Disease ; rdfs:label ?a }' -s st -t csv", 0, r"^z,a\r?$"),
    ("import phenotype.hpoa", 2, r"gardkg import hpoa phenotype.hpoa"),
    ("import page.html", 2, r"gardkg import page page.html"),
    ("import https://rarediseases.info.nih.gov/gard/7615", 2, r"nothing is fetched; save the page"),
    # stores
    ("load x.yaml new-store", 2, r"--to new-store"),
    ("load x.yaml --loc new-store", 0, r"^new-store: 1 graph, "),
    ("tdbloader --loc st x.ttl", 2, r"here it is gardkg load"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guesses")
    (folder / "records").mkdir()
    for name in ("scleromyxedema", "relapsing-polychondritis", "yellow-nail-syndrome"):
        shutil.copy(ROOT / "records" / f"{name}.yaml", folder / "records")
    shutil.copy(ROOT / "records" / "scleromyxedema.yaml", folder / "x.yaml")
    export(load_records(folder / "x.yaml"), folder / "x.ttl")
    shutil.copy(folder / "x.ttl", folder / "x.owl")
    (folder / "q.rq").write_text(QUERY, "utf-8")
    load(str(folder / "x.yaml"), to=str(folder / "st"))
    return folder


Typed = Callable[..., tuple[int, str]]


@pytest.fixture
def typed(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Typed]:
    """Type a line; how it ends, and what comes on both streams."""
    monkeypatch.chdir(made)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def call(line: str, stdin: bytes = b"") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gardkg", *shlex.split(line)])
        pipe = io.BufferedReader(io.BytesIO(stdin))  # type: ignore[arg-type]  # it is read only
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsysbinary.readouterr()
        return int(caught.value.code or 0), (out + err).decode()

    kept = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    yield call
    for number, handler in kept:  # which main has changed
        signal.signal(number, handler)


@pytest.mark.parametrize(("line", "code", "comes"), GUESSES, ids=[line for line, *_ in GUESSES])
def test_a_first_guess_works_or_leads_on(line: str, code: int, comes: str, typed: Typed) -> None:
    ended, said = typed(line)
    assert re.search(comes, said, re.MULTILINE), said
    assert ended == code


@pytest.mark.parametrize(
    ("line", "stdin", "comes"),
    [
        ("query -", "q.rq", "GARD:0000184"),
        ("query", "q.rq", "GARD:0000184"),
        ("query - x.ttl", "q.rq", "Scleromyxedema"),
        ("query q.rq -", "x.ttl", "Scleromyxedema"),
        ("query q.rq -", "x.yaml", "Scleromyxedema"),
        ("export -", "x.yaml", "@base"),
        ("export -", "x.ttl", "-: is Turtle, not a record"),
        ("check -", "x.yaml", "1 good record"),
    ],
)
def test_what_comes_by_a_pipe_is_known(
    line: str, stdin: str, comes: str, made: Path, typed: Typed
) -> None:
    _, said = typed(line, (made / stdin).read_bytes())
    assert comes in said


def test_a_pipe_that_nobody_writes_to_is_not_waited_for() -> None:
    """As standard input is where a server runs the tests."""
    reader, writer = os.pipe()
    try:
        command = [sys.executable, "-m", "gardkg", "query"]
        done = subprocess.run(command, stdin=reader, capture_output=True, text=True, timeout=60)
    finally:
        os.close(reader)
        os.close(writer)
    assert done.returncode == 2
    assert "Missing argument 'QUESTION'" in done.stderr


def test_most_of_the_guesses_work() -> None:
    work = [line for line, code, _ in GUESSES if code < 2]
    assert len(GUESSES) >= 90
    assert len(work) >= 57


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "gardkg", "-V"], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("gardkg, version ")
