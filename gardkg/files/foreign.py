"""What is often taken for RDF or a record and is neither: named by its first bytes.

A refusal names what somebody brought, not what we would have liked.
"""

from __future__ import annotations

import re

#: How each begins, what it is, and what to do.
_KINDS = [
    (
        rb"version https://git-lfs\.github\.com/spec/",
        "is a pointer of Git LFS, not the file; git lfs pull fetches it",
    ),
    (rb"(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>[]*(?:\[.*?\])?\s*>|\s)*<Ontology\b[^>]*owl#",
     "is OWL/XML, an ontology but no RDF; robot convert -o x.ttl makes RDF of it"),
    (rb"(?:\s|Prefix\([^)]*\))*Ontology\(|(?:\s)*Prefix\([\w.-]*:=<",
     "is OWL in functional syntax, no RDF; robot convert -o x.ttl makes RDF of it"),
    (rb"(?:Prefix:\s+\S+\s+<[^>]*>\s+)+|Ontology:\s+<",
     "is OWL in Manchester syntax, no RDF; robot convert -o x.ttl makes RDF of it"),
    (rb"(?:<\?xml.*?\?>|<!--.*?-->|\s)*<JDBOR\b",
     "is Orphadata's XML, no RDF; its diseases are in Mondo and in HPO's annotations"),
    (rb"(?:<\?xml.*?\?>|<!--.*?-->|\s)*<sparql\b",
     "is an answer to a query (SPARQL XML), no graph; ask for a CONSTRUCT"),
    (rb"(?:<\?xml.*?\?>|<!--.*?-->|\s)*(?:<!DOCTYPE\s+html\b[^>]*>\s*)?<html\b",
     "is a web page (HTML), no RDF; gardkg import page reads those of GARD"),
    (rb"(?:<!--.*?-->|\s)*<!DOCTYPE\s+html\b",
     "is a web page (HTML), no RDF; gardkg import page reads those of GARD"),
    (rb"format-version:\s", "is an ontology in OBO format, no RDF; --terms and --hp take it"),
    (rb'\s*\{\s*"graphs"\s*:', "is an OBO graph (JSON), no RDF; --terms and --hp take the .obo"),
    (rb'\s*\{\s*"head"\s*:\s*\{', "is an answer to a query (SPARQL JSON); ask for a CONSTRUCT"),
    (rb"(?:---\s*)?(?:#[^\n]*\n|\s)*id:\s*https?://[^\n]*\n.*?\n(?:prefixes|imports|classes|default_prefix):",
     "is a LinkML schema, no record of a disease"),
    (rb"\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\"phenotypicFeatures\"|(?:.*\n)?phenotypicFeatures:",
     "is a phenopacket, a patient's, no record of a disease"),
    (rb"(?:---\s*)?(?:#[^\n]*\n|\s)*openapi:\s", "describes a web service (OpenAPI), no disease"),
    (rb"(?:#[^\n]*\n|\s)*#?(?i:database_?id)\t",
     "is HPO's annotations, no record; gardkg import hpoa reads it"),
    (rb"(?:#[^\n]*\n|\s)*subject_id\t",
     "is a table of mappings (SSSOM), no record; --mappings of gardkg import takes it"),
    (rb"\x1f\x8b", "is gzip; end its name in .gz"),
    (rb"BZh[1-9]", "is bzip2; end its name in .bz2"),
    (rb"\xfd7zXZ\x00", "is xz; end its name in .xz"),
    (rb"\x28\xb5\x2f\xfd", "is zstd; end its name in .zst"),
    (rb"PK\x03\x04", "is a zip archive; unpack it, and name a file of it"),
    (rb"SQLite format 3\x00", "is a database (SQLite), no RDF"),
]  # fmt: skip
_BEGINS = [(re.compile(pattern, re.DOTALL), what) for pattern, what in _KINDS]


_XML = re.compile(rb"\s*<(?:\?xml\b|!--|[A-Za-z][\w:.-]*[\s>/])")


def foreign(head: bytes, *, may_be_rdf: bool = True) -> str | None:
    """What data is that is no RDF and no record, and the next step; by its first bytes.

    XML of any kind may be RDF, unless somebody has looked.

    >>> foreign(b"version https://git-lfs.github.com/spec/v1")
    'is a pointer of Git LFS, not the file; git lfs pull fetches it'
    >>> foreign(b"@prefix ex: <http://example.org/> .") is None
    True
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    found = next((what for begins, what in _BEGINS if begins.match(head)), None)
    if found is None and not may_be_rdf and _XML.match(head):
        return "is XML, but no RDF/XML, and no record; --input-format rdf reads it as RDF/XML"
    return found
