"""What an answer amounts to: its outcome, its body without codings, and what to ask with next time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.fetch.validators import read_validators
from tasks.fetch.wire import Answer
from tasks.http_body import unpack_body, unpack_start
from tasks.model.errors import DocumentRejected, OversizedDocument, TruncatedDocument
from tasks.model.exchanges import FetchLimits, FetchOutcome, Validators

_NONSENSE_TO_A_CONDITION = frozenset((400, 412, 416, 428, 431))
_WHOLE_RANGE = re.compile(r"bytes\s{1,9}0-([0-9]{1,15})/([0-9]{1,15})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer amounts to. ``validators`` are those for the next request."""

    answer: Answer
    outcome: FetchOutcome
    detail: str = ""
    body: bytes = b""
    validators: Validators


def judge(answer: Answer, sent: Validators | None, limits: FetchLimits, *, cut: bool = False) -> Verdict:
    """Return what *answer* amounts to, where *sent* went with the request.

    What was known of a document stands until it is known otherwise: an error, an empty or a cut body
    leaves the validators as they were. With *cut*, the start of a body is all that is wanted.
    """
    before = sent or Validators()
    if 200 <= answer.status < 300:
        return _judge_success(answer, before, limits, cut=cut)
    if answer.status == 304:
        if before.etag is None and before.last_modified is None:
            return Verdict(
                answer=answer,
                outcome=FetchOutcome.SERVER_ERROR,
                detail="304 to a request without a condition",
                validators=Validators(),
            )
        validators = read_validators(answer.headers, before=before)
        return Verdict(answer=answer, outcome=FetchOutcome.NOT_MODIFIED, validators=validators)
    outcome = _outcome_of(answer)
    is_over = outcome in (FetchOutcome.NOT_FOUND, FetchOutcome.GONE)
    if is_over or answer.status in _NONSENSE_TO_A_CONDITION:
        before = Validators()
    return Verdict(answer=answer, outcome=outcome, detail=f"HTTP {answer.status}", validators=before)


def _outcome_of(answer: Answer) -> FetchOutcome:
    status = answer.status
    if status == 404:
        return FetchOutcome.NOT_FOUND
    if status == 410:
        return FetchOutcome.GONE
    if status == 429 or (status == 503 and answer.header("retry-after")):
        return FetchOutcome.THROTTLED
    if 400 <= status < 500:
        return FetchOutcome.REFUSED
    if 300 <= status < 400:
        return FetchOutcome.REDIRECTED_AWAY
    return FetchOutcome.SERVER_ERROR


def _judge_success(answer: Answer, before: Validators, limits: FetchLimits, *, cut: bool) -> Verdict:
    def failed(outcome: FetchOutcome, detail: str) -> Verdict:
        return Verdict(answer=answer, outcome=outcome, detail=detail, validators=before)

    if answer.problem is not None:
        return failed(answer.problem, answer.detail)
    if answer.status == 206 and not _is_whole(answer):
        return failed(FetchOutcome.TRUNCATED, "HTTP 206: a part, where the whole was asked for")
    encoding = ", ".join(value for name, value in answer.headers if name.lower() == "content-encoding")
    try:
        if cut:
            body = unpack_start(answer.body, encoding=encoding, limit=limits.body_bytes)
        else:
            body = unpack_body(answer.body, encoding=encoding, transfer="", limit=limits.body_bytes)
    except OversizedDocument as error:
        return failed(FetchOutcome.OVERSIZED, str(error))
    except TruncatedDocument as error:
        return failed(FetchOutcome.TRUNCATED, str(error))
    except DocumentRejected as error:
        return failed(FetchOutcome.UNDECODABLE, str(error))
    if not body or body.isspace():
        return failed(FetchOutcome.EMPTY, f"HTTP {answer.status} without content")
    return Verdict(
        answer=answer, outcome=FetchOutcome.OK, body=body, validators=read_validators(answer.headers)
    )


def _is_whole(answer: Answer) -> bool:
    said = _WHOLE_RANGE.fullmatch(answer.header("content-range").strip())
    return said is not None and int(said[1]) + 1 == int(said[2])
