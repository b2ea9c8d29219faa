from __future__ import annotations

import pytest

from tasks.fetch.validators import conditional_headers
from tasks.model.exchanges import FetchOutcome, Validators
from tests.fetch.loopback import PAGE, ask, http

MODIFIED = "Mon, 06 May 2024 10:00:00 GMT"
KNOWN = Validators(etag='W/"a-gzip"', last_modified=MODIFIED)


def test_validators_are_kept_byte_for_byte() -> None:
    etag = 'W/"\u00e4 a-gzip,b"'
    told = ask({"/": http(PAGE, 200, f"ETag: {etag}", f"Last-Modified: {MODIFIED}")}, "/")

    assert told.exchange.validators == Validators(etag=etag, last_modified=MODIFIED)
    assert conditional_headers(told.exchange.validators)[0] == (b"If-None-Match", etag.encode("latin-1"))


def test_validators_are_sent_as_they_were_given() -> None:
    told = ask({"/": http(b"", 304, length=False)}, "/", validators=KNOWN)

    assert told.asked[0].headers["if-none-match"] == KNOWN.etag
    assert told.asked[0].headers["if-modified-since"] == KNOWN.last_modified
    assert told.exchange.outcome is FetchOutcome.NOT_MODIFIED


def test_a_304_without_validators_leaves_those_that_were_sent() -> None:
    told = ask({"/": http(b"", 304, length=False)}, "/", validators=KNOWN)

    assert told.exchange.validators == KNOWN


def test_a_304_may_bring_a_new_one() -> None:
    told = ask({"/": http(b"", 304, 'ETag: "b"', length=False)}, "/", validators=KNOWN)

    assert told.exchange.validators == Validators(etag='"b"', last_modified=MODIFIED)


def test_a_304_that_nobody_asked_for_is_not_believed() -> None:
    told = ask({"/": http(b"", 304, 'ETag: "b"', length=False)}, "/")

    assert told.exchange.outcome is FetchOutcome.SERVER_ERROR
    assert told.exchange.validators == Validators()


@pytest.mark.parametrize("etag", ["", '""', 'W/""', '"', 'a"b', '"' + "a" * 2_000 + '"'])
def test_an_etag_that_is_none_is_dropped(etag: str) -> None:
    told = ask({"/": http(PAGE, 200, f"ETag: {etag}")}, "/")

    assert told.exchange.validators.etag is None


def test_a_bare_etag_is_kept_since_its_server_compares_bytes() -> None:
    assert ask({"/": http(PAGE, 200, "ETag: 5f3e-a1")}, "/").exchange.validators.etag == "5f3e-a1"


def test_a_last_modified_that_is_no_date_is_dropped() -> None:
    told = ask({"/": http(PAGE, 200, "Last-Modified: yesterday-ish")}, "/")

    assert told.exchange.validators.last_modified is None


def test_a_new_page_without_validators_drops_the_old_ones() -> None:
    assert ask({"/": http()}, "/", validators=KNOWN).exchange.validators == Validators()


@pytest.mark.parametrize(
    "answer",
    [http(b"", 500), http(b""), http(PAGE, 200, "Content-Length: 999", length=False), http(b"", 403)],
    ids=["error", "empty", "cut", "refused"],
)
def test_what_is_no_new_version_leaves_the_validators(answer: bytes) -> None:
    async def send(_: object, writer: object) -> None:
        writer.write(answer)  # type: ignore[attr-defined]
        writer.close()  # type: ignore[attr-defined]

    assert ask({"/": send}, "/", validators=KNOWN).exchange.validators == KNOWN


@pytest.mark.parametrize("status", [404, 410, 412, 400])
def test_where_they_can_mean_nothing_any_more_they_are_dropped(status: int) -> None:
    assert ask({"/": http(b"", status)}, "/", validators=KNOWN).exchange.validators == Validators()


def test_a_validator_that_cannot_be_a_header_is_not_sent() -> None:
    assert conditional_headers(Validators(etag='"a\r\nX: y"', last_modified="\u2019")) == []
