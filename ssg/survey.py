"""A site's documents, read and filed: enough to say what is due and how posts are tagged, before anything is made."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ssg.catalog.documents import heads_of
from ssg.catalog.filing import Filed, file_document
from ssg.content.parse_options import parse_options
from ssg.content.scan import scan
from ssg.core.clock import read_clock
from ssg.core.errors import Diagnostic, Refused, diagnostic, has_errors, located
from ssg.core.folders import CONTENT, Folders, folders_of, require_site
from ssg.core.moments import zone_of
from ssg.core.options import BuildOptions
from ssg.core.settings import Config
from ssg.publish.engine import render_engine
from ssg.publish.manifest import load_state, state_file
from ssg.run.loading import load_site_config
from ssg.run.preparing import bad_time
from ssg.run.reading import Reading, read_contents


@dataclass(frozen=True, slots=True)
class Survey:
    """What the files of a site say, at one instant."""

    config: Config
    now: int  # seconds since 1970-01-01 UTC
    filed: tuple[Filed, ...]  # by path
    errors: tuple[Diagnostic, ...]  # what keeps the site from being built, as far as the files tell


def survey(site_folder: str, options: BuildOptions) -> Survey:
    """Read the site. Raises Refused when there is none, or its configuration or the time cannot be read."""
    folders = folders_of(site_folder, options)
    require_site(folders.site)
    config, _ = load_site_config(folders.site, options.base_url, options.environ)
    now = _now(options)
    reading = _read(folders, config, options)
    zone = zone_of(config.site.timezone)
    filed = []
    problems = list(reading.problems)
    for source, document in heads_of(reading.documents):
        item, found = file_document(source, document, config, zone, now)
        filed.append(item)
        problems += [*found, *(located(problem, f"{CONTENT}/{source.path}") for problem in document.problems)]
    return Survey(config, now, tuple(filed), tuple(sorted(item for item in problems if has_errors([item]))))


def _now(options: BuildOptions) -> int:
    try:
        return read_clock(options.now or None, options.environ)
    except ValueError as error:
        raise Refused([bad_time(str(error))]) from None


def _read(folders: Folders, config: Config, options: BuildOptions) -> Reading:
    state, _ = load_state(state_file(folders.cache, folders.output), render_engine())
    try:
        files, _ = scan(folders.content, state.stamps, state.scanned_at)
        return read_contents(
            files, parse_options(config), folders.cache, jobs=options.workers, progress=lambda count: None
        )
    except (OSError, sqlite3.Error) as error:
        help = "name another folder with --cache-dir"
        raise Refused([diagnostic("write-failed", f"{folders.cache}: {error}", help=help)]) from None
