"""The command line: reads arguments, calls flows and rooms, prints. It decides nothing.

``newsmill --help`` should be there at once, so everything heavy is imported inside the commands.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows import (
    cli_check,
    cli_diff,
    cli_explore,
    cli_export,
    cli_quarantine,
    cli_query,
    cli_report,
    cli_search,
    cli_show,
    cli_sources,
    cli_status,
    cli_up,
)
from flows.cli_guard import ExitCode, Guarded, Options, exit_code, options_of
from flows.console import Progress, say, show_commands, show_ledger
from tasks.model.records import RunReport

_EVERY_DAY = "Every day"
_LOOK = "Look at what there is"
_CARE = "Take care of it"


def _examples(*commands: str) -> str:
    """Return *commands* as the end of a help page, one a line."""
    return "\n\n".join(["Examples:", *(f"  {command}" for command in commands)])


app = typer.Typer(
    cls=Guarded,
    name="newsmill",
    help="Turn news into a warehouse that can be questioned in SQL.",
    epilog=_examples(
        "newsmill ingest ~/clippings",
        'newsmill sql "select source, count(*) from mart.articles group by all"',
        "newsmill report",
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from flows.doctor import newsmill_version

        sys.stdout.write(f"newsmill {newsmill_version()}\n")
        raise typer.Exit


@app.callback()
def _global_options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            envvar="NEWSMILL_HOME", help="Where everything is kept.", metavar="DIR", show_default="./data"
        ),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Turn news into a warehouse that can be questioned in SQL."""
    _ = show_version
    context.obj = Options(home=home, debug=debug)


@app.command(
    rich_help_panel=_EVERY_DAY,
    epilog=_examples(
        "newsmill ingest",
        "newsmill ingest https://courier.example/feed",
        'newsmill ingest ~/clippings "exports/*.jsonl.gz"',
        "some-program | newsmill ingest -",
        "newsmill ingest --json archive.warc.gz > ledger.json",
    ),
)
def ingest(
    context: typer.Context,
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET",
            help="Sources by name, addresses, files, folders, globs, or - for standard input.",
            show_default="the sources that are due",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All configured sources, due or not.", rich_help_panel="Input")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Processes.", show_default="one a core", rich_help_panel="Work"),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="The ledger as one JSON object on standard output.", rich_help_panel="Output"
        ),
    ] = False,
) -> None:
    """Read articles and load them; at the end each document is accounted for."""
    options = options_of(context)
    with Progress() as progress:
        report = _ingest(options, targets or [], everything, workers, progress)
    _show_run(options, report, as_json=as_json)


app.command(
    rich_help_panel=_LOOK,
    epilog=_examples(
        "newsmill sql",
        'newsmill sql "select name, article_count from mart.top_entities limit 10"',
        "newsmill sql -f weekly.sql --to weekly.csv",
    ),
)(cli_query.sql)
app.command(
    rich_help_panel=_LOOK,
    epilog=_examples(
        "newsmill export articles --to articles.parquet",
        "newsmill export articles --since 2026-03-01 | jq -r .title",
        "newsmill export articles --partition day --to articles/",
    ),
)(cli_export.export)
app.command(
    rich_help_panel=_LOOK,
    epilog=_examples(
        "newsmill search harbour pact",
        """newsmill search '"harbour pact" OR ferry* -strike title:Tarnbrook'""",
        "newsmill search --source courier --since 2026-03-01 --json flood | jq -r .[].url",
    ),
)(cli_search.search)
app.command(
    rich_help_panel=_LOOK,
    epilog=_examples("newsmill report", "newsmill report --html today.html --figures figures/"),
)(cli_report.report)
app.command(rich_help_panel=_LOOK, epilog=_examples("newsmill explore", "newsmill explore --port 8080"))(
    cli_explore.explore
)
app.command(
    rich_help_panel=_LOOK,
    epilog=_examples(
        "newsmill show harbour pact",
        "newsmill show https://courier.example/harbour-pact --html pact.html",
        "newsmill show 3f9c --version 1",
    ),
)(cli_show.show)
app.command(
    rich_help_panel=_LOOK,
    epilog=_examples("newsmill diff 4b3f5a", "newsmill diff https://courier.example/7 --html diff.html"),
)(cli_diff.diff)
app.command(rich_help_panel=_LOOK, epilog=_examples("newsmill status --json | jq .runs"))(cli_status.status)
app.command(rich_help_panel=_LOOK, epilog=_examples("newsmill check", "newsmill check --new --json"))(
    cli_check.check
)


@app.command(
    rich_help_panel=_CARE,
    epilog=_examples("newsmill replay --source clippings", "newsmill replay --quarantine"),
)
def replay(
    context: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only what came in from this day on (UTC)."),
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; can be repeated.")] = None,
    quarantine: Annotated[bool, typer.Option("--quarantine", help="Only what waits in quarantine.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The ledger as one JSON object on standard output.")
    ] = False,
) -> None:
    """Shape stored documents again and state their facts anew, after a rule changed."""
    options = options_of(context)
    with Progress() as progress:
        report = _replay(
            options, since.replace(tzinfo=UTC) if since else None, source or [], quarantine, progress
        )
    _show_run(options, report, as_json=as_json)


@app.command(
    rich_help_panel=_CARE,
    epilog=_examples("newsmill backfill --from 2026-03-01 --to 2026-03-07 --source courier"),
)
def backfill(
    context: typer.Context,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC).")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included.")],
    source: Annotated[list[str] | None, typer.Option(help="Only this source; can be repeated.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The ledger as one JSON object on standard output.")
    ] = False,
) -> None:
    """Fetch, or read from the landing zone, what is missing of some days; what is stored costs nothing."""
    options = options_of(context)
    with Progress() as progress:
        report = _backfill(options, first.date(), last.date(), source or [], progress)
    _show_run(options, report, as_json=as_json)


@app.command(rich_help_panel=_CARE, epilog=_examples("newsmill maintain"))
def maintain(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="The ledger as one JSON object on standard output.")
    ] = False,
) -> None:
    """Delete what is too old, give back what the warehouse does not use, and check all of it."""
    from tasks.maintain import run_maintain
    from tasks.settings import load_settings

    options = options_of(context)
    report = run_maintain(load_settings(options.home))
    _show_run(options, report, as_json=as_json)


@app.command(rich_help_panel=_CARE, epilog=_examples("newsmill publish"))
def publish(context: typer.Context) -> None:
    """Refresh the published copy that queries read, now."""
    from tasks.settings import load_settings
    from tasks.warehouse.publish import publish as publish_copy

    settings = load_settings(options_of(context).home)
    is_new = publish_copy(settings.warehouse, settings.published, wait_seconds=settings.lock_wait_seconds)
    say(f"Published {settings.published}." if is_new else f"{settings.published} is current already.")


@app.command(
    rich_help_panel=_CARE,
    epilog=_examples("PREFECT_API_URL=http://127.0.0.1:4200/api newsmill deploy"),
)
def deploy(context: typer.Context) -> None:
    """Create the work pool, the limits and the deployments on a Prefect server."""
    from flows.deploy import deploy as deploy_flows
    from tasks.settings import load_settings

    for line in deploy_flows(load_settings(options_of(context).home)):
        say(line)


@app.command(rich_help_panel=_CARE, epilog=_examples("newsmill doctor"))
def doctor(context: typer.Context) -> None:
    """Check settings, disk, warehouse, ledger and Prefect; exit 1 when something is wrong."""
    from flows.doctor import examine, show_findings

    findings = examine(options_of(context).home)
    show_findings(findings)
    if any(finding.is_problem for finding in findings):
        raise typer.Exit(ExitCode.FAILED)


app.command(rich_help_panel=_CARE, epilog=_examples("newsmill up", "newsmill up --foreground --port 4300"))(
    cli_up.up
)
app.command(rich_help_panel=_CARE, epilog=_examples("newsmill down"))(cli_up.down)
app.add_typer(cli_sources.app, name="sources", rich_help_panel=_EVERY_DAY)
app.add_typer(cli_quarantine.app, name="quarantine", rich_help_panel=_CARE)


def ledger_as_json(report: RunReport) -> str:
    """Return the ledger of *report* as one JSON object on one line; its keys are public."""
    return json.dumps(
        {
            "run_id": report.run_id,
            "status": report.status.value,
            **asdict(report.total),
            "rejected_by": report.rejected_by,
            "sources": {name: asdict(counts) for name, counts in report.sources.items()},
            "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
        },
        ensure_ascii=False,
    )


def main() -> None:
    """Run the command line."""
    app(prog_name="newsmill")


def _ingest(
    options: Options, targets: list[str], everything: bool, workers: int | None, progress: Progress
) -> RunReport:
    """Ingest through the flow where a Prefect server is set, which then records the run; else plainly."""
    if os.environ.get("PREFECT_API_URL"):
        from flows.ingest import record_ingest

        return record_ingest(targets, everything=everything, home=options.home)
    from tasks.mill import run_ingest
    from tasks.settings import load_settings

    settings = load_settings(options.home)
    return run_ingest(settings, targets, everything=everything, workers=workers, on_progress=progress)


def _replay(
    options: Options, since: datetime | None, sources: list[str], quarantine: bool, progress: Progress
) -> RunReport:
    """Replay through the flow where a Prefect server is set, which then records the run; else plainly."""
    if os.environ.get("PREFECT_API_URL"):
        from flows.replay import record_replay

        return record_replay(since=since, sources=sources, quarantine=quarantine, home=options.home)
    from tasks.replay import run_replay
    from tasks.retry import run_retry
    from tasks.settings import load_settings

    settings = load_settings(options.home)
    if quarantine:
        return run_retry(settings, since=since, sources=sources, on_progress=progress)
    return run_replay(settings, since=since, sources=sources, on_progress=progress)


def _backfill(options: Options, first: date, last: date, sources: list[str], progress: Progress) -> RunReport:
    """Backfill through the flow where a Prefect server is set, which then records the run; else plainly."""
    if os.environ.get("PREFECT_API_URL"):
        from flows.backfill import record_backfill

        return record_backfill(first, last, sources=sources, home=options.home)
    from tasks.backfill import Days, run_backfill
    from tasks.settings import load_settings

    days = Days(first=first, last=last)
    return run_backfill(load_settings(options.home), days, sources=sources, on_progress=progress)


def _show_run(options: Options, report: RunReport, *, as_json: bool) -> None:
    """Print the ledger and where to look next, and end with the run's exit code."""
    show_ledger(report)
    if as_json:
        sys.stdout.write(ledger_as_json(report) + "\n")
    else:
        show_commands("Look next:", _next_steps(options, report))
    raise typer.Exit(exit_code(report))


def _next_steps(options: Options, report: RunReport) -> list[tuple[str, str]]:
    program = "newsmill"
    if options.home is not None and "NEWSMILL_HOME" not in os.environ:
        program += f" --home {shlex.quote(str(options.home))}"
    steps = [
        (f"{program} report", "who is in the news, who said what; also as a page"),
        (
            f'{program} sql "select published_date, source, title from mart.articles order by all"',
            "the articles",
        ),
        (f"{program} sql", "a prompt; .tables lists what can be asked"),
    ]
    if report.total.rejected:
        steps.append((f"{program} quarantine list", "what was rejected, and why"))
    return steps


if __name__ == "__main__":
    main()
