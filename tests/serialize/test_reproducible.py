"""Row 63: one SHA-256 a format over hash seeds, locales, time zones and numbers of processes.

What the command line prints elsewhere, also without UTF-8, is in ``test_faults``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle, islice
from pathlib import Path

from cases import FICTIONAL

from gardkg import export, load_records
from gardkg.serialize.formats import FORMATS

RUNS = 20
#: Turkish, where it is installed, has another capital of i, and German another decimal point.
LOCALES = ("C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8", "POSIX")
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu")
SUFFIXES = [*FORMATS, "nt.gz", "jsonld.zst"]
#: How many of them each run writes, in turn; ``make fuzz`` has each write all.
TOGETHER = len(SUFFIXES) if os.environ.get("GARDKG_EVERYWHERE") else 3

#: Some formats by one process, to save starting one for each.
EXPORT = """
import hashlib, json, sys
from gardkg import export
from gardkg.serialize.parallel import export_files
from gardkg.records.reader import checked_records
jobs, folder, *paths = sys.argv[1:]
digests = {}
for suffix in json.load(sys.stdin):
    name = f"{folder}/gard.{suffix}"
    if jobs == "1":
        export(checked_records(paths), name)
    else:
        export_files(paths, name, jobs=int(jobs))
    with open(name, "rb") as file:
        digests[suffix] = hashlib.sha256(file.read()).hexdigest()
print(json.dumps(digests))
"""


def exported(number: int, locale: str, zone: str, folder: Path) -> dict[str, str]:
    """The digest of each format, on the machine of that number."""
    changed = {"PYTHONHASHSEED": str(number * 7919), "LC_ALL": locale, "LANG": locale, "TZ": zone}
    if number % 3 == 0:  # what C and POSIX would mean if Python did not know better
        changed |= {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    (folder / str(number)).mkdir()
    suffixes = list(islice(cycle(SUFFIXES), number * TOGETHER, (number + 1) * TOGETHER))
    jobs = str(1 + number // 3 % 2)
    done = subprocess.run(
        [sys.executable, "-c", EXPORT, jobs, folder / str(number), FICTIONAL],
        input=json.dumps(suffixes),
        env=os.environ | changed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (changed, done.stderr)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_63_twenty_runs_have_one_digest_a_format(tmp_path: Path) -> None:
    places = islice(zip(count(), cycle(LOCALES), cycle(ZONES)), RUNS)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda place: exported(*place, tmp_path), places))
    digests: defaultdict[str, set[str]] = defaultdict(set)
    for digest_of in found:
        for suffix, digest in digest_of.items():
            digests[suffix].add(digest)
    assert len(found) == RUNS
    assert {suffix: len(some) for suffix, some in digests.items()} == dict.fromkeys(SUFFIXES, 1)
    assert (tmp_path / "0" / "gard.nt").read_bytes() == export(load_records(FICTIONAL), format="nt")
