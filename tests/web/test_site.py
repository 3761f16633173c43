"""The site: links lead somewhere, claims have their addresses, nothing of a record is markup."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pyoxigraph as ox
import pytest
from cases import FICTIONAL, ROOT, record, triples

from gardkg import Record, export, load_records
from gardkg.cli.site import site as site_verb
from gardkg.errors import FileError, RecordError, UsageError
from gardkg.identifiers import BASE, file_stem
from gardkg.web.engine import PACKAGE
from gardkg.web.links import place_of
from gardkg.web.render import BESIDE
from gardkg.web.site import site as build
from gardkg.web.site import site_of_files


class Read(HTMLParser):
    """What a page has: its ids, its links, its tags with their attributes, its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.data: dict[str, Any] = {}
        self._in_data = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in_data = tag == "script" and found.get("type") == "application/ld+json"
        self.tags.append((tag, found))
        self.ids += filter(None, [found.get("id")])
        self.links += filter(None, [found.get("href"), found.get("src")])

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data = json.loads(data)
        else:
            self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "site"
    assert build(load_records(FICTIONAL), str(folder), at="https://example.org/gard/") == 6
    return folder


def pages(site: Path) -> dict[Path, Read]:
    return {path: Read(path) for path in sorted(site.rglob("*.html"))}


def test_every_link_and_fragment_leads_somewhere(site: Path) -> None:
    found = pages(site)
    assert len(found) > 10
    for path, page in found.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            to, fragment = urldefrag(link)
            target = (path.parent / unquote(to)).resolve() if to else path
            assert target.is_file(), (path, link)
            if fragment:
                assert fragment in found[target].ids, (path, link)


def test_every_address_of_the_graph_has_its_place(site: Path) -> None:
    """Claims, statements, sections, references and names have a fragment of their own."""
    ids = {str(path.relative_to(site)): page.ids for path, page in pages(site).items()}
    for one in load_records(FICTIONAL):
        graph = triples(export([one], format="nt"), "nt")
        nodes = {node for triple in graph for node in (triple.subject, triple.object)}
        paths = {node.value.removeprefix(BASE) for node in nodes if is_ours(node)}
        assert paths
        for path in (path for path in paths if file_stem(one.id) in path):
            place, _, fragment = str(place_of(path)).partition("#")
            assert place == f"disease/{file_stem(one.id)}.html", path
            parts = path.split("/")
            if parts[0] == "claim" or parts[2:3] in ANCHORED:
                assert fragment in ids[place], path


#: Under a record's address; of what has none of its own the page is the place.
ANCHORED = ["statement"], ["section"], ["reference"], ["name"]


def is_ours(node: object) -> bool:
    return isinstance(node, ox.NamedNode) and node.value.startswith(BASE) and "#" not in node.value


def test_the_graph_beside_a_page_is_that_of_export(site: Path) -> None:
    for one in load_records(FICTIONAL):
        stem = site / "disease" / file_stem(one.id)
        for suffix in BESIDE:
            assert stem.with_suffix(f".{suffix}").read_bytes() == export([one], format=suffix)


def test_all_graphs_together_are_those_of_export(site: Path) -> None:
    for suffix in ("ttl", "nt"):
        whole = gzip.decompress((site / f"all.{suffix}.gz").read_bytes())
        assert whole == export(load_records(FICTIONAL), format=suffix)


def test_the_package_of_the_engine_is_called_the_same_everywhere() -> None:
    for text in (site_verb.help, build.__doc__, (ROOT / "docs" / "site.md").read_text("utf-8")):
        assert f"npm pack {PACKAGE}" in str(text)
        assert set(re.findall(r"oxigraph[@-][0-9.]+[0-9]", str(text))) <= {
            PACKAGE,
            PACKAGE.replace("@", "-"),
        }


def test_whoever_makes_it_the_bytes_are_the_same(site: Path, tmp_path: Path) -> None:
    for n, jobs in enumerate((1, 2, 3)):
        other = tmp_path / str(n)
        build(load_records(FICTIONAL), str(other), at="https://example.org/gard/", jobs=jobs)
        assert contents(other) == contents(site)


def contents(folder: Path) -> dict[Path, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_what_is_denied_says_so_in_words(site: Path) -> None:
    denied = [page for page in pages(site).values() if "Not the case" in page.text]
    assert denied
    assert all("not " in page.text.partition("Not the case")[2] for page in denied)


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"


def test_nothing_of_a_record_is_markup(tmp_path: Path) -> None:
    text = json.dumps(HOSTILE)
    one = record(f"""
        synonyms: [{text}]
        sections: {{a: {{heading: {text}}}}}
        source: {{title: {text}, question: {text}}}
        symptoms: [{{label: {text}, hedge: {text}, in: a, citations: [1]}}]
        citations: [{{title: {text}, authors: [{text}]}}]
    """)
    build([one], str(tmp_path / "site"))
    page = Read(tmp_path / "site" / "disease" / f"{file_stem(one.id)}.html")
    assert HOSTILE in page.text
    scripts = [a.get("type") for tag, a in page.tags if tag == "script"]
    assert scripts == ["application/ld+json"]
    assert not {tag for tag, _ in page.tags} & {"img", "iframe", "object"}
    assert page.data["alternateName"] == [HOSTILE]
    assert "signOrSymptom" not in page.data  # it is hedged
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on")]
    index = Read(tmp_path / "site" / "index.html")
    assert [a.get("src") for tag, a in index.tags if tag == "script"] == ["search.js"]


def test_a_page_asks_nobody_for_anything(site: Path) -> None:
    for page in pages(site).values():
        loaded = [a.get("src") or a.get("href") for tag, a in page.tags if tag in ("script", "img")]
        loaded += [a["href"] for tag, a in page.tags if a.get("rel") == "icon"]
        loaded += [a["href"] for tag, a in page.tags if a.get("rel") == "stylesheet"]
        assert not [link for link in loaded if link and "//" in link]
        policy = [a["content"] for tag, a in page.tags if a.get("http-equiv")]
        assert policy
        assert str(policy[0]).startswith("default-src 'none'")


def test_addresses_are_told_where_it_will_be_found(site: Path, tmp_path: Path) -> None:
    (path,) = (p for p in sorted(site.glob("disease/*.html"))[:1])
    told = [a["href"] for _, a in Read(path).tags if a.get("rel") == "canonical"]
    assert told == [f"https://example.org/gard/disease/{path.name}"]
    assert f"<loc>{told[0]}</loc>" in (site / "sitemap.xml").read_text("utf-8")
    build(load_records(FICTIONAL), str(tmp_path / "b"))
    assert not (tmp_path / "b" / "sitemap.xml").exists()


def test_only_a_site_of_ours_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.json").write_text('["mine"]', "utf-8")
    one = [Record(id="GARD:0990001", name="One")]
    with pytest.raises(UsageError, match=r"mine: is no site of gardkg's; nothing was written"):
        build(one, str(tmp_path / "mine"))
    with pytest.raises(FileError, match="there is no folder"):
        build(one, str(tmp_path / "no" / "site"))
    build(one, str(tmp_path / "site"))
    (tmp_path / "site" / "left.html").write_text("", "utf-8")
    build(one, str(tmp_path / "site"))
    assert not (tmp_path / "site" / "left.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "site"]


def test_force_replaces_a_folder_whatever_it_holds_and_nothing_else(tmp_path: Path) -> None:
    one = [Record(id="GARD:0990001", name="One")]
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("mine", "utf-8")
    build(one, str(tmp_path / "site"), force=True)
    assert not (tmp_path / "site" / "mine.txt").exists()
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="file: is no folder; nothing was written"):
        build(one, str(tmp_path / "file"), force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "site"]


def test_a_site_and_what_is_read_lie_apart(tmp_path: Path) -> None:
    """A site among records would be read with them; records in a site would be removed with it."""
    shutil.copytree(FICTIONAL, tmp_path / "all" / "records")
    read = str(tmp_path / "all" / "records")
    for place in (read, f"{read}/site", str(tmp_path / "all"), f"{read}/../records"):
        with pytest.raises(UsageError, match="which is read; nothing was written"):
            site_of_files([read], place, force=True)
        with pytest.raises(UsageError, match="which is read; nothing was written"):
            site_of_files([f"{read}/lanternfish_fever.yaml"], str(tmp_path / "all"), force=True)
    assert sorted(Path(read).iterdir()) == sorted(Path(read) / p.name for p in FICTIONAL.iterdir())


def test_folders_beside_it_that_are_not_ours_stay(tmp_path: Path) -> None:
    one = [Record(id="GARD:0990001", name="One")]
    for name in ("site.new", "site.old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("mine", "utf-8")
        with pytest.raises(UsageError, match=f"{name}: is no site of gardkg's"):
            build(one, str(tmp_path / "site"))
        assert (tmp_path / name / "mine.txt").read_text("utf-8") == "mine"
        shutil.rmtree(tmp_path / name)


KILLS = int(os.environ.get("GARDKG_KILLS_BUILD", "6"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_46_a_kill_leaves_the_old_site_or_the_new(jobs: str, tmp_path: Path) -> None:
    """At moments spread over the run; nobody works on for one who is gone; the next tidies up."""
    site = tmp_path / "site"
    command = [sys.executable, "-m", "gardkg", "site", str(FICTIONAL), "-o", str(site), "-j", jobs]
    subprocess.run(command, check=True, capture_output=True)
    whole = contents(site)
    for moment in range(KILLS):
        with subprocess.Popen(command, stdout=-3, stderr=-3, start_new_session=True) as run:
            time.sleep(0.25 + 1.0 * moment / KILLS)
            run.kill()
        assert contents(site if site.exists() else tmp_path / "site.old") == whole
        assert not await_end(run.pid)
    subprocess.run(command, check=True, capture_output=True)
    assert contents(site) == whole
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def await_end(group: int) -> bool:
    """Whether, five seconds on, there are still processes of a group."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def test_47_of_two_runs_the_second_is_refused(tmp_path: Path) -> None:
    def first() -> Iterator[Record]:
        yield Record(id="GARD:0990001", name="One")
        with pytest.raises(FileError, match="another run is writing it"):
            build([Record(id="GARD:0990002", name="Two")], str(tmp_path / "site"))

    assert build(first(), str(tmp_path / "site")) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_fails_leaves_the_old_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build([Record(id="GARD:0990001", name="One")], str(site))
    with pytest.raises(RecordError):
        build([Record(id="GARD:0990001", name=" ")], str(site))
    assert "One" in (site / "index.html").read_text("utf-8")
    # A kill between the two renames: the next run, even one that fails, puts it back.
    os.rename(site, tmp_path / "site.old")
    shutil.copytree(tmp_path / "site.old", tmp_path / "site.new")
    with pytest.raises(RecordError):
        build([Record(id="GARD:0990001", name=" ")], str(site))
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
