"""HTTP as a careful client speaks it: the one room that opens connections.

Everything ends by one total deadline, whatever the other side does: connecting, sending, waiting
and reading, retries included. Redirects are not followed, so neither data nor credentials reach
another host. What may be repeated is repeated a few times, with back-off and Retry-After; a body
is a file or bytes, which can be sent again from its start (a spent generator would send nothing,
and empty a graph). An answer that stops early is an error, and so is one without end: what comes
is unpacked in pieces, and counted.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import re
import threading
import time
import weakref
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from gardkg import __version__
from gardkg.errors import StoreError, UsageError, shortened

Response = requests.Response
CONNECT = 8.0
RETRIES = 4
#: A server that is not there may be starting again; who mistyped its address should not wait.
RECONNECTS = 2
#: Answers that may be better a moment later.
BUSY = frozenset({429, 502, 503, 504})
DONE = frozenset({200, 201, 204})
#: Bytes that an answer may have when it is unpacked, where nobody says otherwise.
MOST = 1 << 30
MIB = 1 << 20
_SAID = 300


class HttpError(StoreError):
    """A request failed; ``status`` is what was answered, 0 if nothing was.

    What the server did with it is known only where it says so: an answer that was lost on the
    way may have stood for work that was done.
    """

    def __init__(
        self, message: str, status: int = 0, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status = status
        #: Of the answer, if there was one: they tell what server it is.
        self.headers: Mapping[str, str] = headers or {}
        super().__init__(message)

    @property
    def refused(self) -> bool:
        """Whether the answer says that nothing was done, and nothing will be.

        A redirect does not: 303 is a usual answer to a POST that was done.
        """
        return 400 <= self.status < 500 and self.status not in {408, 409, 429}


class CutError(HttpError):
    """An answer stopped early, or was late; what came of it is worth nothing."""


class TooLargeError(HttpError):
    """An answer has more bytes than it may have."""


@dataclass(frozen=True)
class Request:
    """One request; a body is bytes, or a file that is sent from its start."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | BinaryIO | None = None
    #: Whether doing it twice is as good as once.
    repeatable: bool = False
    #: Answers after which a repeatable request is tried again.
    busy: frozenset[int] = BUSY


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def credentials(scheme: str = "basic") -> AuthBase | None:
    """Who we are, from GARDKG_TOKEN, or GARDKG_USER and GARDKG_PASSWORD; else from netrc."""
    if token := os.environ.get("GARDKG_TOKEN"):
        return _Bearer(token)
    if user := os.environ.get("GARDKG_USER"):
        how = _Digest if scheme == "digest" else HTTPBasicAuth
        return how(user, os.environ.get("GARDKG_PASSWORD", ""))
    return None


def checked_url(url: str) -> str:
    """The address, if it is one to send requests to.

    Raises:
        UsageError: it is no http(s) address, or holds credentials.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"{url}: {error}") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise UsageError(f"{url}: expected an http or https address")
    if parts.username or parts.password:
        raise UsageError("an address holds no credentials; set GARDKG_USER and GARDKG_PASSWORD")
    return url


class _Digest(HTTPDigestAuth):
    """Digest that reads no page which says 401, however long, and no challenge that is none."""

    def handle_401(self, r: Response, **kwargs: Any) -> Response:
        if r.status_code == 401:
            r.raw.close()
            r._content, r._content_consumed = b"", True  # type: ignore[attr-defined]
        try:
            return super().handle_401(r, **kwargs)  # type: ignore[no-any-return,no-untyped-call]
        except (LookupError, TypeError, ValueError):
            return r


class _Session(requests.Session):
    def get_redirect_target(self, resp: Response) -> str | None:
        """None: requests would read the whole body of a redirect that it is not to follow."""
        return None


class Transport(Protocol):
    """What requests go through: a ``Wire``, or what stands for one."""

    most: int
    repeated: int

    @property
    def left(self) -> float:
        """Seconds to the deadline."""

    def send(self, request: Request) -> AbstractContextManager[Response]:
        """Send a request, and give the response."""

    def done(self, request: Request) -> None:
        """Send a request whose answer says no more than that it is done."""

    def pieces(self, response: Response, most: int | None = None) -> Iterator[bytes]:
        """The body, as it comes."""

    def anew(self, seconds: float) -> AbstractContextManager[Transport]:
        """Such another, with a deadline of its own."""


class Wire:
    """Requests to a server, all to be answered within ``seconds`` from now.

    Args:
        seconds: until the deadline.
        scheme: how we say who we are: basic or digest.
        most: bytes that an answer may have, packed or unpacked.

    >>> with Wire(60) as wire, wire.send(Request("GET", url)) as response:  # doctest: +SKIP
    ...     data = b"".join(wire.pieces(response))
    """

    def __init__(self, seconds: float, scheme: str = "basic", most: int = MOST) -> None:
        self.deadline = time.monotonic() + seconds
        self.scheme, self.most = scheme, most
        self._sockets: weakref.WeakSet[Any] = weakref.WeakSet()
        self._late = False
        #: How many requests were sent again that may have been done, or may still be.
        self.repeated = 0
        self._session = _Session()
        self._session.headers["User-Agent"] = f"gardkg/{__version__}"
        self._session.headers["Accept-Encoding"] = "gzip"
        self._session.headers["Cache-Control"] = "no-cache"  # what is live, not what was
        # Digest counts its challenges: one object for all requests.
        self._session.auth = credentials(scheme)
        for prefix in ("http://", "https://"):
            self._session.mount(prefix, _Adapter(self._sockets))

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def anew(self, seconds: float) -> Wire:
        """Another to the same server, with a deadline of its own."""
        return Wire(seconds, self.scheme)

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - time.monotonic()

    @contextlib.contextmanager
    def send(self, request: Request) -> Iterator[Response]:
        """Send a request, and give the response, its body not read yet, if it is a good one.

        Raises:
            HttpError: it was refused, failed, or was late.
        """
        response = self._answered(request)
        # Reading the body must end in time as well.
        watch = self._watch()
        try:
            yield response
        finally:
            watch.cancel()
            response.close()

    def pieces(self, response: Response, most: int | None = None) -> Iterator[bytes]:
        """The body, as it comes, unpacked.

        ``most``, if it is given, takes the place of the bytes that any answer may have.

        Raises:
            CutError: it stops early, or at the deadline.
            TooLargeError: it is larger than an answer may be.
            HttpError: it is packed in a way that nobody asked for.
        """
        most = self.most if most is None else most
        packing = response.headers.get("Content-Encoding", "").strip().lower()
        pieces = self._sent(response, most)
        if packing in {"gzip", "x-gzip"} and response.status_code != 204:
            pieces = _counted(self._unpacked(response, pieces), response, most)
        elif packing not in {"", "identity"}:
            said = f"the answer is packed as {shortened(packing)}, and only gzip was asked for"
            raise HttpError(f"{response.url}: {said}")
        yield from pieces

    def _sent(self, response: Response, most: int) -> Iterator[bytes]:
        """The body as it is sent, whole."""
        announced = _announced(response)
        yield from _counted(self._raw(response), response, most)
        if announced is not None and response.raw.tell() != announced:
            raise CutError(f"{response.url}: the answer is cut off")

    def _raw(self, response: Response) -> Iterator[bytes]:
        try:
            while piece := response.raw.read1(PIECE, decode_content=False):
                yield piece
        except (HTTPError, OSError) as error:
            if self._late:
                raise CutError(f"{response.url}: no answer in time") from error
            reason = self._reason(error)
            raise CutError(f"{response.url}: the answer is cut off: {reason}") from error
        if self._late:
            raise CutError(f"{response.url}: no answer in time")

    def _unpacked(self, response: Response, pieces: Iterator[bytes]) -> Iterator[bytes]:
        try:
            for piece in unpacked(pieces):
                if self.left <= 0:  # a small body can be much work
                    raise CutError(f"{response.url}: no answer in time")
                yield piece
        except EOFError as error:
            raise CutError(f"{response.url}: the answer is cut off: {error}") from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise CutError(f"{response.url}: the answer is broken: no gzip") from error

    def probe(self, request: Request) -> Response:
        """The answer to a request, good or bad, its body not read.

        Raises:
            HttpError: there was none.
        """
        response = self._once(request)
        response.close()
        return response

    def done(self, request: Request) -> None:
        """Send a request whose answer says no more than that it is done."""
        with self.send(request) as response:
            for _ in self._sent(response, self.most):
                pass

    def _answered(self, request: Request) -> Response:
        wait, lost = 0.5, 0
        for attempt in range(RETRIES + 1):
            doubtful = True
            if self.left <= 0:
                raise HttpError(f"{request.url}: no answer in time")
            try:
                response = self._once(request)
            except HttpError as error:
                lost += 1
                again = request.repeatable and lost <= RECONNECTS and not self._late
                if not again or self.left < wait:
                    raise error
            else:
                if response.status_code in DONE:
                    return response
                again = request.repeatable and response.status_code in request.busy
                if not again or attempt == RETRIES:
                    raise self._refused(request, response)
                wait = _retry_after(response, wait)
                doubtful = response.status_code != 429  # which says: not even begun
                response.close()
                if self.left < wait:
                    status = response.status_code
                    raise HttpError(f"{request.url}: busy ({status}) to the deadline", status)
            self.repeated += doubtful
            time.sleep(wait)
            wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _once(self, request: Request) -> Response:
        """One attempt, redirects and failures included; raises only where nothing came."""
        body = request.body
        if body is not None and not isinstance(body, bytes):
            body.seek(0)
        # requests itself would use what netrc says for Basic only.
        digest = self.scheme == "digest" and self._session.auth is None
        if digest and (login := get_netrc_auth(request.url)):
            self._session.auth = _Digest(*login)
        watch = self._watch()
        try:
            response = self._session.request(
                request.method,
                request.url,
                data=body,
                headers=dict(request.headers),
                timeout=(min(CONNECT, self.left), max(self.left, 0.001)),
                allow_redirects=False,
                stream=True,
            )
            self._check_head(response)
            return response
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            reason = "no answer in time" if self._late else self._reason(error)
            raise HttpError(f"{request.url}: {reason}") from error
        finally:
            watch.cancel()

    def _check_head(self, response: Response) -> None:
        """Raise for headers that stop at a line which is none: how long the body is, is lost."""
        head = getattr(getattr(response.raw, "_original_response", None), "msg", None)
        if head is not None and (head.defects or head.get_payload()):
            response.close()
            raise HttpError(f"{response.url}: the answer's headers are broken")

    def _watch(self) -> threading.Timer:
        """A timer that hangs up at the deadline: time-outs of sockets begin anew at each byte."""
        timer = threading.Timer(max(self.left, 0), self._hang_up)
        timer.daemon = True
        timer.start()
        return timer

    def _hang_up(self) -> None:
        self._late = True
        for sock in list(self._sockets):
            with contextlib.suppress(OSError):
                sock.shutdown(2)

    def _refused(self, request: Request, response: Response) -> HttpError:
        status = response.status_code
        if 300 <= status < 400:
            where = shortened(response.headers.get("Location") or "elsewhere", 200)
            hint = f"it points to {where}; redirects are not followed"
        elif status in {401, 403} and "Authorization" not in response.request.headers:
            hint = "set GARDKG_USER and GARDKG_PASSWORD, or GARDKG_TOKEN"
        elif status in {401, 403}:
            hint = "the credentials given do not suffice"
        else:
            hint = self._said(response) or shortened(response.reason or "no reason given", _SAID)
        response.close()
        said = f"{request.method} {request.url}: {status}; {hint}"
        return HttpError(said, status, response.headers)

    def _said(self, response: Response) -> str:
        watch = self._watch()
        said = b""
        try:
            for piece in self.pieces(response):
                said += piece[:_SAID]
                if len(said) >= _SAID:
                    break
        except HttpError:  # what came before says something all the same
            pass
        finally:
            watch.cancel()
        text = " ".join(said[:_SAID].decode("utf-8", "replace").split())
        return "" if _tells(text, response) else text

    def _reason(self, error: Exception) -> str:
        """The end of an exception's chain in few words; it holds no header and no credential."""
        if self._late:
            return "no answer in time"
        inner: BaseException = error
        while inner.__cause__ or inner.__context__:
            inner = inner.__cause__ or inner.__context__  # type: ignore[assignment]
        name = type(inner).__name__
        return getattr(inner, "strerror", None) or _REASONS.get(name, name)


#: What exceptions of http.client and urllib3 mean that say nothing we might repeat.
_REASONS = {
    "BadStatusLine": "what answers there speaks no HTTP",
    "HTTPException": "the answer has too many headers",
    "InvalidHeader": "the answer has two Content-Lengths",
    "LineTooLong": "the answer has a line without end",
    "RemoteDisconnected": "the connection was closed without an answer",
    "UnknownProtocol": "what answers there speaks another HTTP",
    "ValueError": "what answers there speaks no HTTP",
}


def _tells(text: str, response: Response) -> bool:
    """Whether an answer repeats what nobody should read: some pages echo the whole request."""
    sent = str(response.request.headers.get("Authorization", ""))
    secrets = {os.environ.get("GARDKG_PASSWORD"), os.environ.get("GARDKG_TOKEN"), *sent.split()[1:]}
    if sent.startswith("Basic "):
        secrets.add(b64decode(sent[6:]).decode("latin-1").partition(":")[2])
    return "authorization" in text.lower() or any(s in text for s in secrets if s)


def _announced(response: Response) -> int | None:
    """How many bytes the body should have, as it is sent; None if nothing says so.

    The same number twice is one number (RFC 9110 §8.6); what is no number leaves us without
    knowing whether all of it came.
    """
    given = response.headers.get("Content-Length")
    framed = "Transfer-Encoding" in response.headers  # then it does not count
    if given is None or framed or response.status_code == 204:
        return None
    numbers = {number.strip(" \t") for number in given.split(",")}
    if len(numbers) > 1 or not re.fullmatch("[0-9]{1,18}", number := numbers.pop()):
        said = f'the answer has a Content-Length of "{shortened(given)}"'
        raise CutError(f"{response.url}: {said}; whether it is whole cannot be told")
    return int(number)


def _counted(pieces: Iterator[bytes], response: Response, most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooLargeError(f"{response.url}: the answer is larger than {most // MIB:,} MiB")
        yield piece


def _retry_after(response: Response, otherwise: float) -> float:
    """Seconds to wait: Retry-After as a number or a date, RFC 9110 §10.2.3."""
    given = response.headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]+", given):
        return float(given)
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - time.time())
    except (TypeError, ValueError, LookupError, OverflowError, OSError):
        return otherwise


class _Adapter(HTTPAdapter):
    """Keeps hold of the sockets that its connections open, so that one can hang up."""

    def __init__(self, sockets: weakref.WeakSet[Any]) -> None:
        def known(connection: type[Any]) -> type[Any]:
            class Known(connection):  # type: ignore[misc]
                def connect(self) -> None:
                    super().connect()
                    # The time-out of connecting would hold for each piece of a body, too, and a
                    # store may be busy for longer with what it has; the deadline still holds.
                    self.sock.settimeout(None)
                    sockets.add(self.sock)

            return Known

        class Plain(HTTPConnectionPool):
            ConnectionCls = known(HTTPConnection)

        class Secure(HTTPSConnectionPool):
            ConnectionCls = known(HTTPSConnection)

        self._pools = {"http": Plain, "https": Secure}
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


# --- Bytes that come in pieces ------------------------------------------------------------------

#: Bytes that come out at once, so that a bomb is met before it fills the memory.
PIECE = 1 << 20


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What is in gzip (RFC 1952), which is whole: all its members, each with its check sum.

    >>> import gzip
    >>> b"".join(unpacked([gzip.compress(b"one, ") + gzip.compress(b"two") + bytes(512)]))
    b'one, two'

    Raises:
        EOFError: it ends before its end.
        zlib.error, gzip.BadGzipFile: it is something else, or damaged.
    """
    packed = as_file(pieces)
    if not packed.peek(1):  # nothing is no stream of any member
        raise EOFError("gzip without its end")
    with gzip.GzipFile(fileobj=packed, mode="rb") as file:
        while piece := file.read1(PIECE):
            yield piece


def as_file(pieces: Iterable[bytes]) -> io.BufferedReader:
    """A file to read pieces from; what they raise, its reader raises.

    >>> as_file([b"ab", b"c"]).read()
    b'abc'
    """
    return io.BufferedReader(_Pieces(pieces), 1 << 16)


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        room = memoryview(buffer)  # type: ignore[arg-type]  # a buffer has no type before 3.12
        size = min(len(room), len(self._rest))
        room[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
