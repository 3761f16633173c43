"""Rows 47–57 of the robustness table: a load through a proxy that breaks things on purpose.

Whatever breaks, the load either succeeds and the new graph is live, or it fails and says which
graph is live, the old one or the new one, and that is so (`Trial`). GARDKG_FAULTS=all takes every
fault at every request of a load; otherwise each where it hurts most.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import gardkg

from gardkg.loading import load as loading
from gardkg.loading import staging, swap, transaction
from gardkg.sparql.stores import KINDS
from stores import wire
from stores.exchange import Exchange
from stores.proxy import FAULTS, Proxy
from stores.servers import Server
from stores.steps import Step
from stores.trial import SHORT, Trial, at, secrets
from stores.triples import G, lines

ALL = os.environ.get("GARDKG_FAULTS") == "all"
#: Row, fault, and the requests that it is tried at: see `at`.
CASES = """
48 goes_down                upload swap
49 never_reads              upload
49 commit_then_hang         swap
49 endless_head             upload
49 hung_answer              live
49 dripping_answer          staged
49 slow_answer              swap
50 status_500               swap
50 status_503_soon          upload
50 status_429_far           upload
50 commit_then_500          swap
50 commit_then_503          swap
50 late_commit              swap
50 doubled                  upload swap
50 repeated_after_next      upload swap
50 empty_upload             upload
51 reset_mid_upload         upload
51 close_mid_upload         upload
51 early_413                upload
51 cut_to_store_but_204     upload
51 commit_then_reset        upload swap
51 commit_then_garbage      swap
52 swallowed_204            upload swap
52 accepted_202             swap
52 short_upload             upload
52 lost_line                upload
52 other_letter             upload
52 broken_byte              upload
52 lost_row                 staged live count
52 other_digit              count
52 stale_answer             live
53 redirect_302             upload
53 redirect_to_itself       swap
54 redirect_307             upload swap
54 commit_then_redirect     swap
55 status_401_basic         upload swap
55 status_403               swap
55 login_page               upload swap
55 login_page_instead       staged live count
56 echoed_request           swap
57 cut_answer               staged
57 half_answer              live
57 error_at_the_end         staged live
57 cut_gzip                 live
"""
_ROWS = [line.split() for line in CASES.strip().splitlines()]


def cases() -> Iterator[object]:
    for row, fault, *places in _ROWS:
        for place in places:
            yield pytest.param(fault, place, id=f"{row}-{fault}-{place}")


@pytest.fixture
def trial(
    store: Server, proxy: Proxy, tmp_path: Path, welcome: None, monkeypatch: pytest.MonkeyPatch
) -> Trial:
    """Loads fresh graphs over old ones; what is done after a failure gets little time."""
    for module in (swap, staging, transaction):
        monkeypatch.setattr(module, "TIDY", SHORT, raising=False)
    monkeypatch.setattr(loading, "WAITED", 0.0)
    return Trial(store, proxy, tmp_path)


@pytest.mark.parametrize(("fault", "place"), list(cases()))
def test_bad(fault: str, place: str, trial: Trial) -> None:
    trial.fault(fault, at(place, trial.store))


@pytest.mark.parametrize("place", ["staged", "live"])
@pytest.mark.parametrize("fault", ["error_at_the_end", "half_answer", "lost_row", "empty_answer"])
def test_bad_57_where_graphs_are_read_together(fault: str, place: str, trial: Trial) -> None:
    both = Trial(trial.store, trial.proxy, trial.folder, many=True)
    both.fault(fault, at(place, trial.store))


def test_bad_51_between_two_graphs(trial: Trial) -> None:
    """A store that takes one graph after the other has the first then, and that is said."""
    both = Trial(trial.store, trial.proxy, trial.folder, many=True)
    alone = not KINDS[trial.store.name].quads
    message = both.fault("early_413", at("upload", trial.store), 2 if alone else 1)
    assert ("of 2 graphs 1 are new and live, the others as they were" in message) == alone


@pytest.mark.parametrize("fault", ["goes_down", "commit_then_hang", "swallowed_204"])
def test_bad_48_from_the_swap_on_for_ever(fault: str, trial: Trial) -> None:
    """Nothing can be tidied up, and often nothing be told; that much is said."""
    assert trial.fault(fault, at("swap", trial.store), times=None) != ""


def echoed(exchange: Exchange) -> None:
    """A page for developers, which repeats the request."""
    exchange.reply(400, wire.head("You said:", exchange.fields), Content_Type="text/plain")


@pytest.mark.parametrize(
    "fault",
    [echoed, "redirect_307", "status_401_basic", "status_401_digest", "hang_after_upload"],
    ids=lambda fault: fault if isinstance(fault, str) else fault.__name__,
)
def test_bad_56_no_credential_in_what_is_printed(fault: str | Step, trial: Trial) -> None:
    """Not even with --debug, which shows a traceback; nor in the arguments."""
    trial.store.put(G, lines(3))
    trial.proxy.inject(fault, times=1 if fault == "hang_after_upload" else None)
    done = gardkg(
        *("load", trial.file, "--to", trial.proxy.through(trial.store.url)),
        *("--store-type", trial.store.name, "--debug", "--timeout", SHORT),
    )
    assert "Traceback" in done.stderr
    assert "StoreError" in done.stderr
    for secret in secrets():
        assert secret not in done.stdout + done.stderr + str(done.args)
    assert trial.proxy.strays == []
    assert trial.store.count(G) == 3


@pytest.mark.parametrize("many", [False, True], ids=["one graph", "two graphs"])
@pytest.mark.parametrize("fault", list(FAULTS) if ALL else [])
def test_bad_everywhere(fault: str, many: bool, trial: Trial) -> None:
    """The first, second, third… request of a load, until there is none."""
    for nth in itertools.count(1):
        try:
            Trial(trial.store, trial.proxy, trial.folder, many).fault(fault, None, nth)
        except AssertionError as error:
            if nth > 1 and "never met" in str(error):
                return
            error.add_note(f"{fault}, at request {nth}")
            raise
