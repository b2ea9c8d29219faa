"""The documentation names what exists, and all of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tasks.model.errors import rejection_reasons

CHECKOUT = Path(__file__).resolve().parents[1]
OPERATIONS = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    """Return the commands that ``newsmill --help`` lists."""
    from flows.cli import app

    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    return names | {group.name for group in app.registered_groups if group.name}


def test_operations_lists_every_reason_code_and_no_other() -> None:
    table = OPERATIONS.split("## Reason codes")[1].split("\n## ")[0]

    listed = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))

    assert listed == set(rejection_reasons())


def test_every_command_is_in_the_readme() -> None:
    missing = {name for name in commands() if f"newsmill {name}" not in README}

    assert not missing


def test_no_document_names_a_command_that_does_not_exist() -> None:
    documents = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
    shown = {
        (path.name, name)
        for path in documents
        for name in re.findall(r"^    newsmill ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    unknown = {(path, name) for path, name in shown if name not in commands()}

    assert not unknown


def test_the_dictionary_is_what_the_sql_says() -> None:
    went = subprocess.run(
        [sys.executable, "-m", "flows.dictionary", "--check"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert went.returncode == 0, went.stdout + went.stderr


def test_every_dependency_is_explained() -> None:
    project = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    declared = project.split("dependencies = [")[1].split("\n]")[0]
    names = re.findall(r'^\s+"([a-z0-9-]+)', declared, re.MULTILINE)
    explained = (CHECKOUT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    assert [name for name in names if name not in explained] == []
