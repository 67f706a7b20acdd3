"""Every quality gate, on a build in memory: nothing is written to the output folder or to addresses.lock."""

from __future__ import annotations

import json
import os
import posixpath
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from ssg.check.links import Fault, PageLinks, Territory, fragment_faults, is_page, page_links, territory_of
from ssg.check.places import findings, origins_of
from ssg.core.errors import Diagnostic, Refused, diagnostic, nearest
from ssg.core.folders import Folders, folders_of, require_site
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import BuildReport, Stopwatch, report_data
from ssg.core.urls import address_of, collision_key
from ssg.plan.plan import site_info
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine, render_engine
from ssg.publish.manifest import load_state, state_file
from ssg.render.render import MAIL_RENDERERS
from ssg.run.building import MemoryContext, look_at_all
from ssg.run.cycle import summed_up
from ssg.run.preparing import Prepared, prepare
from ssg.run.rendering import MissingBody

SUGGESTIONS = 20  # faults that get a help with the address that was probably meant: finding it takes milliseconds


class Checked(NamedTuple):
    """The result of a check."""

    found: tuple[Diagnostic, ...]  # sorted by file and line
    pages: int = 0  # built pages that were read
    links: int = 0  # internal links that were followed, each once a page


def check_site(site_folder: str, options: BuildOptions, progress: Progress) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with a site, sorted by file and line."""
    return checked_site(site_folder, options, progress).found


def checked_site(site_folder: str, options: BuildOptions, progress: Progress) -> Checked:
    """Check a site: its sources as a build does, then every page that a build would write."""
    folders = folders_of(site_folder, options)
    try:
        require_site(folders.site)
        return _checked_with_cache(folders, options, progress)
    except Refused as refused:
        return Checked(tuple(sorted(refused.problems)))
    except (OSError, sqlite3.DatabaseError) as error:
        place = getattr(error, "filename", None) or folders.cache
        message = f"{place}: {getattr(error, 'strerror', None) or error}"
        return Checked((diagnostic("write-failed", message, help="name another folder with --cache-dir"),))


def _checked_with_cache(folders: Folders, options: BuildOptions, progress: Progress) -> Checked:
    """Check; when the parse cache proves unusable on the way, once more with an empty one."""
    try:
        return _checked(folders, options, progress)
    except (sqlite3.DatabaseError, MissingBody):
        Cache.discard(folders.cache, parse_engine())
        return _checked(folders, options, progress)


def _checked(folders: Folders, options: BuildOptions, progress: Progress) -> Checked:
    # What earlier builds remember saves reading the content again; it is never written here.
    state, _ = load_state(state_file(folders.cache, folders.output), render_engine())
    prepared = prepare(folders.site, options, state, folders.cache, Stopwatch(), progress)
    checked = _check_pages(folders, prepared, options, progress)
    return checked._replace(found=tuple(sorted({*prepared.problems, *checked.found})))


def _check_pages(folders: Folders, prepared: Prepared, options: BuildOptions, progress: Progress) -> Checked:
    site = site_info(prepared.indexed.site)
    territory = territory_of(prepared.planned.jobs, prepared.indexed.site.redirects, site.base_url)
    # Feeds, Markdown and copies have no gate yet: making them for nobody would take a tenth of the time.
    jobs = [job for job in prepared.planned.jobs if is_page(job.output) and job.renderer not in MAIL_RENDERERS]

    def look(job: Job, data: bytes) -> PageLinks:
        return page_links(job.output, data, territory)

    context = MemoryContext(jobs, prepared.theme, site, prepared.found, folders.cache, look)
    facts, problems = _look(context, options.workers, progress)
    faults = list(_faults(jobs, facts))
    origins = origins_of(folders.site, prepared, site.base_path)
    found = findings(faults, _helps([fault for _, fault in faults], facts, jobs, territory), origins)
    return Checked((*summed_up(problems), *found), len(facts), sum(fact.internal for fact in facts.values()))


def _look(
    context: MemoryContext[PageLinks], workers: int, progress: Progress
) -> tuple[dict[int, PageLinks], list[Diagnostic]]:
    """Return the links of each page by its job's number, and what could not be rendered."""
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("check", done, len(context.jobs))

    facts: dict[int, PageLinks] = {}
    problems: list[Diagnostic] = []
    for seen in look_at_all(context, workers=workers, progress=advance):
        if seen.problem:
            problems.append(seen.problem)
        elif seen.fact:
            facts[seen.number] = seen.fact
    return facts, problems


def _faults(jobs: Sequence[LazyJob], facts: Mapping[int, PageLinks]) -> Iterable[tuple[LazyJob, Fault]]:
    """Yield every fault with the job whose page has it, in the order of the jobs."""
    ids_of = _ids_by_output(jobs, facts).get
    for number in sorted(facts):
        for fault in (*facts[number].faults, *fragment_faults(facts[number].aims, ids_of)):
            yield jobs[number], fault


def _ids_by_output(jobs: Sequence[LazyJob], facts: Mapping[int, PageLinks]) -> dict[str, frozenset[str]]:
    return {jobs[number].output: fact.ids for number, fact in facts.items()}


def _helps(
    faults: Iterable[Fault], facts: Mapping[int, PageLinks], jobs: Sequence[LazyJob], territory: Territory
) -> dict[Fault, str]:
    """Return what was probably meant, for the first few faults."""
    ids = _ids_by_output(jobs, facts)
    addresses = {collision_key(address_of(output)): output for output in sorted(territory.outputs)}
    helps = {}
    for fault in list(dict.fromkeys(faults))[:SUGGESTIONS]:
        if fault.code == "broken-fragment":
            name = nearest(fault.address.partition("#")[2], sorted(ids.get(fault.output, ())))
            helps[fault] = f"did you mean `#{name}`?" if name else ""
        else:
            helps[fault] = _other_spelling(fault.address, addresses, territory)
    return helps


def _other_spelling(address: str, addresses: Mapping[str, str], territory: Territory) -> str:
    path = unquote(address.partition("#")[0].partition("?")[0]).removeprefix(territory.base_path)
    for spelling in (path, f"{path.rstrip('/')}/"):
        if output := addresses.get(collision_key(spelling)):
            return f"addresses are case-sensitive: write `{address_of(output)}`"
    return ""


# ── formats ─────────────────────────────────────────────────────────────────────────────────────────

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
