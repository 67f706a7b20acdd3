"""Commands that answer a question about a site and change nothing in it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from ssg.command_options import DONE, SITE, SITE_HAS_ERRORS, clocked, everywhere
from ssg.console import Console, console_of
from ssg.core.errors import Refused
from ssg.core.options import BuildOptions

if TYPE_CHECKING:
    from ssg.survey import Survey


@click.command(name="why")
@click.argument("path_or_url")
@click.option("--site", "site", default=".", type=click.Path(file_okay=False), help="The site's folder.  [.]")
@click.option("--output", "-o", default="", metavar="DIR", help="The output folder that it stands in.  [SITE/output]")
@everywhere
def why_command(path_or_url: str, site: str, output: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Say what an output is made of, and what last made it change."""
    from ssg.inspect import NotBuilt, explain_output

    try:
        lines = explain_output(site, path_or_url, output, cache_dir)
    except NotBuilt as error:
        raise click.UsageError(str(error)) from None
    for line in lines:
        console_of(quiet, no_color).data(line)


@click.command(name="related")
@click.argument("post")
@SITE
@clocked
@everywhere
def related_command(post: str, site: str, now: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Print the posts related to POST (a path, slug or address), with scores and reasons."""
    from ssg.inspect import NotBuilt, explain_related

    try:
        lines = explain_related(site, post, BuildOptions(now=now, cache_dir=cache_dir))
    except NotBuilt as error:
        raise click.UsageError(str(error)) from None
    for line in lines:
        console_of(quiet, no_color).data(line)


@click.command(name="due")
@SITE
@click.option("--format", "format_", default="text", type=click.Choice(["text", "tsv"]), help="How to print.")
@clocked
@everywhere
def due_command(site: str, format_: str, now: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Print when SITE next changes by itself: posts whose time comes, that expire, or leave the news sitemap."""
    from ssg.schedule import due_in, due_lines, due_rows

    console = console_of(quiet, no_color)
    surveyed = surveyed_site(console, site, BuildOptions(now=now, cache_dir=cache_dir))
    due = due_in(surveyed)
    for line in due_rows(due) if format_ == "tsv" else due_lines(due, surveyed.now):
        console.data(line)
    if not due:
        console.say("Nothing is due: the clock alone changes nothing any more.")
    sys.exit(SITE_HAS_ERRORS if surveyed.errors else DONE)


@click.command(name="tags")
@SITE
@clocked
@everywhere
def tags_command(site: str, now: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Print the tags of SITE with their counts, and those that may be one with the lines for site.toml."""
    from ssg.tag_report import report_lines, tag_report

    console = console_of(quiet, no_color)
    surveyed = surveyed_site(console, site, BuildOptions(now=now, cache_dir=cache_dir))
    console.data("\n".join(report_lines(tag_report(surveyed))))
    sys.exit(SITE_HAS_ERRORS if surveyed.errors else DONE)


def surveyed_site(console: Console, site: str, options: BuildOptions) -> Survey:
    """Return what the site's files say, and print their errors; exit where there is no site to read."""
    from ssg.survey import survey

    try:
        surveyed = survey(site, options)
    except Refused as refused:
        console.findings(refused.problems)
        sys.exit(SITE_HAS_ERRORS)
    console.findings(surveyed.errors)
    return surveyed


@click.command(name="digest")
@SITE
@click.option("--week", default="", metavar="WEEK", help="Like 2026-W03.  [the newest that is over]")
@clocked
@everywhere
def digest_command(site: str, week: str, now: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Print the weekly digest of SITE as plain text, and say where a build puts it. Nothing is sent."""
    from ssg.core.errors import frame
    from ssg.digest_command import NoDigest, digest_issue
    from ssg.inspect import NotBuilt
    from ssg.render.pages import RenderError

    console = console_of(quiet, no_color)
    try:
        issue = digest_issue(site, week, BuildOptions(now=now, cache_dir=cache_dir))
    except RenderError as error:
        raise click.ClickException(frame(error.problem)) from None
    except (NoDigest, NotBuilt) as error:
        raise click.ClickException(str(error)) from None
    console.data(issue.text.rstrip("\n"))
    for path in issue.places:
        console.say(os.path.relpath(path))


QUESTIONS = (why_command, related_command, due_command, tags_command, digest_command)
