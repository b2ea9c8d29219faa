"""What was landed and is in no batch yet, after a run that was killed: taken in before anything is asked."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.model.records import Gone, RawDocument, Rejection, Source
from tasks.polling.documents import (
    Landing,
    as_counterpart,
    counterpart_key,
    document_of_item,
    document_of_page,
    read_landing,
)
from tasks.polling.items import Item
from tasks.polling.records import ArticleState, ArticleStatus, Polled, Receipt
from tasks.polling.state import PollState
from tasks.sources.channel import read_channel

SourceOf = Callable[[str], Source | None]

_AWAY = (404, 410)
_FEEDS_AT_HAND = 8
_KNOWN_AT_ONCE = 500

log = logging.getLogger(__name__)


def recover(state: PollState, source_of: SourceOf) -> Iterator[Polled]:
    """Yield what a killed run landed and no batch holds, as that run would have: pages before their items.

    *source_of* gives the source of a name, ``None`` where there is none of it any more. An item that waits
    for its page waits on, unless nobody will ask for that page.
    """
    receipts = state.receipts()
    pages = {(one.source, one.key): one.receipt_id for one in receipts if _item_of(one) is None}
    receipts.sort(
        key=lambda one: (
            pages.get((one.source, one.key), one.receipt_id),
            _item_of(one) is not None,
            one.receipt_id,
        )
    )
    landings = _Landings()
    for start in range(0, len(receipts), _KNOWN_AT_ONCE):
        some = receipts[start : start + _KNOWN_AT_ONCE]
        waiting = {
            (name, key)
            for name in {one.source for one in some}
            if source_of(name) is not None
            for key, article in state.articles(name, [one.key for one in some if one.source == name]).items()
            if _is_waiting(article)
        }
        for receipt in some:
            if (receipt.source, receipt.key) not in waiting:
                source = source_of(receipt.source) or Source(target=receipt.source, name=receipt.source)
                yield from _read(state, source, receipt, landings)


def read_receipts(state: PollState, source: Source, receipts: Iterable[Receipt]) -> Iterator[Polled]:
    """Yield what *receipts* stand for, read from where it was landed.

    What is not there any more is forgotten, so that it is asked for again.
    """
    landings = _Landings()
    for receipt in receipts:
        yield from _read(state, source, receipt, landings)


@dataclass(slots=True)
class _Answer:
    """An answer that was landed, with its items once they were wanted."""

    landing: Landing | None
    items: Sequence[Item] | None = None


class _Landings:
    """Landed answers, the last few of them at hand: the items of a feed lie in one."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Answer] = OrderedDict()

    def get(self, receipt: Receipt, *, limit: int) -> _Answer:
        """Return the answer in which *receipt* lies."""
        place = receipt.locator.partition("&item=")[0]
        answer = self._known.get(place)
        if answer is None:
            found = read_landing(place, limit=limit)
            answer = _Answer(landing=found[0] if found else None)
            if _item_of(receipt) is None:
                return answer  # a page, which is read once
            self._known[place] = answer
            if len(self._known) > _FEEDS_AT_HAND:
                self._known.popitem(last=False)
        return answer


def _read(state: PollState, source: Source, receipt: Receipt, landings: _Landings) -> Iterator[Polled]:
    answer = landings.get(receipt, limit=source.limits.document_bytes)
    outcome = _outcome(state, source, receipt, answer)
    if outcome is None:
        _ask_again(state, receipt)
        return
    polled = Polled(source=receipt.source, outcome=outcome, receipt_id=receipt.receipt_id)
    article = state.articles(receipt.source, [receipt.key]).get(receipt.key)
    is_told_by_page = article is not None and article.has_page and _item_of(receipt) is not None
    yield as_counterpart(polled, receipt.key) if is_told_by_page else polled


def _outcome(
    state: PollState, source: Source, receipt: Receipt, answer: _Answer
) -> RawDocument | Rejection | Gone | None:
    landing, number = answer.landing, _item_of(receipt)
    if landing is None:
        return None
    if number is None:
        return _whole(state, source, landing, receipt)
    if answer.items is None:
        channel = read_channel(landing.content, base_url=landing.url, headers=landing.headers)
        answer.items = channel.items
    if number > len(answer.items):
        return None
    return document_of_item(source, landing, answer.items[number - 1], number)


def _whole(
    state: PollState, source: Source, landing: Landing, receipt: Receipt
) -> RawDocument | Rejection | Gone:
    article = state.articles(receipt.source, [receipt.key]).get(receipt.key)
    if landing.status not in _AWAY:
        counterpart_of = counterpart_key(source, article) if article else None
        return document_of_page(source, landing, counterpart_of=counterpart_of)
    return Gone(
        source=receipt.source,
        url=(article.url if article else None) or landing.url,
        at=landing.at,
        status=landing.status,
        locator=landing.locator,
    )


def _ask_again(state: PollState, receipt: Receipt) -> None:
    """Forget what was lost with the archive it lay in, and all that says it need not be asked for."""
    log.warning("%s: %s is not there any more; it is asked for again", receipt.source, receipt.locator)
    with state.step():
        state.settle([receipt.receipt_id])
        state.forget_answers(receipt.source)
        article = state.articles(receipt.source, [receipt.key]).get(receipt.key)
        if article is not None:
            state.save_article(replace(article, item_digest=None, page_digest=None))


def _item_of(receipt: Receipt) -> int | None:
    _, _, number = receipt.locator.rpartition("&item=") if "&item=" in receipt.locator else ("", "", "")
    return int(number) if number.isdecimal() else None


def _is_waiting(article: ArticleState | None) -> bool:
    return article is not None and article.status is ArticleStatus.WAITING
