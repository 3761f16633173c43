"""The table of faults: what networks, gateways, stores and strangers do to a request.

Each is a row: its name, a note, and the steps that are done to the exchange, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stores import damage
from stores.exchange import Exchange
from stores.steps import (
    Step,
    Value,
    back,
    do,
    do_once,
    drip,
    drip_dots,
    echo,
    elsewhere,
    fail,
    flood,
    go_down,
    in_open_chunks,
    in_two_seconds,
    itself,
    let_it_arrive,
    pause,
    promised,
    raw,
    read_half,
    repeat,
    reply,
    send,
    send_half,
    send_in_sips,
    send_without,
    unmeasured,
)


@dataclass(frozen=True)
class Fault:
    """What is done to a request; ``harmless`` when whoever waits long enough gets the truth."""

    name: str
    note: str
    steps: tuple[Step, ...]
    on: Literal["write", "read"] = "write"
    harmless: bool = False

    def happen(self, exchange: Exchange) -> None:
        for step in self.steps:
            step(exchange)


def _write(name: str, note: str, *steps: Step, harmless: bool = False) -> Fault:
    return Fault(name, note, steps, "write", harmless)


def _read(name: str, note: str, *steps: Step, harmless: bool = False) -> Fault:
    return Fault(name, note, steps, "read", harmless)


read_all, login = Exchange.body, Exchange.ask_who
reset, end, hang = Exchange.reset, Exchange.end, Exchange.hang
half = damage.half
HEAD = b"HTTP/1.1 200 OK\r\nX-Wait: "

CONNECTION = [
    _write("goes_down", "Reset, and from now on nothing listens.", go_down, reset),
    _write("reset_at_head", "Reset before a byte of the body is read.", reset),
    _write("close_at_head", "The end, before a byte of the body is read.", end),
    _write("reset_mid_upload", "Reset in the middle of the body.", read_half, reset),
    _write("close_mid_upload", "The end in the middle of the body.", read_half, end),
    _write("early_413", "413 in the middle of the body, and the end.", read_half, reply(413)),
    _write("never_reads", "Reads nothing: the client's sending blocks.", hang),
    _write("hang_after_upload", "Reads all, forwards nothing, says nothing.", read_all, hang),
    _write("slow_upload", "Done; read in ten sips.", send_in_sips, back(), harmless=True),
    _write("slow_answer", "Done; told a while later.", do, pause, back(), harmless=True),
    _read("slow_read", "The truth, a while later.", do, pause, back(), harmless=True),
]

#: What the store gets is not what was sent.
REQUEST = [
    _write("cut_to_store", "The store gets half and the end; then a reset.", send_half, reset),
    _write("cut_to_store_but_204", "The store gets half and the end.", send_half, reply(204)),
    _write("short_upload", "The first half of the lines.", send(damage.half_of_lines), back()),
    _write("torn_upload", "The first half and a torn line.", send(damage.torn), back()),
    _write("torn_upload_but_204", "A torn line, and all is well.", send(damage.torn), reply(204)),
    _write("empty_upload", "No body, as of a generator sent twice.", send(damage.empty), back()),
    _write("lost_line", "A line is missing.", send(damage.lost_line), back()),
    _write("other_letter", "A letter or digit is another.", send(damage.other_letter), back()),
    _write("broken_byte", "A byte in the middle is no UTF-8.", send(damage.not_utf8), back()),
    _write("untyped_upload", "Not told what it is.", send_without("content-type"), back()),
    _write("anonymous_upload", "Not told who asks.", send_without("authorization"), back()),
]

#: All is done as it should be, but more than once, or late.
ORDER = [
    _write("doubled", "Twice; the second answer counts.", read_all, do, do, back()),
    _write("repeated_after_next", "Again after the next write.", read_all, do, repeat, back()),
    _write("late_commit", "504; done a moment later.", read_all, reply(504), end, pause, do),
]

DONE_BUT = [
    _write("commit_then_reset", "Done; a reset for an answer.", do, reset),
    _write("commit_then_close", "Done; the end for an answer.", do, end),
    _write("commit_then_hang", "Done, and no word ever comes.", do, hang),
    _write("commit_then_half_head", "Done; half of a first line.", do, raw(b"HTTP/1.1 2")),
    _write("commit_then_garbage", "Done; a TLS alert.", do, raw(b"\x15\x03\x01\0\x02\x02\x16")),
    *(
        _write(f"commit_then_{code}", f"Done, and told {code}.", do, reply(code))
        for code in (500, 502, 504)
    ),
    _write("commit_then_503", "Done, and told to come again.", do, reply(503, Retry_After="0")),
    _write("commit_then_redirect", "Done, and sent on.", do, reply(303, Location=elsewhere)),
    _write("break_keep_alive", "Done and told; left unannounced.", do, back(close=False)),
]

NOT_DONE = [
    *(
        _write(f"swallowed_{code}", f"{code}, and nothing was done.", read_all, reply(code))
        for code in (200, 201, 204)
    ),
    _write("accepted_202", "It may be done one day; it never is.", read_all, reply(202)),
    _write("login_page", "200 with a page that asks who one is.", read_all, login),
    _write(
        "error_in_200",
        "200 whose body says that it failed.",
        read_all,
        reply(200, b'{"error": "quota exceeded"}', Content_Type="application/json"),
    ),
    _write("echoed_request", "500 that repeats it, Authorization too.", read_all, echo),
    _write("endless_error", "500 that never ends.", read_all, fail, flood(b"sorry ")),
    _write("endless_head", "Never silent, never an answer.", read_all, raw(HEAD), drip_dots),
]

_WEEK = str(7 * 24 * 3600)
_BASIC = 'Basic realm="elsewhere"'
_DIGEST = 'Digest realm="elsewhere", nonce="n", qop="auth", algorithm=MD5'


def _refused(name: str, status: int, **fields: Value) -> Fault:
    return _write(name, f"{status}; nothing is done.", read_all, reply(status, b"", **fields))


REFUSED = [
    *(
        _refused(f"status_{code}", code)
        for code in (400, 403, 404, 408, 409, 413, 429, 500, 501, 502, 503, 504, 507, 599)
    ),
    _refused("status_401_basic", 401, WWW_Authenticate=_BASIC),
    _refused("status_401_digest", 401, WWW_Authenticate=_DIGEST),
    _refused("status_405", 405, Allow="GET"),
    _refused("status_429_soon", 429, Retry_After="1"),
    _refused("status_429_far", 429, Retry_After=_WEEK),
    _refused("status_429_nonsense", 429, Retry_After="soon"),
    _refused("status_429_date", 429, Retry_After=in_two_seconds),
    _refused("status_503_soon", 503, Retry_After="1"),
    *(_refused(f"redirect_{code}", code, Location=elsewhere) for code in (301, 302, 303, 307, 308)),
    # The address of a page that answers 200 to GET.
    _refused("redirect_to_login", 302, Location="/login"),
    _refused("redirect_to_itself", 307, Location=itself),
]

#: Of what the store says to a question.
ANSWER = [
    _read("cut_answer", "Half of what was announced; the end.", do, back(half, promised)),
    _read("reset_answer", "Half; then a reset.", do, back(half, promised), let_it_arrive, reset),
    _read("hung_answer", "Half; then nothing.", do, back(half, promised), hang),
    _read("cut_chunks", "Half in chunks, without the last.", do, back(half, in_open_chunks)),
    _read("half_answer", "Half, with a length that fits it.", do, back(half)),
    _read("unmeasured_half_answer", "Half, without a length.", do, back(half, unmeasured)),
    _read("empty_answer", "A head, and no body.", do, back(damage.empty)),
    _read("lost_row", "A line is missing.", do, back(damage.lost_line)),
    _read("other_digit", "The last number is another one.", do, back(damage.other_digit)),
    _read("stale_answer", "What whoever asked it first was told.", do_once, back()),
    _read("login_page_instead", "200 with a page that asks who one is.", read_all, login),
    _read("called_html", "The truth, called a page.", do, back(Content_Type="text/html")),
    _read("called_gzip", "The truth, called packed.", do, back(Content_Encoding="gzip")),
    _read("cut_gzip", "Packed, and cut.", do, back(damage.half_packed, Content_Encoding="gzip")),
    _read("error_at_the_end", "Half, and an excuse.", do, back(damage.half_and_an_excuse)),
    _read("dripping_answer", "Never silent, hardly ever done.", do, drip),
    _read("endless_answer", "With spaces for ever.", do, back(framing=unmeasured), flood(b" ")),
]

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for family in (CONNECTION, REQUEST, ORDER, DONE_BUT, NOT_DONE, REFUSED, ANSWER)
    for fault in family
}
