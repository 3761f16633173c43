"""Templates → files of a site: nothing of a record is ever markup."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

import jinja2
from markupsafe import Markup

from gardkg.files.kinds import RDF
from gardkg.identifiers import expand
from gardkg.mapping.names import slug
from gardkg.web.pages import DENIED, Page, work_path
from gardkg.web.pictures import bar, tree

#: The forms of a disease's graph beside its page, and their media types.
BESIDE = {suffix: RDF[suffix].media_type for suffix in ("ttl", "nt", "jsonld")}


class Site:
    """A folder that becomes a site, and the address it will have, if that is known."""

    def __init__(self, folder: str, at: str | None) -> None:
        self.folder, self.at = folder, at
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("gardkg.web"),
            autoescape=lambda name: bool(name and name.endswith((".html", ".xml"))),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "away": _away,
            "json": _json,
            "out": lambda href: href if "://" in href else f"../{href}",
            "slug": slug,
            "tree": _tree,
            "work_path": work_path,
        }
        self._templates.globals |= {"bar": bar, "beside": BESIDE, "denied": DENIED}

    def show(self, template: str, path: str, **values: Any) -> None:
        """Write a page; ``up`` leads from it to the top."""
        up = "../" * path.count("/")
        text = self._templates.get_template(template).render(path=path, up=up, at=self.at, **values)
        self.write(path, text)

    def write(self, path: str, data: str | bytes | Iterable[bytes]) -> None:
        """Write a file, its folder made."""
        full = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        # The folder takes its place when it is whole, so no file of it needs to.
        with open(full, "wb") as stream:
            if isinstance(data, str | bytes):
                stream.write(data.encode() if isinstance(data, str) else data)
            else:
                stream.writelines(data)


def _away(name: str) -> Markup:
    """An id or address as a link to what it names elsewhere."""
    iri = expand(name)
    if not iri.startswith(("http://", "https://")):
        return Markup.escape(name)
    return Markup('<a href="{}">{}</a>').format(iri, name)


def _json(value: object) -> Markup:
    """JSON within a page: no text of it ends the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)


def _tree(page: Page) -> Markup:
    said = {
        title: [(claim.id, claim.label) for claim in claims]
        for title, claims in page.sections.items()
    }
    return tree(page.card.name, said)
