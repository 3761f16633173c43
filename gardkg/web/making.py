"""Records → all that a site has: a page a record first, then what lists say of all of them.

The pages of records may be made by several processes, each a record at a time. What lists need of a
page is small; that alone is kept, in the order of the records, so who made what changes nothing.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from gardkg import __version__
from gardkg.errors import FileError, GardkgError
from gardkg.files.replace import replaced
from gardkg.identifiers import BASE, ONTOLOGY
from gardkg.model import Record
from gardkg.release.void import Dataset, describe
from gardkg.serialize.export import checked, chunks
from gardkg.serialize.formats import FORMATS
from gardkg.serialize.team import team
from gardkg.sparql.store import Store
from gardkg.web import engine, ontology, questions
from gardkg.web.links import RULES
from gardkg.web.lists import LISTS, Lists
from gardkg.web.pages import Mentions, page_of
from gardkg.web.render import BESIDE, Site

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: By this file a folder is known to be a site of ours.
INDEX = "index.json"
MADE = "gardkg site"
#: Of more diseases the index has ids and names alone.
_NAMED = 2000
#: The graphs of all records together.
_ALL = {suffix: f"all.{suffix}.gz" for suffix in ("ttl", "nt")}


class Plan(NamedTuple):
    """How a site is made."""

    folder: str
    at: str | None = None
    base: str = BASE
    engine: engine.Engine | None = None
    jobs: int = 1


def make(records: Iterable[Record], plan: Plan) -> int:
    """Fill a folder; return how many diseases it has.

    Raises:
        RecordError, FileError: as ``site``.
    """
    site = Site(plan.folder, plan.at)
    site.write(INDEX, json.dumps({"made": MADE}))  # so a run that is killed leaves what is ours
    lists = Lists()
    headers = {suffix: FORMATS[suffix].writer(plan.base).header.encode() for suffix in _ALL}
    with ExitStack() as stack:
        streams = {
            suffix: stack.enter_context(replaced(os.path.join(plan.folder, path), pack="gz"))
            for suffix, path in _ALL.items()
        }
        for suffix, stream in streams.items():
            stream.write(headers[suffix])
        for mentions in _made(records, plan):
            lists.add(mentions)
            for suffix, stream in streams.items():
                path = os.path.join(plan.folder, f"disease/{mentions.entry.stem}.{suffix}")
                with open(path, "rb") as one:
                    stream.write(one.read().removeprefix(headers[suffix]))
    lists.finished()
    _write_lists(site, lists)
    _write_questions(site, lists, plan)
    _write_rest(site, lists, plan)
    return len(lists.entries)


def _made(records: Iterable[Record], plan: Plan) -> Iterator[Mentions]:
    """What the page of each record mentions, when it is written, in their order."""
    if plan.jobs == 1:
        site = Site(plan.folder, plan.at)
        for record in checked(records):
            yield _write_page(record, site, plan.base)
        return
    with team(plan.jobs, partial(_work, plan)) as connections:
        # Who is sent a record has answered the one before: so nobody waits for one who waits.
        free = deque(connections)
        busy: deque[Connection] = deque()
        for record in checked(records):
            if not free:
                free.append(busy.popleft())
                yield _received(free[0], plan)
            free[0].send(record)
            busy.append(free.popleft())
        while busy:
            yield _received(busy.popleft(), plan)


def _received(connection: Connection, plan: Plan) -> Mentions:
    """What a process answers.

    Raises:
        FileError: it has ended.
    """
    try:
        answer: Mentions | Exception = connection.recv()
    except (EOFError, OSError):
        raise FileError(plan.folder, "a process that was writing it has ended") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _work(plan: Plan, number: int, connection: Connection) -> None:
    """The life of one process: until nobody sends records any more."""
    site = Site(plan.folder, plan.at)
    try:
        while True:
            record = connection.recv()
            try:
                connection.send(_write_page(record, site, plan.base))
            except (GardkgError, OSError) as error:
                connection.send(error)
    except (EOFError, OSError):
        return


def _write_page(record: Record, site: Site, base: str) -> Mentions:
    graphs = {suffix: b"".join(chunks([record], FORMATS[suffix], base)) for suffix in BESIDE}
    page = page_of(record, graphs["nt"], base)
    for suffix, data in graphs.items():
        site.write(f"disease/{page.stem}.{suffix}", data)
    site.show("disease.html", page.path, page=page)
    return page.mentions()


def _write_lists(site: Site, lists: Lists) -> None:
    few = len(lists.entries) <= _NAMED
    for term in lists.terms.values():
        site.show("term.html", term.path, term=term)
    for work in lists.works.values():
        site.show("work.html", work.path, work=work)
    site.show("works.html", "works.html", works=lists.works_cited())
    for name, (title, _) in LISTS.items():
        words = lists.words_of(name) if few else []
        terms = lists.terms_of(name)
        site.show("list.html", f"{name}.html", title=title, terms=terms, words=words)
    columns, shared = lists.shared()
    many = {"entries": lists.entries, "terms": columns, "shared": shared}
    site.show("index.html", "index.html", named=few, **many)
    rows = [f"{e.id}\t{' '.join(e.name.split())}\t{e.path}\n" for e in lists.entries]
    site.write("diseases.tsv", "id\tname\tpage\n" + "".join(rows))


def _write_questions(site: Site, lists: Lists, plan: Plan) -> None:
    triples = os.path.join(plan.folder, _ALL["nt"])
    has_engine = plan.engine is not None and lists.triples <= engine.MOST
    store = None
    if lists.triples <= questions.MANY:
        store = Store.read(triples, base=plan.base) if lists.triples else Store.of([])
    for asked in questions.answers(store, lists, plan.base):
        name = asked.query.name
        needed = [p for p, param in asked.query.params.items() if param.needed]
        about = {"asked": asked, "needed": needed, "engine": has_engine}
        site.show("question.html", f"queries/{name}.html", **about)
        if asked.csv is not None:
            site.write(f"queries/{name}.csv", asked.csv)
    every = questions.all_questions()
    site.show("query.html", "query.html", engine=has_engine, questions=every)
    if plan.engine and has_engine:
        site.write("questions.js", questions.script(lists, plan.base))
        with open(triples, "rb") as packed:
            site.write("engine.js", engine.script(plan.engine, packed))


def _write_rest(site: Site, lists: Lists, plan: Plan) -> None:
    site.show("ontology.html", "ontology.html", terms=ontology.terms(), ontology=ONTOLOGY)
    site.write("ontology.ttl", ontology.ontology_file().read_bytes())
    site.show("404.html", "404.html")
    for asset in ("style.css", "icon.svg", "search.js", "query.js"):
        site.write(asset, (files("gardkg.web") / "assets" / asset).read_bytes())
    whole = [os.path.join(plan.folder, path) for path in _ALL.values()]
    dataset = Dataset(files=whole, at=plan.at, base=plan.base)
    site.write("void.ttl", describe(whole[1:], dataset))
    forms = [(type.replace("+", r"\+"), suffix) for suffix, type in BESIDE.items()]
    site.show("htaccess", ".htaccess", to=None, rules=RULES, forms=forms)
    if plan.at:
        site.show("htaccess", "w3id.htaccess", to=plan.at, rules=RULES, forms=forms)
        site.show("sitemap.xml", "sitemap.xml", paths=sorted(lists.pages()))
    about = {
        "made": MADE,
        "version": __version__,
        "diseases": [[entry.id, entry.name] for entry in lists.entries],
    }
    site.write(INDEX, json.dumps(about, ensure_ascii=False, separators=(",", ":")) + "\n")
