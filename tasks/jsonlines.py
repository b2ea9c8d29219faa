"""Logs as JSON, a line each, when ``NEWSMILL_LOG=json`` asks for it: for a collector, not for people."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime

VARIABLE = "NEWSMILL_LOG"


def is_asked_for() -> bool:
    """Do operators want their logs as JSON?"""
    return os.environ.get(VARIABLE, "").lower() == "json"


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object on one line, whatever its text holds.

    >>> record = logging.LogRecord("tasks.run", logging.INFO, "", 0, "%d read", (3,), None)
    >>> record.created = 0.0
    >>> JsonLines().format(record)
    '{"at": "1970-01-01T00:00:00+00:00", "level": "info", "logger": "tasks.run", "text": "3 read"}'
    """

    def __init__(self, fmt: str | None = None, *_: object, **__: object) -> None:
        super().__init__()  # *fmt* comes from Prefect's file and means another formatter

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as JSON; a run of Prefect's is named, and so is an error's traceback."""
        said: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        run = getattr(record, "flow_run_name", None)
        if isinstance(run, str) and run != "<unknown>":
            said["flow_run"] = run
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def log_as_json() -> None:
    """Have what our rooms log go to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("tasks", "flows"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
