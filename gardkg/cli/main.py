"""The command line: what becomes of exceptions, signals and streams; each verb is a file.

Data goes to standard output, messages to standard error. What is slow to import is imported
by the verb that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn

import click

from gardkg.cli.check import check
from gardkg.cli.describe import describe
from gardkg.cli.diff import diff
from gardkg.cli.export import export
from gardkg.cli.groups import ReaderGone, Verbs
from gardkg.cli.import_ import import_
from gardkg.cli.load import load
from gardkg.cli.new import new
from gardkg.cli.options import many, say
from gardkg.cli.query import query
from gardkg.cli.schema import schema
from gardkg.cli.show import show
from gardkg.cli.site import site
from gardkg.errors import GardkgError, RecordError, shortened, visible

#: Seconds.
_TOGETHER = 0.25


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(None, "-V", "--version", package_name="gardkg")
def cli() -> None:
    """Rare-disease records in, linked data you can cite out."""


for _verb in (check, export, query, load, show, site, new, import_, diff, describe, schema):
    cli.add_command(_verb)


def main() -> NoReturn:
    """Run the command line; the one place where an exception becomes an exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupting())
    # Records are trees, which need no collector to be freed: it would take a tenth of the time.
    gc.set_threshold(1_000_000, 20, 100)
    _prepare_streams()
    sys.excepthook = _show
    try:
        code = _ended()
    except KeyboardInterrupt:  # one more, while the first was told, or the last bytes went out
        _give_up_output()
        code = 130
    finally:
        # All is said; the interpreter takes a while to end, and would die of Ctrl-C meanwhile.
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def _ended() -> int:
    """The exit code of the command, its errors told, its output sent."""
    debug = "--debug" in sys.argv
    code: int
    try:
        if "_GARDKG_COMPLETE" in os.environ:
            from gardkg.cli import completing

            completing.register()
        code = cli.main(prog_name="gardkg", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = 0
    except click.ClickException as error:
        if isinstance(error, click.UsageError):
            error.message = visible(error.message)  # type: ignore[misc]  # shown by click
            error.show()
        else:
            say(f"gardkg: {error.format_message()}")
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("gardkg: interrupted")
        code = 130
    except (BrokenPipeError, ReaderGone):
        code = 128 + signal.SIGPIPE  # no error of ours, so nothing is said
    except RecordError as error:
        if debug:
            raise
        for problem in error.problems:
            say(problem)
        errors = sum(problem.severity == "error" for problem in error.problems)
        say(f"gardkg: {many(errors, 'error')}; nothing was written")
        code = error.exit_code
    except GardkgError as error:
        if debug:
            raise
        say(f"gardkg: {error}")
        code = error.exit_code
    except UnicodeEncodeError as error:  # of an argument: what is in a file was judged
        if debug:
            raise
        got = shortened(str(error.object))
        say(f'gardkg: expected text in UTF-8; got "{got}"')
        code = 2
    except OSError as error:  # of standard output: the rooms name the files they fail on
        if debug:
            raise
        where = error.filename or "-: cannot be written"
        say(f"gardkg: {where}: {error.strerror or error}")
        code = 3
    try:
        sys.stdout.flush()
    except OSError:  # was told above
        _give_up_output()
    return code


def _give_up_output() -> None:
    """The interpreter's last flush may neither fail nor wait."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _prepare_streams() -> None:
    """UTF-8 in pipes and files on every machine; and no closed stream.

    A file that we open would get a closed stream's number. A terminal keeps its encoding, and
    shows what that lacks by its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Nothing can be written to what is open for reading: a lost output is an error.
            flags = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A traceback, its messages in visible text, too."""
    import traceback

    for line in "".join(traceback.format_exception(kind, error, trace)).rstrip().split("\n"):
        say(line)


def _interrupting() -> Callable[[int, object], None]:
    """Interrupt; signals that come together are one: ``timeout`` tells us, and then our group.

    The second would end what the first one began, which is to take away what is half-written.
    """
    last = -_TOGETHER

    def interrupt(number: int, frame: object) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if last - before > _TOGETHER:
            raise KeyboardInterrupt

    return interrupt


def _terminated(number: int, frame: object) -> NoReturn:
    # As an exception, so that files half-written are taken away on the way out.
    raise SystemExit(128 + number)
