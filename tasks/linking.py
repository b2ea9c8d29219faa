"""Events in the warehouse: stories that a run changed are linked to earlier accounts of the same event.

It follows the grouping into stories, whose first articles stand for them here. What is to be done waits in
``core.unlinked``; a run that is killed leaves it to the next.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

from tasks.stories.events import (
    DAYS,
    LEAST_NAMES,
    LEAST_SCORE,
    WEIGHTS,
    Account,
    Clue,
    choose_nearest,
    name_events,
)
from tasks.warehouse import events as stored
from tasks.warehouse.stories import transaction

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger(__name__)


def link_stories(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell the events of what was changed first, a week of it at the most; return whether there was any."""
    with transaction(connection):
        days = stored.find_days(connection)
        if days is not None:
            _link(connection, *days)
    return days is not None


def _link(connection: duckdb.DuckDBPyConnection, since: date, until: date) -> None:
    found = stored.read_accounts(
        connection, since, until, days=DAYS, weights=WEIGHTS, least=LEAST_SCORE, names=LEAST_NAMES
    )
    nearest = choose_nearest(
        Account(row["article_id"], row["near"], [Clue(**clue) for clue in row["shared"]]) for row in found
    )
    near = {article: account.near for article, (account, _) in nearest.items()}
    members = {row["article_id"]: row for row in stored.read_touched(connection, near)}
    days = stored.read_days(connection, near)
    for article, (account, score) in nearest.items():
        members[article] = {
            "article_id": article,
            "near_article_id": account.near,
            "score": round(score, 4),
            "shared": [clue.text for clue in account.shared],
            "day": days[article],
        }
    names = name_events({article: row["near_article_id"] for article, row in members.items()})
    rows = [{**row, "event_id": names[article]} for article, row in sorted(members.items())]
    stored.write_events(connection, rows, since, until)
    log.info("%s to %s: %d stories linked to earlier accounts", since, until, len(near))
