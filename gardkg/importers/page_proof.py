"""Whether a page that was read tells of its disease, or only has its address.

An app's shell, an error, a login or a notice is served at a disease's address too, with the site's
headings and menus. A page of GARD has, besides, rows of HPO's table, or a section that is headed
or dated and speaks of the disease: names it in a sentence or its heading, or says what a rule
reads. Where all headings and dates are lost, the text must name the disease that the address
names, and say something of it. No list of what errors say is needed, nor would it ever be whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gardkg import model
from gardkg.importers.page_names import address_words, same_words
from gardkg.importers.page_outline import Part

#: Names that are looked for; no disease of GARD's has as many.
_MOST = 100
_ENDED = re.compile(r"[\w)\]\"”’%][.?!](?:\s|\[|$)")


def tells_of(record: model.Record, sections: Sequence[Part], addresses: Iterable[str]) -> bool:
    """Whether a page tells of the disease it is filed under.

    Args:
        record: what was read of it.
        sections: its parts.
        addresses: those it gives as its own.
    """
    if any(part.rows for part in sections):
        return True
    labels = [name if isinstance(name, str) else name.label for name in record.synonyms]
    names = [re.escape(" ".join(name.split())) for name in [record.name, *labels][:_MOST]]
    # Of a name in the singular the plural is told too.
    named = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?:s|es)?(?!\w)", re.IGNORECASE)
    says = any(True for _ in record.claims())
    found = [part for part in sections if part.lines]
    marked = [part for part in found if part.updated or (part.heading and part.topic)]
    if marked:
        return says or any(_names(part, named) for part in marked)
    own = any(same_words(record.name, address_words(address)) for address in addresses)
    return says and own and any(_names(part, named) for part in found)


def _names(part: Part, named: re.Pattern[str]) -> bool:
    """Whether a part has a sentence, and one that names the disease if its heading does not."""
    sentences = [line.text for line in part.lines if _ENDED.search(line.text)]
    if part.heading and named.search(part.heading):
        return bool(sentences)
    return any(named.search(" ".join(text.split())) for text in sentences)
