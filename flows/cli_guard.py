"""How a command ends: exit codes, and one sentence instead of a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from flows.console import prepare_streams, say, say_error
from tasks.jsonlines import is_asked_for, log_as_json
from tasks.model.errors import NewsError
from tasks.model.records import RunReport, RunStatus


class ExitCode(IntEnum):
    """What a shell learns of a command; as public as the commands themselves."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    DEGRADED = 3
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What stands before the command. ``home`` is ``None`` where the environment decides."""

    home: Path | None = None
    debug: bool = False


class Guarded(TyperGroup):
    """The commands, each ending in an exit code: a known error is a sentence, and so is an unknown one."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command and turn whatever it raises into an exit code."""
        prepare_streams()
        if is_asked_for() and not os.environ.get("PREFECT_API_URL"):  # there, Prefect's handlers do it
            log_as_json()
        debug = bool(ctx.params.get("debug"))
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except BrokenPipeError:
            _close_pipe()  # `| head` has seen enough, which is no fault
            raise typer.Exit(ExitCode.DONE) from None
        except KeyboardInterrupt:
            say("interrupted")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except NewsError as error:
            _show_traceback(debug)
            say_error(str(error))
            raise typer.Exit(ExitCode.FAILED) from None
        except Exception as error:
            _show_traceback(debug)
            hint = "" if debug else " (newsmill --debug shows where)"
            say_error(f"{type(error).__name__}: {error}{hint}")
            raise typer.Exit(ExitCode.FAILED) from None
        return result


def options_of(context: typer.Context) -> Options:
    """Return what stood before the command that *context* belongs to."""
    found = context.find_object(Options)
    return found if found is not None else Options()


def exit_code(report: RunReport) -> ExitCode:
    """Return the exit code of a run that ended as *report* says."""
    codes = {RunStatus.COMPLETED: ExitCode.DONE, RunStatus.DEGRADED: ExitCode.DEGRADED}
    return codes.get(report.status, ExitCode.FAILED)


def _show_traceback(debug: bool) -> None:
    if debug:
        traceback.print_exc()


def _close_pipe() -> None:
    """Point standard output nowhere, so that Python's last flush finds no closed pipe either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
