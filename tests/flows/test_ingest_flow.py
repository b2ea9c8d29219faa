from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.model.errors import NewsError
from tasks.model.records import RunStatus

pytestmark = pytest.mark.usefixtures("prefect")


def result_of(state: Any) -> Any:
    """Return what the flow run came to; Prefect's types know flows that return no state only."""
    return state.result()


def test_a_run_with_something_rejected_ends_degraded_and_leaves_its_ledger(
    clippings: Path, tmp_path: Path
) -> None:
    from prefect.artifacts import Artifact

    from flows.ingest import ingest

    state = ingest(sources=[str(clippings)], home=str(tmp_path / "home"), return_state=True)

    report = result_of(state)
    artifact: Any = Artifact.get("ingest-ledger")
    assert (state.name, state.is_completed()) == ("Degraded", True)
    assert (report.total.read, report.total.new, report.total.rejected) == (3, 2, 1)
    assert f"Run `{report.run_id}` ended **degraded**" in str(artifact.data)


def test_running_the_flow_again_changes_nothing(clippings: Path, tmp_path: Path) -> None:
    from flows.ingest import ingest

    (clippings / "picture.png").unlink()
    home = tmp_path / "home"
    first = ingest(sources=[str(clippings)], home=str(home), return_state=True)

    second = ingest(sources=[str(clippings)], home=str(home), return_state=True)

    assert (first.name, second.name) == ("Completed", "Completed")
    assert (result_of(second).total.new, result_of(second).total.unchanged) == (0, 2)
    with duckdb.connect(str(home / "published" / "news.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from mart.articles").fetchall() == [(2,)]


def test_a_run_that_could_read_nothing_fails_and_says_so(tmp_path: Path) -> None:
    from flows.ingest import ingest

    state = ingest(sources=[str(tmp_path / "nowhere")], home=str(tmp_path / "home"), return_state=True)

    assert state.is_failed()
    assert "nothing could be read" in (state.message or "")


def test_the_command_line_gets_the_report_of_a_failed_run_too(tmp_path: Path) -> None:
    from flows.ingest import record_ingest

    report = record_ingest([str(tmp_path / "nowhere")], home=tmp_path / "home")

    assert report.status is RunStatus.FAILED
    assert report.rejected_by == {"missing_path": 1}


def test_a_mistake_in_the_settings_is_the_message_of_the_state(tmp_path: Path) -> None:
    from flows.ingest import record_ingest

    (tmp_path / "sources.toml").write_text("[settings]\ntimezne = 'UTC'\n", encoding="utf-8")

    with pytest.raises(NewsError, match="'timezne' is no setting"):
        record_ingest(home=tmp_path)


def test_publish_says_whether_the_copy_was_behind(clippings: Path, tmp_path: Path) -> None:
    from flows.ingest import ingest
    from flows.publish import publish

    home = tmp_path / "home"
    ingest(sources=[str(clippings)], home=str(home), return_state=True)
    (home / "published" / "news.duckdb").unlink()

    behind = publish(home=str(home), return_state=True)
    current = publish(home=str(home), return_state=True)

    assert (result_of(behind), result_of(current)) == (True, False)


def test_a_replay_is_a_flow_of_its_own(clippings: Path, tmp_path: Path) -> None:
    from flows.ingest import record_ingest
    from flows.replay import record_replay

    home = tmp_path / "home"
    first = record_ingest([str(clippings)], home=home)

    again = record_replay(home=home)

    assert (again.flow, again.total.unchanged) == ("replay", first.total.new)
    with pytest.raises(NewsError, match="no stored document of nobody"):
        record_replay(sources=["nobody"], home=home)


def test_the_limit_is_needed_where_there_is_a_server(clippings: Path, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client

    from flows.deploy import make_limit
    from flows.ingest import record_ingest
    from tasks.steps import WAREHOUSE_LIMIT

    with get_client(sync_client=True) as client:
        client.delete_global_concurrency_limit_by_name(WAREHOUSE_LIMIT)
    try:
        with pytest.raises(NewsError, match="`newsmill deploy` makes it"):
            record_ingest([str(clippings)], home=tmp_path / "home")
    finally:
        make_limit()


def test_the_report_is_written_and_named_on_the_server(tmp_path: Path, clippings: Path) -> None:
    from prefect.artifacts import Artifact

    from flows.ingest import ingest
    from flows.report import report
    from tasks.steps import REPORT_KEY

    home = tmp_path / "home"
    empty = report(home=str(home), return_state=True)
    ingest(sources=[str(clippings)], home=str(home), return_state=True)

    state = report(home=str(home), figures=str(tmp_path / "figures"), return_state=True)

    assert (empty.is_failed(), state.is_completed()) == (True, True)
    page = home / "reports" / "index.html"
    artifact: Any = Artifact.get(REPORT_KEY)
    assert page.resolve().as_uri() in str(artifact.data)
    assert (tmp_path / "figures" / "articles_by_day.csv").exists()
