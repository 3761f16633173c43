"""Real stores, each started on a free loopback port with its own empty folder.

    with Fuseki(tmp_path) as store:
        store.put("http://example.org/g", b"<a:s> <a:p> <a:o> .\n")
        store.count("http://example.org/g")

A server is a child that dies with us: its own process group, and a leash (`_LEASH`) that kills the
group when our end of a pipe closes, however we ended. Stopping ends that group and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self
from urllib.parse import quote

import pyoxigraph as ox
import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from stores import install

#: A killed store may have to read its log before it answers.
READY = 60.0

#: Becomes the server, and leaves behind what kills its group once nobody holds our pipe.
_LEASH = 'exec 3<&0 </dev/null; (cat <&3 >/dev/null; kill -KILL 0) & exec 3<&-; exec "$@"'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A store: where it is, what it asks for, and how to end it.

    ``url`` is what a person would type after ``--to``; ``query``, ``update`` and ``gsp`` are the
    addresses behind it. ``user`` is empty where the store asks nobody's name.
    """

    name = ""
    path = ""
    query_path = "/query"
    update_path = "/update"
    gsp_path = ""
    graph_parameter = "graph"
    user = ""
    password = ""
    #: Of Java; small, for machines that do other things, too. Set it before the start.
    heap = "512m"

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = self.root + self.path
        self.query = self.url + self.query_path
        self.update = self.url + self.update_path
        self.gsp = self.url + self.gsp_path
        self.log = self.folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        #: Seconds from the last start to the first answer.
        self.started_in = 0.0

    # What differs from store to store.

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def prepare(self) -> None:
        """What is done once, before the first start."""

    def recover(self) -> None:
        """What is done before every start, as an operator would after a crash."""

    def introduce(self) -> None:
        """What is done once, when it answers for the first time."""

    def auth(self) -> AuthBase | None:
        return HTTPBasicAuth(self.user, self.password) if self.user else None

    def ready(self) -> bool:
        return self._ok(self.query, "ASK {}")

    def reset(self) -> None:
        """Every graph of ours is gone."""
        self.execute("DROP ALL")

    # Life.

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, and return when it answers; on the same port and data as before."""
        first = not self.log.exists()
        if first:
            self.prepare()
        self.recover()
        begin = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", _LEASH, self.name, *self.command()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, **self.environment()},
                start_new_session=True,
            )
        try:
            self._wait(begin)
            if first:
                self.introduce()
        except BaseException:
            self.kill9()
            raise
        self.started_in = time.monotonic() - begin

    def stop(self) -> None:
        """Ask it to end, as an operator would; by force after 30 seconds."""
        self._end(signal.SIGTERM)

    def kill9(self) -> None:
        """It is gone, in the middle of whatever it did."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def pause(self) -> None:
        """It hangs: connections are accepted by the kernel, nothing is ever answered."""
        os.killpg(self._pid(), signal.SIGSTOP)

    def resume(self) -> None:
        os.killpg(self._pid(), signal.SIGCONT)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def memory(self, peak: bool = False) -> int:
        """Resident bytes, as the kernel counts them now, or at most so far."""
        status = Path(f"/proc/{self._pid()}/status").read_text("ascii")
        field = "VmHWM:" if peak else "VmRSS:"
        (line,) = (line for line in status.splitlines() if line.startswith(field))
        return int(line.split()[1]) * 1024

    # What a test asks of it directly, past any proxy and past gardkg.

    def graph_url(self, graph: str) -> str:
        """The Graph Store Protocol address of a graph."""
        return f"{self.gsp}?{self.graph_parameter}={quote(graph, safe='')}"

    def request(self, method: str, url: str, **how: object) -> requests.Response:
        """One request with the store's credentials; no environment, no redirects."""
        with requests.Session() as session:
            session.trust_env = False
            options = {"timeout": 120, "auth": self.auth(), "allow_redirects": False, **how}
            return session.request(method, url, **options)  # type: ignore[arg-type]

    def put(self, graph: str, triples: bytes) -> requests.Response:
        return self.request(
            "PUT",
            self.graph_url(graph),
            data=triples,
            headers={"Content-Type": "application/n-triples"},
        )

    def execute(self, update: str) -> requests.Response:
        """Run an update.

        Raises:
            requests.HTTPError: the store refused it.
        """
        response = self.request(
            "POST",
            self.update,
            data=update.encode(),
            headers={"Content-Type": "application/sparql-update"},
        )
        response.raise_for_status()
        return response

    def sparql(self, query: str) -> list[tuple[str, ...]]:
        """The rows of a SELECT, each the values of its variables; ``""`` where unbound."""
        # As a form: Virtuoso 7.2.5 reads a body of type application/sparql-query for ever.
        response = self.request(
            "POST",
            self.query,
            data={"query": query},
            headers={"Accept": "application/sparql-results+json"},
        )
        response.raise_for_status()
        found = json.loads(response.content)
        names = found["head"]["vars"]
        return [
            tuple(row[name]["value"] if name in row else "" for name in names)
            for row in found["results"]["bindings"]
        ]

    def count(self, graph: str) -> int:
        ((number,),) = self.sparql(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(number)

    def graphs(self) -> set[str]:
        """The names of the graphs that hold something of ours."""
        # Virtuoso takes 20 s for SELECT DISTINCT over 50,000 triples, and 10 ms for this.
        found = self.sparql("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {row[0] for row in found if row[0]}

    def triples(self, graph: str) -> set[str]:
        """A graph as the store gives it back, each triple in N-Triples; of none, nothing."""
        response = self.request(
            "GET", self.graph_url(graph), headers={"Accept": "application/n-triples"}
        )
        if response.status_code == 404:
            return set()
        response.raise_for_status()
        parsed = ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES)
        return {str(quad.triple) for quad in parsed}

    # How.

    def _java(self) -> list[str]:
        return ["java", f"-Xmx{self.heap}", "-XX:+UseSerialGC"]

    def _pid(self) -> int:
        if self.process is None:
            raise RuntimeError(f"{self.name} is not running")
        return self.process.pid

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        process.stdin.close()  # the leash's end: it takes with it what is left of the group

    def _wait(self, begin: float) -> None:
        while not self.ready():
            assert self.process is not None
            late = time.monotonic() - begin > READY
            if late or self.process.poll() is not None:
                said = self.log.read_text("utf-8", "replace")[-2000:]
                state = f"no answer in {READY:.0f} s" if late else "ended at once"
                raise RuntimeError(f"{self.name}: {state}; it said:\n{said}")
            time.sleep(0.05)

    def _ok(self, url: str, query: str = "") -> bool:
        try:
            parameters = {"query": query} if query else None
            return self.request("GET", url, params=parameters, auth=None, timeout=5).ok
        except requests.RequestException:
            return False


class Oxigraph(Server):
    """Oxigraph's server, on disk; it asks nobody's name."""

    name = "oxigraph"
    gsp_path = "/store"

    def command(self) -> list[str]:
        return [
            str(install.OXIGRAPH_PROGRAM),
            "serve",
            "--location",
            str(self.folder / "data"),
            "--bind",
            f"127.0.0.1:{self.port}",
            "--union-default-graph",
        ]


class Fuseki(Server):
    """Apache Jena Fuseki with TDB2; everybody reads, a named user writes (HTTP Basic).

    An upload that breaks after some 128 kB spoils what TDB2 writes later: restart it after such a
    test, or keep the graph smaller (test_servers.py shows it).
    """

    name = "fuseki"
    path = "/gardkg"
    gsp_path = "/data"
    user = "loader"
    password = "fuseki-s3cret"

    # https://jena.apache.org/documentation/fuseki2/fuseki-configuration.html
    # https://jena.apache.org/documentation/fuseki2/fuseki-data-access-control.html
    CONFIG = """
        PREFIX fuseki: <http://jena.apache.org/fuseki#>
        PREFIX tdb2:   <http://jena.apache.org/2016/tdb#>

        [] a fuseki:Server ; fuseki:passwd "passwd" ; fuseki:auth "basic" .

        [] a fuseki:Service ;
            fuseki:name "gardkg" ;
            fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "query" ] ;
            fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "sparql" ] ;
            fuseki:endpoint [ fuseki:operation fuseki:gsp-r ; fuseki:name "get" ] ;
            fuseki:endpoint [ fuseki:operation fuseki:update ; fuseki:name "update" ;
                              fuseki:allowedUsers "loader" ] ;
            fuseki:endpoint [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ;
                              fuseki:allowedUsers "loader" ] ;
            fuseki:dataset [ a tdb2:DatasetTDB2 ; tdb2:location "tdb2" ;
                             tdb2:unionDefaultGraph true ] .
        """

    def prepare(self) -> None:
        (self.folder / "config.ttl").write_text(self.CONFIG, "utf-8")
        (self.folder / "passwd").write_text(f"{self.user}: {self.password}\n", "utf-8")

    def command(self) -> list[str]:
        options = ["--config", "config.ttl", "--localhost", "--port", str(self.port), "--ping"]
        return [*self._java(), "-jar", str(install.FUSEKI_JAR), *options]

    def environment(self) -> dict[str, str]:
        return {"FUSEKI_BASE": str(self.folder / "run")}


class RDF4J(Server):
    """Eclipse RDF4J's server in Jetty, with one native repository.

    When its memory runs low it moves a transaction to disk, loses it, and answers 204: with 512 MB
    a PUT of 300,000 triples leaves none.
    """

    name = "rdf4j"
    path = "/rdf4j-server/repositories/gardkg"
    query_path = ""
    update_path = "/statements"
    gsp_path = "/rdf-graphs/service"
    heap = "1g"

    # https://rdf4j.org/documentation/reference/configuration/
    CONFIG = """
        PREFIX config: <tag:rdf4j.org,2023:config/>
        [] a config:Repository ;
            config:rep.id "gardkg" ;
            config:rep.impl [
                config:rep.type "openrdf:SailRepository" ;
                config:sail.impl [
                    config:sail.type "openrdf:NativeStore" ;
                    config:native.tripleIndexes "spoc,posc,cspo" ] ] .
        """

    def prepare(self) -> None:
        (self.folder / "tmp").mkdir()

    def command(self) -> list[str]:
        return [
            *self._java(),
            f"-Dorg.eclipse.rdf4j.appdata.basedir={self.folder / 'data'}",
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            "-jar",
            str(install.JETTY_JAR),
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--path",
            "/rdf4j-server",
            str(install.RDF4J_WEBAPP),
        ]

    def ready(self) -> bool:
        return self._ok(f"{self.root}/rdf4j-server/protocol")

    def introduce(self) -> None:
        self.request(
            "PUT", self.url, data=self.CONFIG.encode(), headers={"Content-Type": "text/turtle"}
        ).raise_for_status()


class Virtuoso(Server):
    """Virtuoso 7, with the row cap its packages ship; who writes is asked by HTTP Digest."""

    name = "virtuoso"
    query_path = "/sparql"
    update_path = "/sparql-auth"
    gsp_path = "/sparql-graph-crud-auth"
    graph_parameter = "graph-uri"
    user = "dba"
    password = "virtuoso-s3cret"
    #: As in the file that Debian's package installs.
    max_rows = 10_000

    # https://docs.openlinksw.com/virtuoso/dbadm/
    CONFIG = """
        [Database]
        DatabaseFile = virtuoso.db
        ErrorLogFile = virtuoso.log
        LockFile = virtuoso.lck
        TransactionFile = virtuoso.trx
        xa_persistent_file = virtuoso.pxa
        FileExtend = 200
        [TempDatabase]
        DatabaseFile = virtuoso-temp.db
        TransactionFile = virtuoso-temp.trx
        [Parameters]
        ServerPort = 127.0.0.1:{sql}
        ServerThreads = 20
        NumberOfBuffers = 10000
        MaxDirtyBuffers = 6000
        ThreadsPerQuery = 2
        AsyncQueueMaxThreads = 2
        DirsAllowed = .
        [HTTPServer]
        ServerPort = 127.0.0.1:{http}
        ServerThreads = 20
        KeepAliveTimeout = 15
        [SPARQL]
        ResultSetMaxRows = {rows}
        MaxQueryCostEstimationTime = 400
        MaxQueryExecutionTime = 60
        """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sql_port = free_port()
        self.own: set[str] = set()

    def auth(self) -> AuthBase:
        return HTTPDigestAuth(self.user, self.password)

    def prepare(self) -> None:
        config = self.CONFIG.format(sql=self.sql_port, http=self.port, rows=self.max_rows)
        lines = (line.strip() for line in config.splitlines())
        (self.folder / "virtuoso.ini").write_text("\n".join(lines), "ascii")
        first = [*self.command(), "+pwdold", "dba", "+pwddba", self.password]
        subprocess.run(first, cwd=self.folder, check=True, capture_output=True, timeout=READY)

    def command(self) -> list[str]:
        return ["virtuoso-t", "+foreground", "+wait", "+configfile", "virtuoso.ini"]

    def recover(self) -> None:
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)

    def introduce(self) -> None:
        self.own = super().graphs()

    def graphs(self) -> set[str]:
        return super().graphs() - self.own

    def triples(self, graph: str) -> set[str]:
        # Its Graph Store Protocol stops there, too, and says nothing of it.
        assert self.count(graph) < self.max_rows
        return super().triples(graph)

    def reset(self) -> None:
        clears = [f"SPARQL CLEAR GRAPH <{graph}>;" for graph in self.graphs()]
        if clears:
            self.isql("log_enable(3, 1);", *clears)

    def isql(self, *statements: str) -> str:
        """What Virtuoso's own client says to some statements, past HTTP."""
        address = [f"127.0.0.1:{self.sql_port}", self.user, self.password]
        done = subprocess.run(
            ["isql-vt", *address, "VERBOSE=OFF", "BANNER=OFF", "ERRORS=STDOUT"],
            input="\n".join(statements),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode or "*** Error" in done.stdout:
            raise RuntimeError(f"virtuoso: {done.stdout}{done.stderr}")
        return done.stdout


class PlainOxigraph(Oxigraph):
    """As its documentation starts it: queries see the default graph, where nothing is."""

    def command(self) -> list[str]:
        return [part for part in super().command() if part != "--union-default-graph"]


class PlainFuseki(Fuseki):
    """In memory, as its documentation starts it; everybody writes."""

    path = "/ds"
    user = password = ""

    def prepare(self) -> None: ...

    def command(self) -> list[str]:
        options = ["--localhost", "--port", str(self.port), "--ping", "--update", "--mem"]
        return [*self._java(), "-jar", str(install.FUSEKI_JAR), *options, self.path]


#: Those that do not show their graphs to a query which names none.
PLAIN = {f"plain-{server.name}": server for server in (PlainOxigraph, PlainFuseki)}
SERVERS: dict[str, type[Server]] = {
    server.name: server for server in (Oxigraph, Fuseki, RDF4J, Virtuoso)
}


def clear(folder: Path) -> None:
    """Remove a stopped server's folder; a store's files are big, and pytest would keep three."""
    shutil.rmtree(folder, ignore_errors=True)
