"""The records that the benchmark exports: some of all, and these again under other ids.

    python sample.py all.jsonl out.jsonl TIMES LIMIT

TIMES 0: once, with text in them that must be escaped.
"""

from __future__ import annotations

import json
import re
import sys

#: Three of every ten diseases of the file: 3,807 records, of 2.07 million different triples.
TAKEN = (3, 10)
#: What a careless writer breaks.
ODD = "Say \"no\" to C:\\new, 50 % of {x}, é 漢 😀 'it' <b> & $1 #"


def main(source: str, target: str, times: int, limit: int) -> None:
    """Write the sample ``times`` over, of ``limit`` records if that is not 0."""
    with open(source, encoding="utf-8") as lines:
        taken = [line for n, line in enumerate(lines) if n % TAKEN[1] < TAKEN[0]]
    if limit:
        taken = taken[:: max(1, len(taken) // limit)][:limit]
    with open(target, "w", encoding="utf-8") as out:
        if times == 0:
            out.writelines(map(hostile, taken))
            return
        out.writelines(taken)
        used = {json.loads(line)["id"] for line in taken}
        free = (f"OMIM:{n}" for n in range(100_000, 1_000_000) if f"OMIM:{n}" not in used)
        for copy in range(1, times):
            for line in taken:
                found = re.match(r'\{"id":"(\w+):(\d+)"', line)
                assert found
                # OMIM's numbers have six digits, the others as many as they need.
                prefix, number = found.groups()
                curie = f"{prefix}:{int(number) + copy * 10_000_000}"
                out.write(
                    f'{{"id":"{next(free) if prefix == "OMIM" else curie}"{line[found.end() :]}'
                )


def hostile(line: str) -> str:
    """A record with text in it that must be escaped."""
    record = json.loads(line)
    record["name"] += " " + ODD
    record["source"]["title"] += ODD
    record.setdefault("synonyms", []).extend([ODD, 'Morbus "X"', "Lines\nand\ttabs"])
    for topic in ("symptoms", "course", "onset", "inheritance"):
        for claim in record.get(topic, ()):
            claim["label"] = claim["term_label"] = claim["label"] + ODD
    for entry in record["citations"]:
        if "title" in entry:
            entry["title"] += ODD
    return json.dumps(record) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:5]))
