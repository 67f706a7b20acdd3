"""The commands. Nothing below this module and `console` prints."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import click

from ssg.command_options import (
    CONTEXT,
    DONE,
    INTERRUPTED,
    SITE,
    SITE_HAS_ERRORS,
    WRONG_USAGE,
    clocked,
    everywhere,
    full_address,
)
from ssg.console import Console, check_line, console_of
from ssg.core.folders import OUTPUT
from ssg.core.options import BuildOptions
from ssg.core.report import BuildReport, report_data
from ssg.core.urls import UnsafePath
from ssg.pipeline import build
from ssg.question_commands import QUESTIONS
from ssg.theme_commands import theme_group


def version() -> str:
    """Return the version that is installed; a checkout that is run where it stands has none."""
    from importlib import metadata  # it takes 20 ms to import, and hardly anybody asks

    try:
        return metadata.version("ssg-news")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _say_version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"ssg, version {version()}")
        context.exit()


@click.group(context_settings=CONTEXT)
@click.option(
    "--version",
    is_flag=True,
    callback=_say_version,
    expose_value=False,
    is_eager=True,
    help="Show the version and exit.",
)
def ssg() -> None:
    """A static site generator for news blogs."""


@ssg.command(name="init")
@click.argument("folder", type=click.Path(file_okay=False))
@everywhere
def init_command(folder: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Make a new site in FOLDER, with sample posts."""
    from ssg.scaffold import CannotStart, FolderNotEmpty, make_site

    console = console_of(quiet, no_color)
    try:
        made = make_site(folder)
    except FolderNotEmpty:
        raise click.UsageError(f"{folder} is not empty: name a new folder") from None
    except CannotStart as error:
        raise click.UsageError(str(error)) from None
    for path in made:
        console.say(f"made {os.path.join(folder, path)}")
    console.say(f"\nNext:  cd {folder}  then  ssg build")


@ssg.command(name="new")
@click.argument("headline")
@click.option("--section", default="", help="The post's section.")
@click.option("--site", "site", default=".", type=click.Path(file_okay=False), help="The site's folder.  [.]")
@clocked
@everywhere
def new_command(headline: str, section: str, site: str, now: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Start a post with HEADLINE, as a draft with complete front matter; print its path."""
    from ssg.scaffold import CannotStart, start_post

    try:
        path = start_post(site, headline, section, now)
    except CannotStart as error:
        raise click.UsageError(str(error)) from None
    console_of(quiet, no_color).data(path)


@ssg.command(name="build")
@SITE
@click.option("--output", "-o", default="", metavar="DIR", help="Where to put the site.  [SITE/output]")
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    callback=full_address,
    help="Address of the deployed site, instead of the configured one.",
)
@click.option("--drafts", is_flag=True, help="Drafts and scheduled posts too; every page then says noindex.")
@clocked
@click.option("--jobs", "-j", default=0, type=click.IntRange(0, 256), help="Processes.  [one a processor]")
@click.option("--clean", is_flag=True, help="Ignore what earlier builds remembered.")
@click.option("--verify", is_flag=True, help="Also build clean elsewhere and compare byte for byte.")
@click.option("--explain", is_flag=True, help="Print why each output was written.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("--keep-going", is_flag=True, help="Leave broken posts out, build the rest, and still fail.")
@click.option("--locked", is_flag=True, help="Do not write addresses.lock.")
@click.option("--report", default="", metavar="FILE", help="Write what was done to FILE, as JSON.")
@click.option("--profile", is_flag=True, help="Print the time that each stage took, and the slowest outputs.")
@everywhere
def build_command(
    site: str,
    output: str,
    explain: bool,
    report: str,
    profile: bool,
    quiet: bool,
    no_color: bool,
    **options: Any,
) -> None:
    """Build SITE into its output folder, incrementally."""
    console = console_of(quiet, no_color)
    with console.progress() as progress:
        done = build(site, BuildOptions(output=output, **options), progress)
    console.findings(done.diagnostics)
    if explain:
        for written in done.written:
            console.data(f"{written}: {done.reasons[written]}")
    if profile:
        print_profile(console, done)
    if report:
        write_report(report, done)
    console.closing(done, output or os.path.relpath(os.path.join(site, OUTPUT)))
    sys.exit(DONE if done.ok else SITE_HAS_ERRORS)


def print_profile(console: Console, report: BuildReport) -> None:
    for stage, seconds in report.seconds.items():
        console.say(f"{seconds:8.3f} s  {stage}")
    for job in report.slowest:
        console.say(f"{job.seconds * 1000:8.1f} ms  {job.output}")


def write_report(path: str, report: BuildReport) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(report_data(report), file, indent=2, ensure_ascii=False)
            file.write("\n")
    except OSError as error:
        raise click.FileError(path, error.strerror or str(error)) from None


@ssg.command(name="check")
@SITE
@click.option(
    "--format", "format_", default="text", type=click.Choice(["text", "json", "github"]), help="How to print."
)
@click.option("--drafts", is_flag=True, help="Drafts and scheduled posts too.")
@clocked
@everywhere
def check_command(site: str, format_: str, drafts: bool, now: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Look for every mistake in SITE, on a build in memory: nothing is written to its output folder."""
    from ssg.check.formats import formatted
    from ssg.check.gate import checked_site

    console = console_of(quiet, no_color)
    started = time.perf_counter()
    with console.progress() as progress:
        checked = checked_site(site, BuildOptions(drafts=drafts, now=now, cache_dir=cache_dir), progress)
    if format_ == "text":
        console.findings(checked.found)
    elif text := formatted(checked.found, format_, site):
        console.data(text)
    console.say(check_line(checked.found, checked.pages, checked.links, time.perf_counter() - started))
    sys.exit(SITE_HAS_ERRORS if any(item.level != "note" for item in checked.found) else DONE)


@ssg.command(name="serve")
@SITE
@click.option("--host", default="localhost", metavar="NAME", help="Where to listen.  [localhost]")
@click.option("--port", "-p", default=8000, type=click.IntRange(0, 65535), help="The next free one from here.  [8000]")
@click.option("--open", "open_", is_flag=True, help="Open the browser.")
@click.option("--follow", is_flag=True, help="Let the browser go to the page just saved.")
@click.option("--poll", is_flag=True, help="Look for changes every second, where the system tells nothing of them.")
@click.option("--drafts/--no-drafts", default=True, help="Drafts and scheduled posts too, marked.  [shown]")
@clocked
@everywhere
def serve_command(
    site: str,
    host: str,
    port: int,
    open_: bool,
    follow: bool,
    poll: bool,
    drafts: bool,
    now: str,
    quiet: bool,
    no_color: bool,
    cache_dir: str,
) -> None:
    """Show SITE in the browser, live: every save is seen at once. Nothing is written to its output folder."""
    from ssg.preview.serve import ServeOptions, Terminal, serve

    console = console_of(quiet, no_color)
    if not os.path.isdir(site):
        raise click.UsageError(f"there is no folder {site}")
    options = ServeOptions(host, port, open_, poll, follow, drafts, now, cache_dir)
    try:
        problems = serve(site, options, Terminal(console.say, console.findings, console.progress))
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(f"the preview cannot listen on {host}, port {port}: {reason}") from None
    console.findings(problems)
    sys.exit(SITE_HAS_ERRORS if problems else DONE)


for command in (theme_group, *QUESTIONS):
    ssg.add_command(command)


def run() -> int:
    """Run the command that was typed, and return the exit code of the contract."""
    try:
        ssg.main(standalone_mode=False)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else DONE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted: what was written is whole, and the next build mends the rest.", err=True)
        return INTERRUPTED
    except click.UsageError as error:
        error.show()
        return WRONG_USAGE
    except click.ClickException as error:
        error.show()
        return SITE_HAS_ERRORS
    except (OSError, UnsafePath) as error:  # a folder that may not be written, a disk that is full
        click.echo(f"Error: {_in_words(error)}", err=True)
        return SITE_HAS_ERRORS
    return DONE


def _in_words(error: Exception) -> str:
    """Return what the system says, with the path that it is about."""
    if isinstance(error, OSError) and error.strerror:
        place = error.filename2 or error.filename
        return f"{os.fsdecode(place)}: {error.strerror}" if isinstance(place, str | bytes) else error.strerror
    return str(error)
