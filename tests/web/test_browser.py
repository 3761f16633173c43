"""The site of ``records/`` in a real Chromium, opened as files and by HTTP."""

from __future__ import annotations

import csv
import http.server
import io
import json
import shutil
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cases import FICTIONAL, ROOT, record
from readers import required
from stores.install import ENGINE

from gardkg import Store, Table, load_records, site
from gardkg.sparql.named import named, names

pytest.importorskip("selenium")
from web.browser import CONTROL, ENTER, TAB, Browser

RECORDS = ROOT / "records"
pytestmark = pytest.mark.xdist_group("browser")  # one window, and one site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    required("browser")
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def engine() -> str:
    required("engine")
    return str(ENGINE)


@pytest.fixture(scope="module")
def made(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed") / "site"
    site(load_records(RECORDS), str(folder), engine=engine, jobs=2)
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def here(made: Path) -> str:
    """The address of the site as files, with the slash at its end."""
    return f"{made.as_uri()}/"


@pytest.fixture(scope="module", params=["file", "http"])
def home(request: pytest.FixtureRequest, made: Path, here: str) -> Iterator[str]:
    """Its address as files, and by HTTP."""
    if request.param == "file":
        yield here
        return
    handler = partial(_Quiet, directory=str(made))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest, browser: Browser, here: str) -> Iterator[None]:
    """No test leaves a word on the console, or asks for anything that is not in the folder."""
    browser.size(1000)
    place = request.getfixturevalue("home") if "home" in request.fixturenames else here
    yield
    assert browser.said() == []
    own = (place, "about:blank", "data:", "blob:")
    assert [url for url in browser.asked() if not url.startswith(own)] == []


# --- Looking for a disease ----------------------------------------------------------------------


def test_search_finds_every_word_in_any_name(browser: Browser, home: str) -> None:
    browser.open(home + "index.html")
    browser.find("#words").send_keys("ARNDT gottron")
    shown = [item.text for item in browser.all("#diseases > li") if item.is_displayed()]
    assert shown == ["Scleromyxedema GARD:0007615"]
    assert browser.find("output").text == "1 found"
    browser.find("#diseases > li:not([hidden]) a").click()
    assert browser.find("h1").text == "Scleromyxedema"


def test_accents_and_case_do_not_matter(browser: Browser, here: str) -> None:
    browser.open(here + "index.html")
    browser.find("#words").send_keys("débarquement")
    assert browser.find("output").text == "1 found"


def test_a_link_to_a_claim_shows_it(browser: Browser, home: str) -> None:
    browser.open(home + "term/HP_0001609.html")
    links = [a for a in browser.all("main li a") if a.text == "Scleromyxedema"]
    links[0].click()
    at = browser.run("return location.hash.slice(1)")
    target = browser.find(f"[id='{at}']")
    assert "hoarseness" in target.text
    top = browser.run("return arguments[0].getBoundingClientRect().top", target)
    assert -1 < top < 900
    assert browser.run("return getComputedStyle(arguments[0]).backgroundColor", target) not in (
        "rgba(0, 0, 0, 0)",
        "transparent",
    )


# --- How it looks -------------------------------------------------------------------------------

PAGES = [
    *("index.html", "disease/GARD_0007615.html", "term/HP_0001609.html", "symptoms.html"),
    *("works.html", "ontology.html", "query.html#name=symptoms", "queries/symptoms.html"),
]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 800, 1400])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_the_window(
    page: str, width: int, dark: bool, browser: Browser, here: str
) -> None:
    browser.size(width, dark=dark)
    browser.open(here + page)
    if "query.html" in page:
        browser.wait("document.querySelector('#answer table')")
    browser.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert browser.run("return document.documentElement.scrollWidth") <= width
    colour = browser.run("return getComputedStyle(document.body).color")
    assert (sum(map(int, colour.strip("rgba()").split(",")[:3])) > 384) == dark


@pytest.mark.parametrize("page", PAGES)
def test_all_of_a_page_can_be_read_where_it_is_dark(page: str, browser: Browser, here: str) -> None:
    """Contrast as WCAG 2 counts it, at least 4.5 to 1, of every text that is seen."""
    for dark in (False, True):
        browser.size(1000, dark=dark)
        browser.open(here + page)
        assert browser.run(_CONTRAST) == []


_CONTRAST = """
const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
  .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
const ground = (element) => {
  for (; element; element = element.parentElement) {
    const colour = rgb(getComputedStyle(element).backgroundColor);
    if (colour.length < 4 || colour[3] === 1) return colour;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
};
return [...document.querySelectorAll("main *, nav a, footer p")]
  .filter((e) => e.checkVisibility() && !e.closest("svg, select, button, input, textarea"))
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((e) => {
    const [one, other] = [rgb(getComputedStyle(e).color), ground(e)].map(light).sort();
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5;
  }).map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`);
"""


def test_it_is_whole_without_scripts(home: str, browser: Browser) -> None:
    with Browser(scripts=False) as plain:
        plain.open(home + "index.html")
        assert not plain.find("#search").is_displayed()
        (link,) = [a for a in plain.all("#diseases a") if a.text == "Scleromyxedema"]
        link.click()
        assert plain.find("h1").text == "Scleromyxedema"
        plain.open(home + "query.html")
        assert not plain.find("#form").is_displayed()
        plain.find("a[href$='/symptoms.html'], a[href='queries/symptoms.html']").click()
        assert len(plain.all("tbody tr")) == 200


def test_a_keyboard_is_enough(browser: Browser, here: str) -> None:
    browser.open(here + "index.html")
    for _ in range(20):
        browser.press(TAB)
        if browser.run("return document.activeElement.id") == "words":
            break
    browser.press("scleromyx")
    browser.press(TAB)
    browser.press(ENTER)
    assert browser.find("h1").text == "Scleromyxedema"
    for _ in range(200):
        browser.press(TAB)
        if browser.run("return document.activeElement.tagName") == "SUMMARY":
            break
    browser.press(ENTER)
    assert browser.find("svg.tree").is_displayed()


def test_it_can_be_printed(browser: Browser, here: str) -> None:
    browser.open(here + "disease/GARD_0007615.html")
    media = {"media": "print", "features": []}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    assert not browser.find("header").is_displayed()
    assert browser.find("h1").is_displayed()
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


# --- Queries in the page ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked() -> Store:
    return Store.of(load_records(RECORDS))


#: What a needed parameter is given: here as people write it, there as we do.
GIVEN = {"phenotypes": "Hoarse voice", "text": "fever"}


def test_every_question_has_the_rows_that_the_command_line_has(
    browser: Browser, home: str, asked: Store
) -> None:
    browser.open(home + "query.html")
    browser.wait("document.getElementById('told').textContent.includes('are loaded')")
    for name in names():
        params = {p: GIVEN[p] for p, param in named(name).params.items() if param.needed}
        assert answer_to(browser, name, **params) == rows(asked, name, **as_ids(params)), name


def as_ids(params: dict[str, str]) -> dict[str, str]:
    return {k: "HP:0001609" if v == "Hoarse voice" else v for k, v in params.items()}


def rows(store: Store, name: str, **params: str) -> list[list[str]]:
    answer = store.query(name, params=params)
    assert isinstance(answer, Table)
    return [*csv.reader(io.StringIO(answer.to_csv()))]


def choose(browser: Browser, name: str, **params: str) -> None:
    browser.run(
        "const [name, given] = arguments; const at = (id) => document.getElementById(id);"
        "at('question').value = name; at('question').dispatchEvent(new Event('change'));"
        "for (const [key, value] of Object.entries(given)) { at(`param-${key}`).value = value;"
        "at(`param-${key}`).dispatchEvent(new Event('change')); }",
        *(name, params),
    )


def answer_to(browser: Browser, name: str, **params: str) -> list[list[str]]:
    """The rows of what the page offers as CSV."""
    choose(browser, name, **params)
    browser.run("document.getElementById('answer').replaceChildren()")
    browser.find("#run").click()
    browser.wait("document.querySelector('#answer a[download]')")
    return [*csv.reader(io.StringIO(browser.saved()))]


@pytest.mark.parametrize(
    "written", ["scleromyxedema", "GARD:0007615", "7615", "Arndt-Gottron Disease"]
)
def test_a_disease_is_found_as_the_command_line_finds_it(
    written: str, browser: Browser, here: str, asked: Store
) -> None:
    browser.open(here + "query.html")
    assert answer_to(browser, "treatments", disease=written) == rows(
        asked, "treatments", disease=written
    )


def test_stop_stops_and_the_next_question_is_answered(
    browser: Browser, home: str, asked: Store
) -> None:
    browser.open(home + "query.html")
    browser.wait("document.getElementById('told').textContent.includes('are loaded')")
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    browser.run("document.getElementById('editor').value = arguments[0]", endless)
    browser.find("#run").click()
    browser.wait("document.getElementById('told').textContent.startsWith('asking')")
    time.sleep(0.5)
    assert browser.find("#stop").is_enabled()
    begun = time.monotonic()
    browser.find("#stop").click()
    browser.wait("document.getElementById('told').textContent === 'stopped'")
    assert time.monotonic() - begun < 2
    assert answer_to(browser, "diseases") == rows(asked, "diseases")


def test_many_triples_are_loaded_when_somebody_asks(
    browser: Browser, here: str, made: Path
) -> None:
    questions = (made / "questions.js").read_text("utf-8")
    for name in ("style.css", "query.js", "engine.js", "query.html", "icon.svg"):
        (made / "many").mkdir(exist_ok=True)
        shutil.copy(made / name, made / "many" / name)
    larger = questions.replace("const TRIPLES = ", "const TRIPLES = 10")
    (made / "many" / "questions.js").write_text(larger, "utf-8")
    browser.open(here + "many/query.html#name=diseases")
    assert "may take a while" in browser.find("#told").text
    time.sleep(0.5)
    assert not [url for url in browser.asked() if "engine.js" in url]
    browser.find("#run").click()
    assert browser.wait("document.querySelectorAll('#answer tbody tr').length") > 40
    shutil.rmtree(made / "many")


def test_control_enter_runs_what_is_typed(browser: Browser, here: str) -> None:
    browser.open(here + "query.html")
    editor = browser.find("#editor")
    editor.clear()
    editor.send_keys("ASK { ?d a biolink:Disease }")
    browser.press(CONTROL, ENTER)
    assert browser.wait("document.querySelector('#answer p')?.textContent") == "yes"
    # The address is now one to send to somebody.
    link = browser.run("return location.href")
    browser.open(link)
    assert browser.wait("document.querySelector('#answer p')?.textContent") == "yes"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * WHERE {", "query:1:17: the query ends here, and is not whole"),
        ("SELECT * {\n ?s ?p ?o } WITH IT", "cannot be read from here on: "),
        ("SELECT * WHERE { ?s ex:p ?o }", "the prefix ex: is not declared"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "is not supported"),
    ],
)
def test_a_mistake_is_told_in_a_line(query: str, told: str, browser: Browser, here: str) -> None:
    browser.open(here + "query.html")
    browser.run("document.getElementById('editor').value = arguments[0]", query)
    browser.find("#run").click()
    said = browser.wait("(told.textContent.match(/query:|prefix|not supported/) ?? []).input")
    assert told in said
    assert "\n" not in said


def test_columns_stand_in_the_order_of_the_query(browser: Browser, here: str) -> None:
    browser.open(here + "query.html")
    query = "SELECT * { ?record foaf:primaryTopic ?disease } LIMIT 1"
    browser.run("document.getElementById('editor').value = arguments[0]", query)
    browser.find("#run").click()
    browser.wait("document.querySelector('#answer table')")
    assert [cell.text for cell in browser.all("th")] == ["record", "disease"]


@pytest.mark.parametrize(
    ("name", "params", "told"),
    [
        (
            "treatments",
            {"disease": "nothing of the kind"},
            "no disease is called nothing of the kind",
        ),
        ("differential", {}, "give phenotypes: the symptoms, HP terms"),
        ("claims-updated-since", {"since": "yesterday"}, "expected a year, month or day"),
        ("diseases-by-symptom", {"phenotype": "feverish"}, "no term is called feverish"),
    ],
)
def test_a_wrong_value_is_told_and_nothing_runs(
    name: str, params: dict[str, str], told: str, browser: Browser, here: str
) -> None:
    browser.open(here + "query.html")
    browser.wait("document.getElementById('told').textContent.includes('are loaded')")
    choose(browser, name, **params)
    browser.find("#run").click()
    assert told in browser.find("#told").text
    assert browser.all("#answer *") == []


def test_answers_lead_into_the_site(browser: Browser, here: str) -> None:
    browser.open(here + "query.html#name=symptoms")
    browser.wait("document.querySelector('#answer table')")
    links = browser.run("return [...document.querySelectorAll('td a')].map((a) => a.href)")
    own = sorted({link for link in links if link.startswith(here)})
    assert len(own) > 100
    for link in own[:: len(own) // 5]:
        browser.open(link)
        assert browser.find("h1").text
        assert "#" not in link or browser.run("return !!document.querySelector(':target')")


def test_values_are_shown_as_the_words_that_pages_have(
    browser: Browser, here: str, asked: Store
) -> None:
    browser.open(here + "query.html#name=treatments")
    browser.wait("document.querySelector('#answer table')")
    cells = set(browser.run("return [...document.querySelectorAll('td')].map((c) => c.innerText)"))
    assert {"supportive", "applied to treat"} <= cells
    assert [text for text in cells if text.startswith(("gardkg:", "biolink:"))] == []


def test_a_graph_comes_as_triples(browser: Browser, here: str) -> None:
    browser.open(here + "query.html")
    browser.run(
        "document.getElementById('editor').value = arguments[0]",
        "DESCRIBE <https://w3id.org/gardkg/disease/GARD_0007615>",
    )
    browser.find("#run").click()
    assert "Scleromyxedema" in browser.wait("document.querySelector('#answer pre')?.textContent")


# --- What a record could do ---------------------------------------------------------------------

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}]]>"


def test_nothing_of_a_record_runs(
    browser: Browser, home: str, engine: str, made: Path, tmp_path: Path
) -> None:
    text = json.dumps(HOSTILE)
    one = record(f"""
        synonyms: [{text}]
        sections: {{a: {{heading: {text}}}}}
        source: {{title: {text}, question: {text}}}
        symptoms: [{{label: {text}, in: a, citations: [1]}}, {{label: b, hedge: {text}, in: a}}]
        treatments: [{{label: {text}, in: a, side_effects: {text}}}]
        citations: [{{title: {text}, authors: [{text}], url: "http://example.org/?a=b&c='d'"}}]
    """)
    one.name = HOSTILE
    place = made / "hostile"  # so that no address is off the folder
    site([one], str(place), engine=engine)
    pages = sorted(place.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        browser.open(home + f"hostile/{page.relative_to(place)}")
        scripts: list[Any] = browser.run(
            "return [...document.scripts].map((s) => [s.type, s.getAttribute('src')])"
        )
        assert all(kind == "application/ld+json" or src for kind, src in scripts)
        assert browser.all("img") == []
    stem = next(place.glob("disease/*.html")).stem
    browser.open(home + f"hostile/disease/{stem}.html")
    assert browser.find("h1").text == HOSTILE
    data = browser.run(
        "return JSON.parse(document.querySelector('script[type$=json]').textContent)"
    )
    assert data["name"] == HOSTILE
    assert data["signOrSymptom"] == [{"@type": "MedicalSignOrSymptom", "name": HOSTILE}]
    browser.open(home + "hostile/query.html#name=symptoms")
    browser.wait("document.querySelector('#answer table')")
    assert browser.all("img") == []
    shutil.rmtree(place)


def test_another_engine_is_refused(tmp_path: Path) -> None:
    from gardkg.errors import FileError

    (tmp_path / "x.tgz").write_bytes(b"something else")
    with pytest.raises(
        FileError, match=r"x.tgz: is not oxigraph@0.5.11, for its SHA-512 is another"
    ):
        site(load_records(FICTIONAL), str(tmp_path / "site"), engine=str(tmp_path / "x.tgz"))
    assert not (tmp_path / "site").exists()
