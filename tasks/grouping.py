"""Stories in the warehouse: what a run changed is compared with the window around its days.

A step of its own after the loads, so that a load costs the same however much is stored. What a load
changed waits in ``core.uncompared``; a run that is killed leaves it to the next.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.stories.candidates import LEAST_SHARED, NEAR_DAYS
from tasks.stories.copies import Groups, find_links
from tasks.stories.extracts import describe_copy
from tasks.stories.fingerprints import Fingerprints, are_far_keys, fingerprint, join
from tasks.stories.letters import Numbers
from tasks.warehouse import stories as stored

if TYPE_CHECKING:
    import duckdb

_AT_ONCE, _AT_MOST = 2_000, 10_000  # articles to a transaction, and to a call
_DAYS_AT_ONCE = 30  # so that a backfill of years is not compared with all of them at once

log = logging.getLogger(__name__)


def group_articles(connection: duckdb.DuckDBPyConnection, *, window_days: int) -> int:
    """Compare what was changed since the last time; return how many articles that were.

    No more than some ten thousand at once, so that others get at the warehouse: call it until it returns 0.
    """
    left, count = stored.queue_mates(connection), 0
    while count < min(left, _AT_MOST) and (compared := _group_next(connection, window_days)):
        count += compared
    if count:
        log.info("%d of %d articles compared", count, left)
    return count


def _group_next(connection: duckdb.DuckDBPyConnection, window_days: int) -> int:
    """Compare the next articles in the order of their days; return how many."""
    with stored.transaction(connection):
        new = stored.read_uncompared(connection, count=_AT_ONCE, days=_DAYS_AT_ONCE)
        if new.num_rows:
            prints = fingerprint(_column(new, "compared").to_pylist())
            known, of_known = _read_known(connection, prints, _column(new, "day").to_pylist(), window_days)
            merged = _find_stories(connection, new, prints, known, of_known, window_days)
            stored.write_fingerprints(connection, _print_rows(new, prints))
            _write_merged(connection, merged, new)
    return int(new.num_rows)


def _read_known(
    connection: duckdb.DuckDBPyConnection, new: Fingerprints, days: Sequence[date], window_days: int
) -> tuple[pa.Table, Fingerprints]:
    """Return the articles, and their fingerprints, that the *new* ones of *days* are compared with."""
    window, near = timedelta(days=window_days), timedelta(days=min(NEAR_DAYS, window_days))
    since, until = days[0], days[-1]
    keys = np.unique(new.keys)
    tables = [
        stored.read_near(
            connection, pa.array(keys), least=LEAST_SHARED, since=since - near, until=until + near
        ),
        stored.read_far(
            connection,
            pa.array(keys[are_far_keys(keys)]),
            least=LEAST_SHARED,
            since=since - window,
            until=until + window,
            near=(since - near, until + near),
        ),
    ]
    names = ["article_id", "version_id", "story_id", "day"]
    return pa.concat_tables([table.select(names) for table in tables]), join(map(_prints_of, tables))


def _prints_of(table: pa.Table) -> Fingerprints:
    keys, positions = _column(table, "keys"), _column(table, "positions")
    counts = pc.list_value_length(keys).to_numpy()
    return Fingerprints(
        owners=np.repeat(np.arange(table.num_rows), counts),
        keys=pc.list_flatten(keys).to_numpy(),
        positions=pc.list_flatten(positions).to_numpy().astype(np.int64),
        counts=table["letter_count"].to_numpy().astype(np.int64),
    )


def _find_stories(
    connection: duckdb.DuckDBPyConnection,
    new: pa.Table,
    prints: Fingerprints,
    known: pa.Table,
    of_known: Fingerprints,
    window_days: int,
) -> list[list[str]]:
    """Return the stories and single articles that belong together, each group by their names."""
    first_new = known.num_rows
    encoded = _column(known, "story_id").dictionary_encode()
    names = encoded.dictionary.to_pylist() + _column(new, "article_id").to_pylist()
    story_count = len(encoded.dictionary)
    codes = np.concatenate([encoded.indices.to_numpy(), np.arange(new.num_rows) + story_count])
    links = find_links(
        join([of_known, prints]),
        np.concatenate([_day_numbers(known), _day_numbers(new)]),
        _reader(connection, _column(known, "version_id"), _column(new, "compared").to_pylist()),
        first_new=first_new,
        stories=codes,
        window_days=window_days,
    )
    groups = Groups(range(len(names)))
    for one, other in links:
        groups.join(int(codes[one]), int(codes[other]))
    linked = {int(codes[number]) for link in links for number in link}
    merged: defaultdict[int, list[str]] = defaultdict(list)
    for code in sorted(linked):
        merged[groups.find(code)].append(names[code])
    return list(merged.values())


def _reader(
    connection: duckdb.DuckDBPyConnection, known: Any, bodies: Sequence[str]
) -> Callable[[Sequence[int]], list[str]]:
    """Return what reads the texts of articles by their numbers, the known ones first."""

    def read(numbers: Sequence[int]) -> list[str]:
        asked = [number for number in numbers if number < len(known)]
        ids: list[str] = known.take(pa.array(asked, pa.int64())).to_pylist()
        found = stored.read_bodies(connection, ids)
        return [found[one] for one in ids] + [bodies[number - len(known)] for number in numbers[len(ids) :]]

    return read


def _column(table: pa.Table, name: str) -> Any:
    """Return a column in one piece."""
    return table[name].combine_chunks()


def _day_numbers(table: pa.Table) -> Numbers:
    days: Numbers = _column(table, "day").cast(pa.int32()).to_numpy().astype(np.int64)
    return days


def _print_rows(new: pa.Table, prints: Fingerprints) -> pa.Table:
    columns: dict[str, Any] = {name: new[name] for name in ("article_id", "version_id", "day")}
    columns["letter_count"] = pa.array(prints.counts, pa.int32())
    for prefix, part in (("", prints), ("far_", prints.pick(are_far_keys(prints.keys)))):
        ends = np.searchsorted(part.owners, np.arange(new.num_rows + 1))
        offsets = pa.array(ends, pa.int32())
        columns[f"{prefix}keys"] = pa.ListArray.from_arrays(offsets, pa.array(part.keys, pa.uint32()))
        positions = pa.array(part.positions.astype(np.uint16), pa.uint16())
        columns[f"{prefix}positions"] = pa.ListArray.from_arrays(offsets, positions)
    return pa.table(columns)


def _write_merged(
    connection: duckdb.DuckDBPyConnection, merged: Sequence[Sequence[str]], new: pa.Table
) -> None:
    """Store the stories that *merged* makes: each is a group of names of stories or single articles."""
    if not merged:
        return
    names = [name for group in merged for name in group]
    known = {row["article_id"]: row for row in stored.read_members(connection, names)}
    mates = defaultdict(list)
    for row in known.values():
        mates[row["story_id"]].append(row["article_id"])
    ids = {one for name in names for one in mates.get(name, [name])}
    wordings = {row["article_id"]: row for row in new.to_pylist() if row["article_id"] in ids}
    others = stored.read_wordings(connection, sorted(ids - wordings.keys()))
    wordings |= {row["article_id"]: row for row in others}
    rows = []
    for group in merged:
        some = {one for name in group for one in mates.get(name, [name])}
        articles = sorted(some, key=lambda one: _place(wordings[one]))
        first = wordings[articles[0]]
        rows += [_member_row(first, wordings[one], known.get(one)) for one in articles]
    stored.write_stories(connection, names, rows)
    changed = {row["article_id"] for row in rows if row is not known.get(row["article_id"])}
    stored.queue_links(connection, changed - set(new["article_id"].to_pylist()))


def _place(wording: dict[str, Any]) -> tuple[bool, Any, str]:
    """Return by what the articles of a story are put in order: those of unknown time come last."""
    at = wording["published_at"]
    return at is None, 0 if at is None else at, wording["article_id"]


def _member_row(
    first: dict[str, Any], member: dict[str, Any], known: dict[str, Any] | None
) -> dict[str, Any]:
    """Return the row of *member* in the story of *first*; what is *known* stays where it was of the same."""
    versions = (member["version_id"], first["version_id"])
    if known and (known["version_id"], known["first_version_id"]) == versions:
        return known
    extract = describe_copy(first["body"], member["body"])
    titles = [_plain_title(one["title"]) for one in (first, member)]
    return {
        "article_id": member["article_id"],
        "story_id": first["article_id"],
        "version_id": versions[0],
        "first_version_id": versions[1],
        "is_same_title": titles[0] == titles[1] if all(titles) else None,
        "copied_share": extract.copied_share,
        "kept_share": extract.kept_share,
        "added": [span._asdict() for span in extract.added],
        "left_out": [span._asdict() for span in extract.left_out],
    }


def _plain_title(title: str | None) -> str:
    """Return the letters of a headline: neither case nor typography is a change of it."""
    return "".join(filter(str.isalnum, (title or "").casefold()))
