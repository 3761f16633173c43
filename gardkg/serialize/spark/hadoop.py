"""Spark itself: a session, what its exceptions mean, and a folder in any of its file systems.

pyspark is imported when it is used; it starts a Java of its own and talks to that.
"""

from __future__ import annotations

import os
import re
import sys
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from gardkg.errors import FileError, UsageError, shortened, visible
from gardkg.files.replace import MANIFEST
from gardkg.serialize.spark.rendering import named

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

T = TypeVar("T")

#: Bytes of input that become one shard, unless Spark's configuration says otherwise; as N-Quads
#: they are some seventeen times as many.
SPLIT = 8 * 2**20
_SPLIT_KEY = "spark.sql.files.maxPartitionBytes"
_OPEN_KEY = "spark.sql.files.openCostInBytes"
#: What the order of records and the content of shards rest on; of our own session only.
_SETTINGS = {
    # A task's few files are written side by side: sorting by file would not keep their order.
    "spark.sql.maxConcurrentOutputFileWriters": "16",
    "spark.sql.files.maxRecordsPerFile": "0",
    # What cannot be read is an error, whatever is usual elsewhere.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
_STAGING, _LOCK, _PART = "_staging", "_gardkg.lock", "_manifest.part"

_NO_PYSPARK = "Spark needs pyspark, which is not installed; pip install 'gardkg[spark]'"
_NO_START = (
    "Spark does not start; it needs Java 17 or later (JAVA_HOME) and a master that is there;"
    " --debug shows what it says"
)
_WORKERS = "install this gardkg for the workers' Python (PYSPARK_PYTHON)"
# https://spark.apache.org/docs/latest/sql-error-conditions.html, FAILED_READ_FILE
_UNREADABLE_FILE = re.compile(r"\[FAILED_READ_FILE.*? reading file (.*?)\.\s+SQLSTATE")
_MISSING_PATH = re.compile(r"\[PATH_NOT_FOUND\].*?: (.*)\. SQLSTATE")
#: The last line of a traceback from a worker, where that is no mistake of ours.
_RAISED = re.compile(
    r"^(?:[\w.]*\.)?"
    r"(InputChanged|OtherVersion|ImportError|ModuleNotFoundError|PySparkRuntimeError): (.*)",
    re.MULTILINE,
)


class Spark:
    """Spark, running: a session with our settings, and what ends all that was begun in it.

    In a Spark that runs already ours is one more session, and its end cancels our jobs; else it is
    started, as its own configuration says, and stopped.

    Raises:
        UsageError: pyspark is not installed, Java does not start, or the session is remote.
    """

    def __init__(self) -> None:
        self._root, self._is_ours = _started()
        self._context = self._root.sparkContext
        self._group = f"gardkg-{uuid.uuid4()}"
        if self._context.master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
            self._context.pythonExec = sys.executable  # where gardkg is, too
        self.session = self._root.newSession()
        for key, value in _SETTINGS.items():
            self.session.conf.set(key, value)
        self.session.conf.unset("spark.sql.files.maxPartitionNum")
        if not self._context.getConf().contains(_SPLIT_KEY):
            self.session.conf.set(_SPLIT_KEY, SPLIT)
        in_bytes = self._context._jvm.org.apache.spark.network.util.JavaUtils.byteStringAsBytes
        # As if opening a file cost as much as reading a split: each split is a task of its own,
        # and its size does not depend on the number of cores.
        size = in_bytes(self.session.conf.get(_SPLIT_KEY))
        self.session.conf.set(_OPEN_KEY, str(size + 1))

    def run(self, work: Callable[[], T]) -> T:
        """Do it in a thread of its own.

        A signal's exception in the midst of an answer from Java would make that the answer to
        the next question; so no signal comes there, and what it raises here ends the jobs.
        """

        def grouped() -> T:
            self._context.setJobGroup(self._group, "gardkg export", interruptOnCancel=True)
            return work()

        with ThreadPoolExecutor(1) as thread:
            working = thread.submit(grouped)
            try:
                return working.result()
            finally:
                self.end()

    def end(self) -> None:
        """No task of ours runs any more, or will."""
        with _unless_gone():
            if self._is_ours:
                self._root.stop()
            else:
                self._context.cancelJobGroup(self._group)
                # The last session that made a frame is the active one, for all threads.
                type(self._root)._activeSession = self._root


def _started() -> tuple[SparkSession, bool]:
    """The session that is active, or a new one, which is ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about versions of what is not used here
        try:
            from pyspark.errors import PySparkRuntimeError
            from pyspark.sql import SparkSession
            from pyspark.sql.utils import is_remote
        except ImportError:
            raise UsageError(_NO_PYSPARK) from None
        if is_remote():
            raise UsageError("Spark Connect runs no RDDs; unset SPARK_REMOTE")
        if running := SparkSession.getActiveSession():
            return running, False
        try:
            with explained("Spark", "does not start"):
                return SparkSession.builder.appName("gardkg export").getOrCreate(), True
        except PySparkRuntimeError as error:
            raise UsageError(_NO_START) from error
        except FileError as error:  # Java runs, and what is asked of Spark makes no sense
            raise UsageError(str(error)) from error


def read_many(session: SparkSession) -> None:
    """From now on a task reads many small files, and the parts of large ones that Spark likes."""
    session.conf.unset(_OPEN_KEY)
    session.conf.unset(_SPLIT_KEY)


@contextmanager
def _unless_gone() -> Iterator[None]:
    """Tidy up, where Java still runs: what made it end is what is to be told."""
    from py4j.protocol import Py4JError

    with suppress(Py4JError, OSError):
        yield


@contextmanager
def explained(path: str, what: str) -> Iterator[None]:
    """Turn what Spark and Java raise into one line of ours about a path.

    Raises:
        FileError: a path, this one if the exception names none, cannot be read or written.
        UsageError: the workers cannot do it.
    """
    from py4j.protocol import Py4JJavaError, Py4JNetworkError
    from pyspark.errors import AnalysisException, IllegalArgumentException, PythonException

    try:
        yield
    except (Py4JNetworkError, ConnectionError) as error:
        raise FileError(path, f"{what}: Spark's Java ended; --debug shows what it said") from error
    except PythonException as error:
        raise _of_worker(path, error) from error
    except (AnalysisException, IllegalArgumentException, Py4JJavaError) as error:
        messages = [message for message in _messages(error) if message]
        if missing := _MISSING_PATH.search(messages[0]):
            raise FileError(named(missing[1]), "no such file or folder") from error
        if unreadable := _UNREADABLE_FILE.search(messages[0]):
            path, what = named(unreadable[1]), "cannot be read"
        reason = shortened(" ".join(messages[-1].split()), 300)
        raise FileError(path, visible(f"{what}: {reason}")) from error


def _messages(error: Exception) -> Iterator[str]:
    """What an exception of Java says, and each of those that caused it."""
    java = getattr(error, "_origin", None) or getattr(error, "java_exception", None)
    while java is not None:
        yield java.getMessage() or ""
        java = java.getCause()


def _of_worker(path: str, error: Exception) -> Exception:
    """What was raised in the Python of a worker."""
    raised = _RAISED.findall("\n".join(_messages(error)))
    if not raised:
        return error  # a mistake of ours: with its traceback
    name, message = raised[-1]
    if name == "InputChanged":
        return FileError(path, f"cannot be written: {message}")
    return UsageError(visible(f"Spark's workers cannot do it: {message}; {_WORKERS}"))


class Folder:
    """An output folder that is ours until it is complete: new or empty at first.

    Raises:
        FileError: it holds something, is no folder, or cannot be made.
    """

    def __init__(self, session: SparkSession, path: str) -> None:
        context = session.sparkContext
        self._path = context._jvm.org.apache.hadoop.fs.Path
        self._digests = context._jvm.org.apache.commons.codec.digest.DigestUtils
        self.path = path
        self.root = self._path(path)
        system = self.root.getFileSystem(context._jsc.hadoopConfiguration())
        # On this machine Hadoop keeps a checksum file beside each file; we publish none.
        self.files = system.getRawFileSystem() if system.getScheme() == "file" else system
        self._is_new = not self.files.exists(self.root)
        self._finished = False
        held = sorted(status.getPath().getName() for status in self._listed(self.root))
        if _LOCK in held:
            raise FileError(
                path, f"another run is writing it, or was killed there (it holds {_LOCK})"
            )
        if held or (not self._is_new and self.files.getFileStatus(self.root).isFile()):
            raise FileError(path, "is there already; nothing was changed; give a new folder")
        if not self.files.mkdirs(self.root):
            raise FileError(path, "cannot be made")
        self.files.create(self.at(_LOCK), False).close()  # fails where another run was faster
        self.staging = self.at(_STAGING).toString()

    def at(self, name: str) -> Any:
        return self._path(self.root, name)

    def staged(self, name: str) -> str | None:
        """The path below staging of all that was written under a name, if there is any."""
        path = self._path(self.staging, f"file={name}")
        return str(path.toString()) if self.files.exists(path) else None

    def digest(self, name: str) -> tuple[int, str]:
        """The bytes of a file as it is stored, and their SHA-256; Java reads it as a stream."""
        path = self.at(name)
        with closing(self.files.open(path)) as stream:
            digest = str(self._digests.sha256Hex(stream))
        return int(self.files.getFileStatus(path).getLen()), digest

    def publish(self, shards: dict[str, str]) -> None:
        """Give staged shards their names.

        Raises:
            FileError: a shard is not exactly one file.
        """
        for staged, name in shards.items():
            found = [
                status.getPath()
                for status in self._listed(self._path(self.staging, f"file={staged}"))
                if status.getPath().getName().startswith("part-")
            ]
            if len(found) != 1 or not self.files.rename(found[0], self.at(name)):
                raise FileError(self.path, f"cannot be written: {len(found)} files for {name}")
        self.files.delete(self._path(self.staging), True)

    def finish(self, manifest: bytes) -> None:
        """Write the manifest; the folder is complete, and no longer ours."""
        with closing(self.files.create(self.at(_PART), True)) as stream:
            stream.write(manifest)
        self.files.delete(self.at(_LOCK), False)
        if not self.files.rename(self.at(_PART), self.at(MANIFEST)):
            raise FileError(self.path, "cannot be written: the manifest cannot be renamed")
        self._finished = True

    def clear(self) -> None:
        """Remove what was made, unless the folder is complete."""
        if self._finished:
            return
        with _unless_gone():
            for status in self._listed(self.root):
                self.files.delete(status.getPath(), True)
            if self._is_new:
                self.files.delete(self.root, True)

    def _listed(self, path: Any) -> list[Any]:
        exists = self.files.exists(path) and not self.files.getFileStatus(path).isFile()
        return list(self.files.listStatus(path)) if exists else []
