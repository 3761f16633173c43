"""Terms that stores are known to change: rows 21–30 of the robustness table.

In N-Triples; ``xsd:`` stands for its namespace. `rewrites` says what becomes of them.
"""

from __future__ import annotations

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def _text(text: str) -> str:
    escaped = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
    return '"' + "".join(escaped.get(letter, letter) for letter in text) + '"'


#: Row 26, 27 and 30: texts.
TEXTS = [
    "",
    " ",
    " spaces around ",
    'say "hi"',
    'it\'s """three"""',
    "'''",
    '"',
    "back\\slash",
    "\\",
    "\\n is no line break, \\u0041 no A",
    "tab\there",
    "line\nfeed",
    "carriage\rreturn",
    "both\r\n",
    "\n",
    "next\u0085line",
    "line\u2028separator, paragraph\u2029separator",
    "\x7f",
    "caf\u00e9",
    "cafe\u0301",
    "\ufb01 \u212b \u1e9b\u0323",
    "right to left: \u202ed\u0435\u202c \u2067\u05d0\u2069 \u200f",
    "zero\u200bwidth\u200c\u200d\u2060 and mark\ufeff",
    "\ufeffmark first",
    "astral \U0001f9ec \U0010fffd",
    "private \ue000",
    "last of the plane \uffef",
    "<html><body>&amp;&lt;</body></html>",
    "<http://example.org/not-an-iri>",
    "?x $y {z} ; DROP ALL #",
    "%zz %20 +",
    "_:b0",
    "@en",
    '"x"^^<a:b>',
    "long " * 12_000,
    "\u00e9\U0001f9ec" * 30_000,
]
#: Rows 28 and 29: language tags; `gardkg` has them in lower case in its own graphs.
TAGGED = [
    *('"x"@en', '"x"@EN', '"x"@en-GB', '"x"@en-gb', '"x"@zh-Hant-TW', '"x"@de-1996', '"x"@sr-Latn'),
    *('"x"@x-private', '"x"@i-klingon', '""@en', '"caf\u00e9"@fr'),
]
#: Spellings of numbers, dates and truth, and what is neither.
TYPED = [
    *('"1"^^xsd:integer', '"007"^^xsd:integer', '"+5"^^xsd:integer', '"-0"^^xsd:integer'),
    *('"0"^^xsd:integer', '"99999999999999999999999"^^xsd:integer', '"2147483648"^^xsd:integer'),
    *('"9223372036854775808"^^xsd:integer', '" 1 "^^xsd:integer', '"abc"^^xsd:integer'),
    *('""^^xsd:integer', '"7"^^xsd:int', '"07"^^xsd:int', '"7"^^xsd:nonNegativeInteger'),
    *('"300"^^xsd:byte', '"-1"^^xsd:nonNegativeInteger'),
    *('"1.5"^^xsd:decimal', '"1.10"^^xsd:decimal', '"1.0"^^xsd:decimal', '"1"^^xsd:decimal'),
    *('"1."^^xsd:decimal', '".5"^^xsd:decimal', '"-.50"^^xsd:decimal', '"+1.5"^^xsd:decimal'),
    *('"0.1"^^xsd:decimal', '"0.000001"^^xsd:decimal', '"12345678901234567890.5"^^xsd:decimal'),
    *('"0.1234567890123456789012345"^^xsd:decimal', '"1e3"^^xsd:decimal'),
    *('"1.5"^^xsd:double', '"1.5E0"^^xsd:double', '"1e3"^^xsd:double', '"0.1"^^xsd:double'),
    *('"INF"^^xsd:double', '"-INF"^^xsd:double', '"NaN"^^xsd:double', '"-0"^^xsd:double'),
    *('"1.5"^^xsd:float', '"0.1"^^xsd:float', '"16777217"^^xsd:float'),
    *('"true"^^xsd:boolean', '"false"^^xsd:boolean', '"1"^^xsd:boolean', '"0"^^xsd:boolean'),
    *('"True"^^xsd:boolean', '"yes"^^xsd:boolean'),
    *('"2031-05-06"^^xsd:date', '"2031-05-06Z"^^xsd:date', '"2031-05-06+02:00"^^xsd:date'),
    *('"2031-02-30"^^xsd:date', '"-0044-03-15"^^xsd:date', '"12031-05-06"^^xsd:date'),
    *('"0000-01-01"^^xsd:date', '"2031-05-06-00:00"^^xsd:date'),
    *('"2031-05-06T07:08:09"^^xsd:dateTime', '"2031-05-06T07:08:09Z"^^xsd:dateTime'),
    *('"2031-05-06T07:08:09.500"^^xsd:dateTime', '"2031-05-06T24:00:00"^^xsd:dateTime'),
    *('"2031-05-06T07:08:09+00:00"^^xsd:dateTime', '"2031-05-06T07:08:09.1234567"^^xsd:dateTime'),
    *('"07:08:09"^^xsd:time', '"07:08:09.500Z"^^xsd:time', '"24:00:00"^^xsd:time'),
    *('"2031"^^xsd:gYear', '"2031Z"^^xsd:gYear', '"-0001"^^xsd:gYear', '"2031-05"^^xsd:gYearMonth'),
    *('"--05"^^xsd:gMonth', '"---06"^^xsd:gDay', '"--05-06"^^xsd:gMonthDay'),
    *('"P1Y2M"^^xsd:duration', '"P12M"^^xsd:duration', '"PT60S"^^xsd:dayTimeDuration'),
    *('"P12M"^^xsd:yearMonthDuration', '"x"^^xsd:string', '"x y"^^xsd:token', '"a:b"^^xsd:anyURI'),
    *('"0aFF"^^xsd:hexBinary', '"eA=="^^xsd:base64Binary', '"x"^^<http://example.org/type>'),
    *(f'"<b>x</b>"^^<{RDF}XMLLiteral>', f'"<b>x"^^<{RDF}HTML>', f'"{{}}"^^<{RDF}JSON>'),
]
#: Rows 22, 24 and 25: IRIs.
IRIS = [
    *(
        "http://example.org/a.",
        "http://example.org/(a)",
        "http://example.org/7a",
        "http://example.org",
    ),
    *("http://example.org:80/", "http://example.org/a/../b", "http://example.org/a%20b"),
    *("http://example.org/%c3%a9", "http://example.org/%C3%A9", "http://example.org/\u00e9"),
    *("http://example.org/e\u0301", "http://b\u00fccher.example/", "HTTP://EXAMPLE.org/"),
    *("http://example.org/#", "http://example.org/?", "http://example.org/?a=1&b=2#c"),
    *("http://example.org/'x'", "http://example.org/a,b;c", "http://example.org/~a!$*@"),
    *("http://example.org/\U0001f9ec", "http://user@example.org:8080/", "mailto:a@example.org"),
    *("urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "urn:X:Y", "a:", "tag:a,2031:b"),
    *("http://[2001:db8::1]/", "http://example.org//a//", "http://example.org/" + "a" * 1000),
]

TERMS = [*map(_text, TEXTS), *TAGGED, *TYPED, *(f"<{iri}>" for iri in IRIS)]


def full(term: str) -> str:
    """A term with ``xsd:`` spelled out, and xsd:string, which is what has no other, left out."""
    head, middle, datatype = term.rpartition("^^xsd:")
    if not middle:
        return term
    return head if datatype == "string" else f"{head}^^<{XSD}{datatype}>"


def canonical(term: str) -> str:
    """A term as N-Triples writes it, escaped in one way; a language tag stays as it is."""
    (quad,) = ox.parse(f"<a:s> <a:p> {term} .", format=ox.RdfFormat.N_TRIPLES)
    said = str(quad.object)
    if isinstance(quad.object, ox.Literal) and quad.object.language:
        return said.rpartition("@")[0] + "@" + term.rpartition("@")[2]
    return said
