"""The bulk loaders we write files for: what each is given to run, and what to type.

Those of Virtuoso and TDB2 are tested (``tests/stores/test_bulk.py``). QLever's engine and Neptune
are not at hand: what its own program makes of the Qleverfile is tested, and the request to
Neptune is as its documentation has it.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Loader:
    """How a store's own people load files: a file to run, and what to type.

    In both ``@SHARDS@`` and other values of the manifest are filled in, as are ``@DIR@`` and
    ``@FOLDER@``: the directory as it was given, and where it is.
    """

    name: str
    command: str
    """The name of the file."""
    text: str
    run: tuple[str, ...]
    shard: str = "@SHARD@"
    """How one shard is written."""
    between: str = " \\\n    "
    quoted: Callable[[str], str] = shlex.quote
    """How a path is written in the file."""

    def script(self, directory: str, values: Mapping[str, object], shards: Iterable[str]) -> str:
        """What stands in the file."""
        values = {**values, "folder": self.quoted(os.path.realpath(directory))}
        parts = (_filled(self.shard, {**values, "shard": shard}) for shard in shards)
        return _filled(self.text, {**values, "shards": self.between.join(parts)})

    def typed(self, directory: str) -> list[str]:
        """What to type."""
        return [_filled(line, {"dir": shlex.quote(directory)}) for line in self.run]


def _filled(text: str, values: Mapping[str, object]) -> str:
    return re.sub("@([A-Z]+)@", lambda hole: str(values[hole[1].lower()]), text)


def _sql(path: str) -> str:
    """Within a string of isql's: its escapes, its macros and its quotes in octal.

    >>> _sql("/data/o'neil")
    '/data/o\\\\047neil'
    """
    return re.sub(r"['\\$;]", lambda found: f"\\{ord(found[0]):03o}", path)


_COUNT = (
    "SELECT (SUM(?n) AS ?quads) (COUNT(*) AS ?graphs)"
    " { { SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g } }"
)

LOADERS = {
    loader.name: loader
    for loader in (
        # https://docs.qlever.dev/qleverfile/: one stream, in which every shard is one document.
        # Engines before 2026 part a blank node that the parallel parser meets twice
        # (https://github.com/ad-freiburg/qlever/issues/2656).
        Loader(
            "qlever",
            "Qleverfile",
            """\
# @ABOUT@, for QLever: @DISTINCT@ different quads in @GRAPHS@ graphs.
# An index is built anew, never added to; it stands beside this file.
[data]
NAME        = gardkg
DESCRIPTION = gardkg, release @RELEASE@
FORMAT      = nq

[index]
INPUT_FILES      = @SHARDS@
CAT_INPUT_FILES  = zcat ${INPUT_FILES}
PARALLEL_PARSING = @PARALLEL@
SETTINGS_JSON    = { "num-triples-per-batch": 1000000 }

[server]
PORT = 7019

[runtime]
SYSTEM = docker
IMAGE  = docker.io/adfreiburg/qlever:latest
""",
            ("cd @DIR@ && qlever index && qlever start", f"qlever query '{_COUNT}'"),
            between=" ",
        ),
        # https://docs.aws.amazon.com/neptune/latest/userguide/load-api-reference-load.html: all
        # that is under the source is loaded, so each release has a folder of its own.
        Loader(
            "neptune",
            "load.sh",
            """\
#!/bin/sh
# @ABOUT@, for Amazon Neptune: @DISTINCT@ different quads in @GRAPHS@ graphs.
# Copies the shards to S3 and has Neptune add them to what it holds; no transaction spans a load.
# Where the cluster wants IAM authentication, say instead of curl: aws neptunedata
# start-loader-job --endpoint-url --source --format nquads --iam-role-arn --s3-bucket-region
set -eu
: "${NEPTUNE:?is to be the cluster, as https://NAME.neptune.amazonaws.com:8182}"
: "${S3:?is to be where the shards go, as s3://BUCKET/gardkg}"
: "${ROLE:?is to be the ARN of the role with which Neptune reads S3}"
: "${AWS_REGION:?is to be the region of both}"
cd "$(dirname "$0")"
for shard in \\
    @SHARDS@
do
    aws s3 cp "$shard" "$S3/@RELEASE@/$shard"
done
curl --fail --silent --show-error -X POST "$NEPTUNE/loader" \\
    -H 'Content-Type: application/json' --data @- <<END
{
  "source": "$S3/@RELEASE@/",
  "format": "nquads",
  "iamRoleArn": "$ROLE",
  "region": "$AWS_REGION",
  "failOnError": "TRUE",
  "queueRequest": "TRUE"
}
END
echo "
Ask $NEPTUNE/loader/LOADID until it says LOAD_COMPLETED; totalRecords should be @QUADS@." >&2
""",
            ("NEPTUNE=… S3=… ROLE=… AWS_REGION=… sh @DIR@/load.sh",),
        ),
        # https://vos.openlinksw.com/owiki/wiki/VOS/VirtBulkRDFLoader. isql ends with 0 whatever
        # happened, and a file that is on the list as loaded is not loaded again.
        Loader(
            "virtuoso",
            "load.sql",
            f"""\
-- @ABOUT@, for Virtuoso: @DISTINCT@ different quads in @GRAPHS@ graphs.
-- Adds them to what the store holds. The folder is named as the server sees it, and must be
-- under DirsAllowed in virtuoso.ini.
DELETE FROM DB.DBA.load_list WHERE strstr(ll_file, '@FOLDER@/part-') = 0;
@SHARDS@
SPARQL {_COUNT};
rdf_loader_run();
checkpoint;
-- The same again: compare. Then each shard: 2 and NULL, or it is not loaded.
SPARQL {_COUNT};
SELECT ll_file, ll_state, ll_error FROM DB.DBA.load_list
 WHERE strstr(ll_file, '@FOLDER@/part-') = 0;
""",
            (
                'isql-vt localhost:1111 "${GARDKG_USER:-dba}" "$GARDKG_PASSWORD"'
                " ERRORS=STDOUT @DIR@/load.sql",
            ),
            "ld_dir('@FOLDER@', '@SHARD@', 'urn:gardkg:no-graph');",
            "\n",
            _sql,
        ),
        # https://jena.apache.org/documentation/tdb2/tdb2_cmds.html: a loader that fails leaves
        # half a database, so the name is given to a whole one.
        Loader(
            "tdb2",
            "load.sh",
            f"""\
#!/bin/sh
# @ABOUT@, for Apache Jena TDB2: @DISTINCT@ different quads in @GRAPHS@ graphs.
# Usage: sh load.sh DATABASE. Makes a new database with Jena's commands, which are on the PATH;
# TDB2_LOADER=tdb2.xloader takes longer, and less memory, from some hundred million quads on.
set -eu
name=${{1:?is to be the folder of the new database}}
parent=$(cd "$(dirname "$name")" && pwd)
database=$parent/$(basename "$name")
for folder in "$database" "$database.loading"; do
    [ ! -e "$folder" ] || {{ echo "$folder: is there already" >&2; exit 1; }}
done
cd "$(dirname "$0")"
"${{TDB2_LOADER:-tdb2.tdbloader}}" --loc "$database.loading" \\
    @SHARDS@
found=$(tdb2.tdbquery --loc "$database.loading" --results=csv \\
    '{_COUNT}' | tr -d '\\r' | tail -n 1)
[ "$found" = @DISTINCT@,@GRAPHS@ ] || {{
    echo "$database.loading: has $found quads and graphs, not @DISTINCT@,@GRAPHS@" >&2; exit 1; }}
mv "$database.loading" "$database"
echo "$database: @DISTINCT@ quads in @GRAPHS@ graphs" >&2
""",
            ("sh @DIR@/load.sh DATABASE",),
        ),
    )
}
