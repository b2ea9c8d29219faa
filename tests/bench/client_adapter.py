"""The client as the fault lab asks for it: one call of the product's own, and its answer by other names."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import Any

from tasks.charset import decode
from tasks.fetch.client import fetch_once
from tasks.model.errors import DocumentRejected
from tasks.model.exchanges import FetchOutcome, Validators

_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)


def client(url: str, prior: dict[str, Any] | None) -> dict[str, Any]:
    """Ask *url*; *prior* is what this function said about it before."""
    known = prior or {}
    exchange = fetch_once(
        url,
        clock=lambda: datetime.now(UTC),
        contact="https://example.org/newsmill",
        validators=Validators(etag=known.get("etag"), last_modified=known.get("last_modified")),
        allow=[pair for pair in os.environ.get("LAB_ALLOW", "").split(",") if pair],
    )
    declared = _CHARSET.search(exchange.header("content-type") or "")
    try:
        text = decode(exchange.body, declared=declared[1] if declared else None)[0] if exchange.body else ""
    except DocumentRejected:
        text = ""
    return {
        "ok": exchange.outcome is FetchOutcome.OK,
        "status": exchange.status,
        "text": text,
        "url": exchange.final_url,
        "permanent_url": exchange.permanent_url,
        "not_modified": exchange.outcome is FetchOutcome.NOT_MODIFIED,
        "gone": exchange.outcome is FetchOutcome.GONE,
        "empty": exchange.outcome is FetchOutcome.EMPTY,
        "etag": exchange.validators.etag,
        "last_modified": exchange.validators.last_modified,
        "error": f"{exchange.outcome.value}: {exchange.detail}",
    }
