"""What the commands print: findings, progress, and a closing line that says what was done."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

from ssg.core.errors import Diagnostic, frame, printable
from ssg.core.options import Progress, silent
from ssg.core.report import BuildReport

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
MANY = 100  # pages and files: of fewer it says nothing how many are made in a second
SHOWN_OF_A_KIND = 3  # findings of one kind that are printed in full; more become one line with as many examples


@dataclass(frozen=True, slots=True)
class Console:
    """How to print: messages go to stderr, data to stdout."""

    quiet: bool = False
    colour: bool | None = None  # None: where stderr is a terminal

    def say(self, text: str = "") -> None:
        """Print a message, unless the user asked for quiet."""
        if not self.quiet:
            click.echo(text, err=True, color=self.colour)

    def data(self, text: str) -> None:
        """Print what the command was asked for."""
        click.echo(text, color=self.colour)

    def findings(self, found: Sequence[Diagnostic]) -> None:
        """Print all findings, many of a kind as one; errors are printed whatever the user asked for."""
        for group in grouped(found):
            text = frame(group[0]) if len(group) == 1 else summed_up(group)
            if group[0].level == "error" or not self.quiet:
                click.echo(_coloured(text, group[0]) + "\n", err=True, color=self.colour)

    @contextlib.contextmanager
    def progress(self) -> Iterator[Progress]:
        """Give a progress that draws a bar on a terminal and prints a line a stage elsewhere."""
        if self.quiet:
            yield silent
        elif sys.stderr.isatty() and self.colour is not False:
            with _bar() as advance:
                yield advance
        else:
            yield _line_a_stage

    def closing(self, report: BuildReport, output: str) -> None:
        """Print what a build did, in what time, at what rate."""
        self.say(closing_line(report, output))


def console_of(quiet: bool, no_color: bool) -> Console:
    off = no_color or bool(os.environ.get("NO_COLOR"))  # https://no-color.org: set and not empty
    return Console(quiet, False if off else None)


def closing_line(report: BuildReport, output: str) -> str:
    """Return the last line of a build."""
    seconds = sum(report.seconds.values())
    if not report.ok:
        errors = sum(item.level == "error" for item in report.diagnostics)
        state = f"{len(report.written):,} files written" if report.written else "nothing was written"
        return f"Failed with {_counted(errors, 'error')}; {state}. ({seconds:.2f} s)"
    made = f"{len(report.written):,} written, {report.unchanged:,} unchanged"
    if report.removed:
        made += f", {len(report.removed):,} removed"
    rate = f", {report.rendered / seconds:,.0f} pages and files a second" if report.rendered >= MANY and seconds else ""
    warnings = sum(item.level == "warning" for item in report.diagnostics)
    noted = f" {_counted(warnings, 'warning')}." if warnings else ""
    return f"Built {_counted(report.posts, 'post')} into {output}: {made}, in {seconds:.2f} s{rate}.{noted}"


def check_line(found: Sequence[Diagnostic], pages: int, links: int, seconds: float) -> str:
    """Return the last line of a check."""
    read = f"Checked {_counted(pages, 'page')} and {_counted(links, 'link')} in {seconds:.2f} s"
    levels = {level: sum(item.level == level for item in found) for level in ("error", "warning")}
    faults = " and ".join(_counted(number, level) for level, number in levels.items() if number)
    return f"{read}: {faults}." if faults else f"{read}: nothing to mend."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


# ── many findings of a kind ─────────────────────────────────────────────────────────────────────────


def grouped(found: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Return the findings in groups to print: alone, or more than SHOWN_OF_A_KIND of one kind together."""
    kinds: dict[tuple[str, str], list[Diagnostic]] = {}
    for item in found:
        kinds.setdefault(_kind(item), []).append(item)
    groups: list[list[Diagnostic]] = []
    for items in kinds.values():
        if len(items) > SHOWN_OF_A_KIND and items[0].level != "error":
            groups.append(items)
        else:
            groups += [[item] for item in items]
    return sorted(groups, key=lambda group: (_ORDER[group[0].level], group[0]))


_ORDER = {"note": 0, "warning": 1, "error": 2}
"""Errors come last: nearest to the prompt."""

BY_SUBJECT = frozenset({"theme-contract", "unknown-key"})
"""Codes whose findings are of one kind only when they are about the same thing."""


def _kind(item: Diagnostic) -> tuple[str, str]:
    return item.code, item.subject if item.code in BY_SUBJECT else ""


def summed_up(group: Sequence[Diagnostic]) -> str:
    """Return a group of findings as a headline with a count and three examples."""
    first = group[0]
    files = len({item.file for item in group})
    what = first.message if first.code in BY_SUBJECT else f"{len(group):,} findings like: {first.message}"
    lines = [f"{first.level}[{first.code}]: {what}, in {_counted(files, 'file')}"]
    lines += [f"  --> {_place(item)}" for item in group[:SHOWN_OF_A_KIND]]
    if first.help:
        lines.append(f"help: {first.help}")
    return "\n".join(map(printable, lines))


def _place(item: Diagnostic) -> str:
    return item.file + (f":{item.line}" if item.line else "") + (f":{item.column}" if item.column else "")


def _coloured(text: str, item: Diagnostic) -> str:
    head, _, rest = text.partition("\n")
    label, _, message = head.partition(": ")
    styled = click.style(label, fg=COLOURS[item.level], bold=True) + ": " + click.style(message, bold=True)
    return styled + ("\n" + rest if rest else "")


# ── progress ────────────────────────────────────────────────────────────────────────────────────────


def _line_a_stage(stage: str, done: int, total: int) -> None:
    if done == total and total:
        click.echo(f"{stage}: {total:,}", err=True)


@contextlib.contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description:>7}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=RichConsole(stderr=True), transient=True) as bar:
        tasks = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield advance
