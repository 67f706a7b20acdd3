"""Findings for programs: JSON, and annotations of GitHub Actions."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Callable, Mapping, Sequence

from ssg.core.errors import Diagnostic
from ssg.core.report import BuildReport, report_data

GITHUB_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def formatted(found: Sequence[Diagnostic], format_: str, site_folder: str = ".") -> str:
    """Return the findings as "json" or "github" has them. Raises KeyError for another format.

    GitHub looks for files from the folder that the command runs in, hence ``site_folder``.
    """
    return FORMATS[format_](found, site_folder)


def _json(found: Sequence[Diagnostic], site_folder: str) -> str:
    listed = report_data(BuildReport(diagnostics=tuple(found)))["diagnostics"]
    return json.dumps({"diagnostics": listed}, indent=2, ensure_ascii=False)


def _github(found: Sequence[Diagnostic], site_folder: str) -> str:
    return "\n".join(_workflow_command(item, site_folder) for item in found)


def _workflow_command(item: Diagnostic, site_folder: str) -> str:
    """Return a workflow command of GitHub Actions (docs.github.com, "Workflow commands")."""
    file = posixpath.normpath(posixpath.join(os.path.relpath(site_folder).replace(os.sep, "/"), item.file))
    properties = {
        "file": file if item.file else "",
        "line": str(item.line or ""),
        "col": str(item.column or ""),
        "title": item.code,
    }
    listed = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items() if value)
    message = f"{item.message}\nhelp: {item.help}" if item.help else item.message
    return f"::{GITHUB_COMMANDS[item.level]} {listed}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], str], str]] = {"json": _json, "github": _github}
