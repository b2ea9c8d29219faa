"""Write ``docs/warehouse.md``: what every view and table holds, from the comments in ``sql/``.

    python -m flows.dictionary            write the page
    python -m flows.dictionary --check    exit 1 when the page is stale

The page is made from an empty warehouse built in memory, so it says what a warehouse says of itself:
``comment on`` gives the words, DuckDB the types, and the head of a view's file what it answers.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from tasks.warehouse.migrate import migrate

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "warehouse.md"
VIEWS = ROOT / "sql" / "views"

_HEAD = re.compile(r"\A(?:--[^\n]*\n)+")
_ENTRY = re.compile(r"^(Grain|Reads|Answers):\s*", re.MULTILINE)

_INTRODUCTION = """\
# The warehouse, column by column

Made by `make docs` from the comments in `sql/`; edit those and not this page.

People query the layer `mart`, in the published copy (`newsmill sql QUERY`, or any DuckDB shell on
`published/news.duckdb`). The other layers are how it comes about: `raw` is what came in, `core` the articles
and the facts in them, `meta` the runs, `stage` one view a table that `mart` is built on.
[queries.md](queries.md) has questions to start from.

- **Times** (`_at`) are UTC instants; your session decides how they are shown. **Days and weeks** (`_date`)
  are those of the reader's time zone, which the warehouse holds: see [mart.settings](#martsettings).
- **Facts** are those of the current wording. `"start"` and `"end"` count characters from 0, end exclusive, in
  the `part` of the article they stand in: `substr(body, "start" + 1, "end" - "start")` is the quoted text.
  `rule` names what found it.
- **Null** means not known. Nothing is made up to fill a column.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands at the head of a view's or a check's file."""

    what: str
    grain: str = ""
    reads: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table or view."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One table or view with its columns, in order."""

    layer: str
    name: str
    comment: str
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """Layer and name, as a query writes them."""
        return f"{self.layer}.{self.name}"


def read_header(sql: str) -> Header:
    """Return what the comment that opens *sql* says.

    >>> read_header("-- Who wrote.\\n--\\n-- Grain: one row per name.\\n-- Reads: stage.a,\\n--   stage.b\\n")
    Header(what='Who wrote.', grain='one row per name.', reads='stage.a, stage.b', answers='')
    """
    head = _HEAD.search(sql)
    text = re.sub(r"^--[ ]?", "", head.group(), flags=re.MULTILINE) if head else ""
    what, *entries = _ENTRY.split(text)
    found = dict(zip(entries[::2], entries[1::2], strict=True))
    return Header(
        what=_on_one_line(what),
        grain=_on_one_line(found.get("Grain", "")),
        reads=_on_one_line(found.get("Reads", "")),
        answers=_on_one_line(found.get("Answers", "")),
    )


def read_relations(connection: duckdb.DuckDBPyConnection, layers: Sequence[str]) -> list[Relation]:
    """Return the tables and views of *layers*, in the order of *layers* and then by name."""
    rows = connection.execute(
        """
        with relation as (
            select database_name, schema_name, table_name, comment
            from duckdb_tables()
            union all
            select database_name, schema_name, view_name, comment
            from duckdb_views()
        )

        select r.schema_name, r.table_name, r.comment, c.column_name, c.data_type, c.comment
        from relation as r
        join duckdb_columns() as c using (database_name, schema_name, table_name)
        where r.database_name = current_database() and list_contains(?, r.schema_name)
        order by list_position(?, r.schema_name), r.table_name, c.column_index
        """,
        [list(layers), list(layers)],
    ).fetchall()
    return [
        Relation(
            layer=layer,
            name=name,
            comment=comment or "",
            columns=tuple(Column(name=row[3], type=row[4], comment=row[5] or "") for row in columns),
        )
        for (layer, name, comment), columns in groupby(rows, key=lambda row: row[:3])
    ]


def describe_warehouse(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the text of ``docs/warehouse.md`` for the warehouse behind *connection*."""
    mart = read_relations(connection, ["mart"])
    tables = read_relations(connection, ["core", "raw", "meta"])
    lines = [_INTRODUCTION]
    lines += [f"- [{view.full_name}](#{_anchor(view)}): {_uncapitalised(view.comment)}" for view in mart]
    lines += ["", "## Views: mart", ""]
    for view in mart:
        lines += _describe_view(view, read_header(_file_of(view).read_text(encoding="utf-8")))
    lines += ["## Tables: core, raw, meta", ""]
    lines += ["What the views stand on. Their columns may change between releases.", ""]
    for table in tables:
        lines += _describe_table(table)
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: Sequence[str] = ()) -> int:
    """Write the page, or with ``--check`` say whether it is stale; return the exit code."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python -m flows.dictionary [--check]\n")
        return 2
    with duckdb.connect() as connection:
        migrate(connection)
        text = describe_warehouse(connection)
    if not arguments:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/warehouse.md is stale: run make docs\n")
    return 1


def _describe_view(view: Relation, header: Header) -> Iterator[str]:
    yield f"### {view.full_name}"
    yield ""
    yield f"{view.comment}."
    yield ""
    yield header.what
    yield ""
    yield f"Answers: {header.answers}"
    yield ""
    yield from _rows(view.columns)


def _describe_table(table: Relation) -> Iterator[str]:
    """Name every column; give a row to those that say more than their name."""
    yield f"### {table.full_name}"
    yield ""
    yield f"{table.comment}."
    yield ""
    yield "Columns: " + ", ".join(f"`{column.name}`" for column in table.columns) + "."
    yield ""
    commented = tuple(column for column in table.columns if column.comment)
    if commented:
        yield from _rows(commented)


def _rows(columns: Sequence[Column]) -> Iterator[str]:
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in columns:
        yield f"| `{column.name}` | `{column.type.lower()}` | {_cell(column.comment)} |"
    yield ""


def _file_of(view: Relation) -> Path:
    return VIEWS / view.layer / f"{view.name}.sql"


def _anchor(relation: Relation) -> str:
    return f"{relation.layer}{relation.name}"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
