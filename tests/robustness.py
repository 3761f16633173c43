"""Makes the table of docs/robustness.md from the tests: ``make robustness``.

A test bears the numbers of its rows in its name (``test_45_a_full_device``, ``test_21_22_…``)
or a case does in its id (``test_bad[03_duplicate_key.yaml]``, ``…[oxigraph-48-goes_down-upload]``).
The tests that bear one are run, with every store that is installed; what became of them is the
last column. ``--no-stores`` leaves out those on stores, which take long: "not run".
Exit 1 if a row failed or has no test.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "robustness.md"
STORES = "tests/stores/"
BEGIN, END = "<!-- made by make robustness -->\n", "<!-- end -->\n"

#: Row: what comes, and what is promised.
PROMISES = """
1: an alias bomb in YAML | refused within a second, in little memory
2: an alias that holds itself | refused
3: a key that stands twice | refused, with both lines
4: tags that ask for objects of Python, or any other | refused; nothing is run
5: `no`, `on`, `yes` as text | stay text
6: `0000123`, `12:30:45`, `1.10` | keep their digits, or are refused
7: a day, a month, a year | `xsd:date`, `gYearMonth`, `gYear`, as written
8: `4/18/2014` | refused in a record, with the ISO form; read in a US page
9: a day that no calendar has | refused
10: tabs, colons, `%`, `@` where YAML cannot have them | refused, with line and column
11: a comment sign that cuts a value | a warning
12: byte-order mark, CRLF; UTF-16 | the same triples; refused
13: bytes that are no UTF-8 | refused, with the offset; none is replaced
14: half a surrogate pair | refused
15: NUL, controls, noncharacters | refused
16: nesting, 100,000 levels deep | refused before it is loaded
17: a number of 5,000 digits, infinity, NaN | refused
18: a text, line or file without end | refused at a stated size, in bounded memory
19: nothing, a scalar, a list, several documents | refused
20: keys that are numbers, lists or too long | refused
21: a character that no IRI has | refused, before any writer sees it
22: a broken escape, private use or surrogate in an IRI | refused
23: an IRI that is relative, empty or a blank node | refused
24: IRIs with other scripts, `/../`, `:80`, `%20` | exactly as they were, in every format
25: IRIs with a dot at the end, parentheses, a digit first | come back from three readers
26: quotes, backslashes, CR, U+2028 in a text | the same in every format
27: direction marks and zero-width characters | kept in data, visible on a terminal
28: what is no language tag | refused
29: `EN` and `en` | one: lower case
30: composed and decomposed twins | both kept, with a warning
31: an id that stands twice, in whatever spelling or file | refused, with both places
32: a citation of no reference, of 0, or twice | refused
33: a disease among its own ancestors | refused, with the way round
34: a field that does not exist | refused, with the nearest that does
35: no record; far fewer than before | refused; fewer only with `--allow-shrink`
36: a parameter that would break out of its query | is a literal; the store is as it was
37: an address parameter that is none | refused before anything is sent
38: a query nested 50,000 deep | refused before it is parsed
39: `SERVICE`, `FROM`, `LOAD` of an address | no connection unless asked for
40: `LOAD` of a file; any update | refused
41: a context, import or schema somewhere else | no connection
42: XML whose entities explode or read files | refused; an RDF file's own are bounded
43: `../`, links, pipes among what is imported | nothing outside is read or written
44: an id as the name of a file | safe, and no two have one
45: a full or failing disk, a closed output, a wrong path | exit code 3; the old file is intact
46: `kill -9` at any moment | the old whole or the new; the next run tidies up
47: two runs onto one file, directory or graph | the second is refused; never a mixture
48: a store that is down | told within ten seconds
49: a store that hangs, at any point | one deadline for all
50: 429 and 5xx, with Retry-After or without | a few more tries, with the whole body, then told
51: a connection that breaks off, a store that is killed | told; what was served is whole
52: success is answered, but not so | read back, compared, told
53: a redirect of a write | not followed
54: a redirect, with credentials | they go nowhere else
55: 401, 403, a page to log in | told; not tried again
56: credentials | in no output, argument, traceback
57: results that stop in the middle | no rows, but an error
58: results that the store has cut | told as incomplete
59: escape sequences in a label | visible on a terminal, not obeyed
60: a cell that a spreadsheet would run | text, with `--csv-safe`
61: markup and `javascript:` in what a notebook shows | escaped; links are http(s)
62: Ctrl-C, SIGTERM, a reader that has gone | quiet; no half file
63: another hash seed, locale, time zone, number of processes | the same bytes
64: `SERVICE`, `FROM`, `LOAD` behind a dot, an escape, a glued word | nothing is sent
65: files and folders beside ours in `--to DIR`, `-o DIR/` | never removed, never written over
66: an output that is an input, by any name | refused by every verb
67: triple terms, directions; nested 20,000 deep | written as RDF 1.2 says, or one line
68: a key that stands twice in a line of JSON | refused, with both places
69: a label that denies; a broader name; two labels of one hash | warned of; no disease; two nodes
70: a page without a page; a row without a match | refused; no fact
71: a bomb, a packed file that is cut, an answer without end | linear time, bounded memory, told
72: 40 kB of text without structure | linear time
73: odd headers; escapes in what servers and parsers say | the answer or one line; shown by number
74: a store whose default graph is not the union | asked by its own parameter, else told
75: an exception in one file of a folder | the file is named, the rest imported
78: records gone between two exports to a folder | their files are named; `--prune` removes them
"""
ROWS = {
    int(number): tuple(part.strip() for part in rest.split("|"))
    for number, _, rest in (line.partition(":") for line in PROMISES.strip().splitlines())
}
#: Rows that hold with a limit, which the page tells below the table.
LIMITED = {24, 46, 47, 49, 52, 57, 60, 64, 69, 78}
_LIMITS = ", [but](#what-does-not-hold-or-is-not-promised)"
#: Row: why no test bears its number.
UNTESTED: dict[int, str] = {}

_NAME = re.compile(r"test_(?:row_|bad_)?((?:\d\d_)+)")
_CASE = re.compile(r"(?:(?:oxigraph|fuseki|rdf4j|virtuoso)-)?(\d\d)[-_ ]")
#: What a file of tests holds that may bear a number.
_MAY_BEAR = re.compile(r"def (test_bad\b|test_\w*\d\d_)|[\"'(]\d\d[- ]\w")


def rows_of(node: str) -> list[int]:
    """The rows that a test is for, by its id.

    >>> rows_of("tests/test_bad.py::test_21_22_23_no_iri[22-x]")
    [22]
    """
    test, _, case = node.rpartition("::")[2].partition("[")
    name, found = _NAME.match(test), _CASE.match(case)
    rows = [int(number) for number in name[1].strip("_").split("_")] if name else []
    if found and (not rows or int(found[1]) in rows):
        rows = [int(found[1])]
    return [row for row in rows if row in ROWS]


class Outcomes:
    """A plugin of pytest: keeps the tests that bear a row, and what became of each."""

    def __init__(self, *, stores: bool) -> None:
        self.nodes: dict[str, str] = {}
        self.stores = stores

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        chosen = [item for item in items if rows_of(item.nodeid)]
        self.nodes = {item.nodeid: "not run" for item in chosen}
        if not self.stores:
            chosen = [item for item in chosen if not item.nodeid.startswith(STORES)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        tells = report.when == "call" or report.outcome != "passed"
        if tells and self.nodes[report.nodeid] != "failed":
            self.nodes[report.nodeid] = report.outcome


def ran(*options: str) -> dict[str, str]:
    """Every test that bears a row, and its outcome; with ``--no-stores``, those need no server."""
    outcomes = Outcomes(stores="--no-stores" not in options)
    options = tuple(option for option in options if option != "--no-stores")
    files = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if _MAY_BEAR.search(path.read_text("utf-8"))
    ]
    quiet = ["-o", "addopts=--strict-markers", "-p", "no:cacheprovider", "-q", *options]
    pytest.main(["--rootdir", str(ROOT), *quiet, *files], plugins=[outcomes])
    return outcomes.nodes


def table(outcomes: dict[str, str]) -> str:
    """The table in Markdown."""
    tests: defaultdict[int, list[str]] = defaultdict(list)
    for node in outcomes:
        for row in rows_of(node):
            tests[row].append(node)
    lines = ["| row | what comes | promise | tests: cases | result |", "|---|---|---|---|---|"]
    for row, (what, promise) in ROWS.items():
        result = ", ".join(_counted(outcomes[node] for node in tests[row]))
        told = "<br>".join(_named(tests[row])) or UNTESTED.get(row, "**none**")
        promise += _LIMITS * (row in LIMITED)
        lines.append(f"| {row} | {what} | {promise} | {told} | {result} |")
    return "\n".join(lines) + "\n"


def _named(nodes: Iterable[str]) -> list[str]:
    names = Counter(node.partition("[")[0] for node in nodes)
    return [
        f"[{test}](../{file}): {count}"
        for (file, test), count in ((name.split("::"), count) for name, count in names.items())
    ]


def _counted(outcomes: Iterable[str]) -> list[str]:
    counts = Counter(outcomes)
    return [
        f"**{counts[kind]} {kind}**" if kind == "failed" else f"{counts[kind]} {kind}"
        for kind in ("passed", "failed", "skipped", "not run")
        if counts[kind]
    ]


def without_results(text: str) -> list[str]:
    """A table's lines but for its last column."""
    return [line.rpartition(" | ")[0] for line in text.splitlines()]


def committed() -> str:
    """The table that stands in the page."""
    return PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def collected() -> str:
    """The table as it would be now, without results; in a process of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GARDKG_")}
    command = [sys.executable, __file__, "--collect-only"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.partition(BEGIN)[2].partition(END)[0]


if __name__ == "__main__":
    found = ran(*sys.argv[1:])
    made = table(found)
    if "--collect-only" in sys.argv:
        sys.stdout.write(f"\n{BEGIN}{made}{END}")
    else:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{made}{END}{rest.partition(END)[2]}", "utf-8")
    sys.exit("failed" in found.values() or "**none**" in made)
