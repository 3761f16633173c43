"""Random SPARQL: made by its grammar, spelled so that readers may cut it differently.

Blanks are left out wherever that may do harm, names look like keywords, IRIs and comments hold
quotes, prefixes end in a port: what the engine still reads, it must read as ``gardkg`` does.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Maker = Callable[[], list[str]]

NAMES = [
    "ex:a", "ex:b", ":x", ":", "ex:", "service:a", "from:a", "load:x", "ex:service", "ex:SERVICE",
    "ex:a.b", "ex:a.b.c", "ex:a.b.SERVICE", "ex:a.SERVICE", "ex:a\\#b", "ex:\\'a", "ex:a%41",
    "ex:1", "ex:a-b", "ex:a:b", "SERVICEex:a", "SERVICESILENTex:a", "trueex:a", "true.SERVICE:x",
    "true.ex:a", "FILTERex:a", "FROMex:a", "port:a", "port:SERVICE", "port:FROM", "ipv:SERVICE",
    "é:a", "é.b:é", "ex:FROM", "ex:a.FROM", "rdfs:label", "gardkg:disease", "biolink:negated",
    "skos:x", "aex:a", "ardfs:label", "a.rdfs:x", "GRAPHex:a", "PREFIX:a", "BASE:a", "select:a",
    "ASKex:a", "service:SERVICE", "true:x", "trueSERVICE:x", "SERVICE:x", "FROM:x",
]  # fmt: skip
IRIS = [
    "<http://x/a>", "<http://x/#SERVICE>", "<http://x/service>", "<#>", "<#a>", "<a>", "<?b>",
    "<'>", "<')>", "<a'b>", "<ex:a>", "<ex:a#>", "<true:x#>", "<true#>", "<)#>", "<?b)#>",
    "<1)#>", "<>",
    "<urn:x:y#z>", "<?b)SERVICE#>", "<(>", "<((1>", "<http://x/o'neil>", "<a:\\u00e9>", "<=a>",
]  # fmt: skip
NUMBERS = ["1", "-1", "+2", "1.5", ".5", "1e5", "1.e5", ".5E-1", "0", "1.", "1.0"]
VARIABLES = [
    "?graph",
    "?filter",
    "?s",
    "?p",
    "?o",
    "$s",
    "?service",
    "?SERVICE",
    "?from",
    "?x1",
    "?é",
]
TAGS = ["@en", "@en-US", "@en--ltr", "@service", "@de--rtl"]
SEPARATORS = [" ", "\n", "\t", "#c\n", "#>\n", "#'\n", '#"\n', '#"""\n', "#}\n", "#SERVICE <a> {\r"]


class Soup:
    """Makes queries; ``url`` is where a SERVICE of them goes."""

    def __init__(self, chance: random.Random, url: str) -> None:
        self.chance, self.url = chance, f"<{url}>"
        self.hidden = f"SERVICE{self.url}{{?s ?p ?o}}"

    def query(self) -> str:
        """One query: mostly of SPARQL's grammar, sometimes broken."""
        tokens = self._prologue() + self._form()
        if self._often(0.15):
            tokens[self.chance.randrange(len(tokens))] = self.chance.choice(self._odd())
        if self._often(0.1):
            tokens.insert(self.chance.randrange(len(tokens)), self.chance.choice(self._odd()))
        return self._joined(tokens)

    def _often(self, share: float) -> bool:
        return self.chance.random() < share

    def _new(self, start: str) -> str:
        return f"{start}{self.chance.randrange(9**9)}"

    def _one(self, *makers: Maker) -> list[str]:
        return self.chance.choice(makers)()

    def _joined(self, tokens: list[str]) -> str:
        tight = self.chance.choice([0.3, 0.6, 0.8])
        text = ""
        for token in tokens:
            # Two words in a row are sometimes glued; a name and what follows it seldom.
            both = text[-1:].isalnum() and token[:1].isalnum()
            if text and not self._often(tight * 0.15 if both else tight):
                text += " " if self._often(0.8) else self.chance.choice(SEPARATORS)
            text += token
        return text

    def _odd(self) -> list[str]:
        return [
            *NAMES, *IRIS, *NUMBERS, *VARIABLES, *TAGS, "'", '"', '"""', "'''", "#", "\\", "<", ">",
            "<<", ">>", "<<(", ")>>", "(", ")", "{", "}", "[", "]", "!", "^", "^^", "a", "true",
            "SERVICE", "SERVICE SILENT", "SERVICESILENT", "FROM", self.hidden, f". {self.hidden}",
            f"}} {self.hidden}", f"{{{self.hidden}}}", f"FROM{self.url}", "OPTIONAL", "UNION",
        ]  # fmt: skip

    def _prologue(self) -> list[str]:
        base = self.chance.choice(["http://x/", "http://h:", "http://h", "http://x/y#z"])
        spaces = {
            "ex": self.chance.choice(["http://x/", "http://h:", "http://[::1]", self.url[1:-1]]),
            "": self.chance.choice(["http://x/#", self.url[1:-1], "http://h:80"]),
            "port": self.chance.choice(["http://h:", "http://u@h:8", "//h:", ""]),
            "ipv": "http://[::1]",
            **dict.fromkeys(
                ("service", "from", "load", "é", "é.b", "select", "PREFIX"), "http://x/"
            ),
            **dict.fromkeys(("true", "SERVICEex", "GRAPHex", "trueex", "http", "urn"), "http://x/"),
        }
        made = [[f"PREFIX{self._blank()}{name}:", f"<{space}>"] for name, space in spaces.items()
                if self._often(0.8 if name in {"ex", ""} else 0.4)]  # fmt: skip
        self.chance.shuffle(made)
        if self._often(0.7):
            made.insert(0, ["BASE", f"<{base}>"])
        return [token for part in made for token in part]

    def _blank(self) -> str:
        return " " if self._often(0.7) else ""

    def _form(self) -> list[str]:
        where = [*(["WHERE"] if self._often(0.5) else []), *self._group(3)]
        ends = self._one(list, list, lambda: ["LIMIT", "5"], lambda: ["ORDER", "BY", "?s"],
                         lambda: ["VALUES", "?x1", "{", "1", "}"])  # fmt: skip
        if self._often(0.05):
            where = [self.chance.choice(["FROM", "FROM NAMED", "FROMNAMED"]), *self._iri(), *where]
        head = self._one(
            lambda: ["SELECT", "*"],
            lambda: ["SELECT", "*"],
            lambda: ["SELECT", "?s", "?o"],
            lambda: ["SELECT", "(", *self._expression(2), "AS", "?new", ")"],
            lambda: ["ASK"],
            lambda: ["CONSTRUCT", "{", "?s", "?p", "?o", "}"],
            lambda: ["DESCRIBE", *self._iri()],
        )
        return head + where + ends

    def _group(self, depth: int) -> list[str]:
        if depth and self._often(0.08):
            # In brackets of its own, so that the query goes on behind it.
            return ["{", "SELECT", "*", *self._group(depth - 1), "ORDER", "BY", "(",
                    *self._expression(1), ")", "}"]  # fmt: skip
        parts: list[str] = ["{"]
        for _ in range(self.chance.randint(0, 3)):
            parts += self._pattern(depth)
        return [*parts, "}"]

    def _pattern(self, depth: int) -> list[str]:
        if not depth:
            return self._triples()
        inner = depth - 1
        return self._one(
            self._triples,
            self._triples,
            lambda: ["FILTER", "(", *self._expression(2), ")"],
            lambda: ["FILTER", "(", *self._expression(2), ")"],
            lambda: ["FILTER", *self._one(lambda: ["EXISTS"], lambda: ["NOT EXISTS"]),
                     *self._group(inner)],
            lambda: ["FILTER", "regex", "(", *self._expression(1), ",", '"a"', ")"],
            lambda: ["FILTER", *self._iri(), "(", *self._expression(1), ")"],
            lambda: ["OPTIONAL", *self._group(inner)],
            lambda: [*self._group(inner), "UNION", *self._group(inner)],
            lambda: ["MINUS", *self._group(inner)],
            lambda: ["GRAPH", *self._one(self._iri, lambda: ["?g"]), *self._group(inner)],
            lambda: ["BIND", "(", *self._expression(2), "AS", self._new("?v"), ")"],
            lambda: ["VALUES", "?x1", "{", *self._data(), *self._data(), "}"],
            lambda: ["VALUES", "(", "?x1", "?o", ")", "{", "(", *self._data(), *self._data(),
                     ")", "}"],
            self._service,
            lambda: [self.chance.choice(self._odd())],
        )  # fmt: skip

    def _service(self) -> list[str]:
        silent = self.chance.choice([[], ["SILENT"], ["silent"]])
        word = self.chance.choice(["SERVICE", "service", "Service"])
        target = self.chance.choice([self.url, self.url, "ex:a", ":", "?s", ":x"])
        return [word, *silent, target, "{", "?s", "?p", "?o", "}"]

    def _triples(self) -> list[str]:
        subject = self._one(self._term, lambda: ["?s"], self._iri, self._reified)
        verb = self._one(lambda: ["?p"], lambda: ["a"], self._iri, self._path, lambda: ["ex:a"])
        objects = self._object()
        if self._often(0.2):
            objects += [self.chance.choice([",", ";ex:a"]), *self._object()]
        return subject + verb + objects + self._one(lambda: ["."], lambda: ["."], list)

    def _object(self) -> list[str]:
        made = self._one(self._term, self._term, lambda: ["?o"], self._iri, self._list)
        return made + (["{|", "ex:a", *self._term(), "|}"] if self._often(0.04) else [])

    def _list(self) -> list[str]:
        return ["(", *(token for _ in range(3) for token in self._term()), ")"]

    def _reified(self) -> list[str]:
        mark = self.chance.choice([("<<", ">>"), ("<<(", ")>>")])
        return [mark[0], "?s", *self._iri(), *self._term(), mark[1]]

    def _path(self) -> list[str]:
        steps = self._iri()
        for _ in range(self.chance.randint(0, 3)):
            steps += [
                self.chance.choice("/|*+?"),
                *self.chance.choice([["^"], ["!"], []]),
                *self._iri(),
            ]
        return steps

    def _iri(self) -> list[str]:
        return [self.chance.choice([*NAMES, "ex:a", "ex:b"] if self._often(0.6) else IRIS)]

    def _term(self) -> list[str]:
        return self._one(
            self._iri, self._iri, self._data, lambda: [self.chance.choice(VARIABLES)],
            lambda: [self._new("_:b")], lambda: ["[", "]"],
            lambda: ["[", "ex:a", *self._term(), "]"],
        )  # fmt: skip

    def _data(self) -> list[str]:
        return self._one(
            self._iri, self._string, self._string,
            lambda: [self.chance.choice(NUMBERS)], lambda: [self.chance.choice(["true", "false"])],
        )  # fmt: skip

    def _string(self) -> list[str]:
        quote = self.chance.choice(['"', "'", '"""', "'''"])
        inside = self.chance.choice(
            ["", "a", "#", ">", "{", self.hidden, "\\\\", f"\\{quote[0]}", "SERVICE", "é", "\\n",
             "\\q", "\\u00e9", "\\uD800", " ' ", ' " ', "''", '""']
        )  # fmt: skip
        ends = self._one(
            list, list, lambda: [self.chance.choice(TAGS)], lambda: ["^^", *self._iri()]
        )
        return [f"{quote}{inside}{quote}", *ends]

    def _expression(self, depth: int) -> list[str]:
        if not depth:
            return self._one(self._data, lambda: [self.chance.choice(VARIABLES)], self._iri)
        inner = depth - 1
        return self._one(
            lambda: self._expression(0),
            lambda: [*self._expression(inner), self.chance.choice(["<", ">", "<=", ">=", "=", "!=",
                     "<", "&&", "||", "+", "-", "*", "/"]), *self._expression(inner)],
            lambda: [*self._expression(inner), "<", *self._expression(inner), "&&",
                     *self._expression(inner), ">", *self._expression(inner)],
            lambda: ["(", *self._expression(inner), ")"],
            lambda: ["!", *self._expression(inner)],
            lambda: ["STR", "(", *self._expression(inner), ")"],
            lambda: ["IF", "(", *self._expression(inner), ",", *self._expression(inner), ",", "1",
                     ")"],
            lambda: [*self._expression(inner), "IN", "(", *self._expression(inner), ")"],
            lambda: [*self._iri(), "(", *self._expression(inner), ")"],
            lambda: ["EXISTS", *self._group(1)],
            lambda: ["TRIPLE", "(", "?s", ",", "?p", ",", *self._expression(inner), ")"],
            lambda: ["<<(", "?s", *self._iri(), *self._data(), ")>>"],
        )  # fmt: skip
