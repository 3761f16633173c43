"""What may be written shorter by hand, as nodes spelled out: the model knows one form of each.

symptoms: [fever]              a claim that is its label
source: https://…              a source that is its address
sections: {signs: What is…?}   a section that is its heading
pmid: PMID:123                 an id with its prefix, a DOI with its resolver
"""

from __future__ import annotations

import re

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gardkg.model import TOPICS

_STR, _MAP = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"
#: The fields of a record in which a lone text stands for a part, and what of it the text is.
SHORT = {"source": "url", "sections": "heading"} | {
    topic: "label" for topic in TOPICS if not topic.endswith("_status")
}
#: What may stand before an id, in fields whose name says it: as JSON Schema reads patterns, too.
PREFIXES = {
    "pmid": r"[Pp][Mm][Ii][Dd]:?\s*"
    r"|https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/",
    "doi": r"[Dd][Oo][Ii]:\s*|https?://(?:dx\.)?doi\.org/",
}
_BARE = {
    "pmid": re.compile(f"(?i:{PREFIXES['pmid']})" + r"(?=\d+/?$)"),
    "doi": re.compile(f"(?i:{PREFIXES['doi']})" + r"(?=10\.)"),
}


def spell_out(root: Node) -> None:
    """Put the long form of what is written shorter into its place.

    >>> from gardkg.records.yaml_nodes import compose, plain
    >>> root = compose("symptoms: [fever]")
    >>> spell_out(root)
    >>> plain(root, [])
    {'symptoms': [{'label': 'fever'}]}
    """
    if not isinstance(root, MappingNode):
        return
    entries = []
    for key, item in root.value:
        name = key.value if isinstance(key, ScalarNode) else ""
        inner = SHORT.get(name, "")
        if name == "source" and re.match(r"https?://", str(item.value)):
            item = _as(item, inner)
        elif name == "sections" and isinstance(item, MappingNode):
            item.value = [(word, _as(one, inner)) for word, one in item.value]
        elif inner and isinstance(item, SequenceNode):
            item.value = [_as(one, inner) for one in item.value]
        elif name == "citations" and isinstance(item, SequenceNode):
            for entry in item.value:
                _strip(entry)
        entries.append((key, item))
    root.value = entries


def _as(node: Node, name: str) -> Node:
    """A text as the mapping in which it is the one entry; anything else as it is."""
    if not isinstance(node, ScalarNode) or node.tag != _STR or not node.value.strip():
        return node
    key = ScalarNode(_STR, name, node.start_mark, node.start_mark)
    return MappingNode(_MAP, [(key, node)], node.start_mark, node.end_mark)


def _strip(entry: Node) -> None:
    """Ids without what their field's name says already."""
    if not isinstance(entry, MappingNode):
        return
    for key, item in entry.value:
        prefix = _BARE.get(key.value) if isinstance(key, ScalarNode) else None
        if prefix and isinstance(item, ScalarNode):
            bare = prefix.sub("", item.value.strip(), count=1)
            item.value = bare.rstrip("/") if bare != item.value else bare
