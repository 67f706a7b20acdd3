"""`ssg theme`: what themes there are, what a site overrides, a start for one's own, and a trial of one."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from ssg.command_options import CONTEXT, DONE, SITE, SITE_HAS_ERRORS, everywhere
from ssg.console import console_of
from ssg.core.theme_contract import VERSION


@click.group(name="theme", context_settings=CONTEXT)
def theme_group() -> None:
    """Themes: what there is, what a site overrides, and a start for one's own."""


@theme_group.command(name="list")
@SITE
@everywhere
def theme_list_command(site: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Print the themes that SITE can use; the one that it uses has a star."""
    from ssg.theming import list_themes

    _print_lines(lambda: list_themes(site), quiet, no_color)


@theme_group.command(name="show")
@click.argument("name", default="")
@click.option("--site", "site", default=".", type=click.Path(file_okay=False), help="The site's folder.  [.]")
@everywhere
def theme_show_command(name: str, site: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Print what the theme NAME, or the site's own, is made of: layers, settings, overrides."""
    from ssg.theming import show_theme

    _print_lines(lambda: show_theme(site, name), quiet, no_color)


@theme_group.command(name="new")
@click.argument("name")
@click.argument("files", nargs=-1)
@click.option("--inherits", default="default", metavar="THEME", help="The theme that it stands on.  [default]")
@click.option("--site", "site", default=".", type=click.Path(file_okay=False), help="The site's folder.  [.]")
@everywhere
def theme_new_command(
    name: str, files: tuple[str, ...], inherits: str, site: str, quiet: bool, no_color: bool, cache_dir: str
) -> None:
    """Start the theme NAME as a child of another, with copies of some of its FILES to change."""
    from ssg.theming import start_theme

    _print_lines(lambda: start_theme(site, name, inherits, files), quiet, no_color)
    console_of(quiet, no_color).say(
        f'\nNext: write  theme = "{name}"  below [site] in site.toml, and change themes/{name}/ under  ssg serve'
    )


@theme_group.command(name="diff")
@click.argument("file", default="")
@click.option("--theme", "name", default="", help="Another theme than the site's.")
@click.option("--site", "site", default=".", type=click.Path(file_okay=False), help="The site's folder.  [.]")
@everywhere
def theme_diff_command(file: str, name: str, site: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Print how FILE, or every file that the site overrides, differs from what it stands for."""
    from ssg.theming import theme_differences

    if not _print_lines(lambda: theme_differences(site, name, file), quiet, no_color):
        console_of(quiet, no_color).say("Nothing is overridden: every file is the theme's own.")


@theme_group.command(name="check")
@click.argument("name", default="")
@click.option("--site", "site", default=".", type=click.Path(file_okay=False), help="The site's folder.  [.]")
@everywhere
def theme_check_command(name: str, site: str, quiet: bool, no_color: bool, cache_dir: str) -> None:
    """Try the theme NAME, or the site's own, on small sites with every kind of post; print what breaks the contract."""
    from ssg.theme_trial import try_theme
    from ssg.theming import CannotAnswer, chosen_theme

    console = console_of(quiet, no_color)
    try:
        chosen = chosen_theme(site, name)
    except CannotAnswer as error:
        raise click.UsageError(str(error)) from None
    trial = try_theme(site, chosen)
    console.findings(trial.found)
    faults = sum(item.level != "note" for item in trial.found)
    kept = f"{faults} to mend" if faults else f"it keeps the contract of themes, version {VERSION}"
    console.say(f"Tried “{chosen}” on {trial.pages} pages: {kept}.")
    sys.exit(SITE_HAS_ERRORS if faults else DONE)


def _print_lines(lines_of: Callable[[], list[str]], quiet: bool, no_color: bool) -> int:
    """Print the lines, or why there are none as wrong usage; return how many there were."""
    from ssg.theming import CannotAnswer

    try:
        lines = lines_of()
    except CannotAnswer as error:
        raise click.UsageError(str(error)) from None
    for line in lines:
        console_of(quiet, no_color).data(line)
    return len(lines)
