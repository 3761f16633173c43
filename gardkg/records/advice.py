"""What to write instead, where what was meant can be guessed: the last part of a message."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import inspect
from yaml.nodes import MappingNode, Node, ScalarNode

from gardkg.model import BANDS, TOPICS

#: What others call fields of ours.
_FIELDS = {
    "name": "label",
    "title": "label",
    "text": "label",
    "section": "in",
    "hpo": "term",
    "references": "citations",
    "refs": "citations",
    "journal": "container",
    "year": "date",
    "link": "url",
    "pubmed": "pmid",
    "aliases": "synonyms",
    "alt_names": "synonyms",
}
_YES_OR_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_SLASHED_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SHARE = re.compile(r"(\d{1,7}) (?:of|out of|in) (\d{1,7})")
#: How a date may be put in English, and how it is written here.
_WORDED_DATES = {
    "%d %B %Y": "%Y-%m-%d",
    "%d %b %Y": "%Y-%m-%d",
    "%B %d %Y": "%Y-%m-%d",
    "%b %d %Y": "%Y-%m-%d",
    "%B %Y": "%Y-%m",
    "%b %Y": "%Y-%m",
}


def for_value(node: Node, wanted: inspect.Type, pattern: str, field: str) -> str | None:
    """What to write for a value of a field that wants something else."""
    if not isinstance(node, ScalarNode):
        return None
    text = node.value.strip()
    if _is_date(wanted, pattern):
        return _as_date(text, whole=isinstance(wanted, inspect.DateType))
    if isinstance(wanted, inspect.BoolType) and text.lower() in _YES_OR_NO:
        return f"write {_YES_OR_NO[text.lower()]}"
    if isinstance(wanted, inspect.LiteralType):
        return _as_word(text, [str(value) for value in wanted.values])
    if isinstance(wanted, inspect.IntType):
        span = re.fullmatch(r"(\d{1,3}) ?(?:-|–|to) ?(\d{1,3})", text)
        return f"write min: {span[1]}, max: {span[2]}" if span and field == "min" else None
    if "HP:004028" in pattern:
        return _as_frequency(text)
    if "https?" in pattern and re.match(r"www\.|[\w-]+(\.[\w-]+)+/", text):
        return f"write https://{text}"
    if field == "pmid" and re.fullmatch(r"(?i)PMC\d+", text):
        return "an id of PubMed Central is no PubMed id; give its address as url"
    return None


def for_list(node: Node, field: str) -> str:
    """How what stands alone is written as a list."""
    if is_null(node):
        return "leave the field out"
    if isinstance(node, ScalarNode):
        text: str = node.value
        if field == "authors" and "," in text:
            return "write [" + ", ".join(f'"{one.strip()}"' for one in text.split(",")) + "]"
        quoted = f'"{text}"' if re.search(r": |,(?! *\d)| #", text) else text
        return f"write [{quoted}]"
    if isinstance(node, MappingNode) and node.value:
        first = str(node.value[0][0].value)
        if dash := re.match(r"[\s\u00a0]*([-–—])", first):
            begun = re.sub(r"^[\s\u00a0–—-]+", "", first)
            said = 'a space behind "-"' if dash[1] == "-" else f'"-", not "{dash[1]}"'
            return f'write "- {begun}:", with {said}'
    return "write [{…}]" if getattr(node, "flow_style", False) else 'put "- " before it'


def for_part(node: Node, field: str, keys: Iterable[str]) -> str | None:
    """How what stands in the place of a part with keys is written as one."""
    if isinstance(node, ScalarNode):
        if is_null(node):
            return None
        if field == "quote":
            return "the source's words go into wording"
        if "status" in keys and "label" in keys:
            return f"write {{label: …, status: {node.value}}}"
        return None
    return 'there is one: write its keys without "- "' if field else None


def for_unknown(name: str, fields: Iterable[str], *, top: bool) -> str:
    """What a field that is none may be meant to be."""
    fields = list(fields)
    if odd := re.search(r"[^\x20-\x7e]", name):
        return f"it holds U+{ord(odd[0]):04X}; indent with spaces, and begin with a letter"
    near = [ours] if (ours := _FIELDS.get(name.lower())) in fields else []
    if near := near or difflib.get_close_matches(name, fields, 1, 0.6):
        return f'did you mean "{near[0]}"?'
    holders = [topic for topic, kind in TOPICS.items() if name in kind.__struct_encode_fields__]
    if top and holders:
        holder = "symptoms" if "symptoms" in holders else holders[0]
        return f"it belongs to an entry of {holder} or the like: indent it"
    return "known: " + ", ".join(fields)


def below(node: Node, pointer: str) -> str | None:
    """What to do with a field whose keys stand beside it."""
    name = pointer.rpartition(".")[2]
    return f"indent what belongs to {name} below it" if is_null(node) else None


def is_null(node: Node) -> bool:
    """Whether nothing is written."""
    return isinstance(node, ScalarNode) and not node.style and node.value in {"", "~", "null"}


def _as_word(text: str, words: list[str]) -> str | None:
    near = difflib.get_close_matches(text.lower().replace(" ", "-"), words, 1, 0.6)
    begun = [word for word in words if text and word.startswith(text.lower())]
    if near or len(begun) == 1:
        return f'did you mean "{(near or begun)[0]}"?'
    return "leave it out" if text.lower() in ("both", "any", "all", "none", "n/a") else None


def _as_frequency(text: str) -> str:
    """How often, as a record writes it."""
    plain = " ".join(text.split()).lower()
    if counted := _SHARE.fullmatch(plain):
        return f"write {counted[1]}/{counted[2]}"
    if percent := re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?) ?(?:%|percent)", plain):
        return f"write {percent[1]}%" if float(percent[1]) <= 100 else "at most 100%"
    if re.fullmatch(r"0?\.\d{1,6}", plain):
        return f"write {float(plain) * 100:g}%"
    band = next((curie for curie, one in BANDS.items() if one.name == plain), None)
    words = f"for words write {{words: {text}}}"
    return f"{words}, or {band}" if band else words


def _is_date(wanted: inspect.Type, pattern: str) -> bool:
    if isinstance(wanted, inspect.StrType):
        return "[0-9]{4}(-" in pattern
    return isinstance(wanted, inspect.DateType)


def _as_date(text: str, *, whole: bool) -> str | None:
    """What a date may mean; the order of one with slashes is the writer's to know."""
    if slashed := _SLASHED_DATE.fullmatch(text):
        first, second, year = map(int, slashed.groups())
        for month, day, order in (
            (first, second, "month/day/year"),
            (second, first, "day/month/year"),
        ):
            with contextlib.suppress(ValueError):
                return f"write {date(year, month, day)} if that is {order}"
        return None
    if short := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", text):
        parts = [f"{int(part):02}" for part in short.groups()[1:] if part]
        with contextlib.suppress(ValueError):
            date(int(short[1]), *map(int, parts), *[1] * (2 - len(parts)))
            return f"write {'-'.join([short[1], *parts])}" if len(parts) == 2 or not whole else None
        return None
    for form, ours in _WORDED_DATES.items():
        with contextlib.suppress(ValueError):
            found = datetime.strptime(text.replace(",", "").replace(".", ""), form)
            return f"write {found.strftime(ours)}" if not whole or "%d" in ours else None
    return None
