"""What several commands share: their options and arguments, and the exit codes of the contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ssg.core.clock import read_clock

DONE, SITE_HAS_ERRORS, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

Command = TypeVar("Command", bound=Callable[..., Any])

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


def everywhere(command: Command) -> Command:
    """Give a command the options that all have."""
    for option in (
        click.option(
            "--cache-dir", default="", metavar="DIR", help="Where to keep what saves time.  [SITE/.ssg-cache]"
        ),
        click.option("--no-color", is_flag=True, help="No colours, as with NO_COLOR."),
        click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
    ):
        command = option(command)
    return command


def _instant(context: click.Context, option: click.Parameter, typed: str) -> str:
    try:
        read_clock(typed, {})
    except ValueError:
        raise click.BadParameter(f"“{typed}” is no time; write it like 2026-01-13T09:00:00+01:00") from None
    return typed


def full_address(context: click.Context, option: click.Parameter, typed: str) -> str:
    from ssg.core.web_readers import is_url  # it takes 5 ms to import, and hardly any build asks

    if typed and not is_url(typed):
        raise click.BadParameter(f"“{typed}” is no address; write it like https://news.example")
    return typed


def clocked(command: Command) -> Command:
    """Give a command the clock's option."""
    help = "The instant to build for, in ISO 8601."
    return click.option("--now", default="", metavar="TIME", callback=_instant, help=help)(command)


SITE = click.argument("site", default=".", type=click.Path(file_okay=False))
