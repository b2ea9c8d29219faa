"""Import this before Prefect: nothing of ours calls home unless an operator asks for it.

Prefect counts usage and looks for its own news by default. Whoever wants that sets these variables
otherwise; here they only get a default. The one about start-up is for flows run without a server:
Prefect then starts one of its own, which takes longer than its 20 seconds on a busy machine.
"""

import os

from tasks.jsonlines import is_asked_for

DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,tasks",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # the rooms also run, and log, without a flow
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}

if is_asked_for():
    DEFAULTS["PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER"] = "json"
    DEFAULTS["PREFECT_LOGGING_FORMATTERS_JSON_CLASS"] = "tasks.jsonlines.JsonLines"

for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)
