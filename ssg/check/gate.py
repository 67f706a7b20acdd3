"""Every quality gate, on a build in memory: nothing is written to the output folder or to addresses.lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import unquote

from ssg.check.audit import Audit, Auditor, is_audited
from ssg.check.contrast import low_card_contrasts, low_contrasts, palette_of
from ssg.check.forms import differing_forms
from ssg.check.html import Told
from ssg.check.leaks import Passage, net_of, passages_of
from ssg.check.links import Fault, PageLinks, Territory, fragment_faults, territory_of
from ssg.check.places import findings, origins_of
from ssg.check.tellings import leak_findings, theme_findings, told_findings
from ssg.core.clock import read_clock
from ssg.core.errors import Diagnostic, Refused, diagnostic, nearest
from ssg.core.folders import Folders, folders_of, require_site
from ssg.core.lazy_jobs import LazyJob
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import Stopwatch
from ssg.core.theme import Theme
from ssg.core.urls import address_of, collision_key
from ssg.plan.plan import site_info
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine, render_engine
from ssg.publish.manifest import State, load_state, state_file
from ssg.render.theme_assets import STYLE_SHEET, asset_bytes
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
    rendered: int = 0  # outputs that were rendered; the others stand as the last build wrote them


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
    checked = _check_outputs(folders, prepared, state, options, progress)
    return checked._replace(found=tuple(sorted({*prepared.problems, *checked.found})))


def _check_outputs(
    folders: Folders, prepared: Prepared, state: State, options: BuildOptions, progress: Progress
) -> Checked:
    site = site_info(prepared.indexed.site)
    territory = territory_of(prepared.planned.jobs, prepared.indexed.site.redirects, site.base_url)
    passages = _passages(prepared, folders.cache)
    jobs = [job for job in prepared.planned.jobs if is_audited(job, bool(passages))]
    now = datetime.fromtimestamp(read_clock(options.now or None, options.environ), UTC)
    auditor = Auditor(territory, net_of(passages), site, now)
    context = MemoryContext(
        jobs, prepared.theme, site, prepared.found, folders.cache, auditor, folders.output, state.outputs
    )
    audits, problems, rendered = _look(context, options.workers, progress)
    pages = {number: audit.links for number, audit in audits.items() if audit.links}
    faults = list(_faults(jobs, pages))
    origins = origins_of(folders.site, prepared, site.base_path)
    found = [
        *summed_up(problems),
        *findings(faults, _helps([fault for _, fault in faults], pages, jobs, territory), origins),
        *told_findings(_told(jobs, audits), prepared.theme, origins, prepared.problems),
        *theme_findings(_told_of_colors(prepared.theme, audits), prepared.theme, origins),
        *leak_findings(_leaked(jobs, audits, passages), origins, _published(prepared)),
    ]
    return Checked(tuple(found), len(pages), sum(links.internal for links in pages.values()), rendered)


def _look(
    context: MemoryContext[Audit], workers: int, progress: Progress
) -> tuple[dict[int, Audit], list[Diagnostic], int]:
    """Return what came of each output by its job's number, rising; what could not be rendered; how many were."""
    done = rendered = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("check", done, len(context.jobs))

    audits: dict[int, Audit] = {}
    problems: list[Diagnostic] = []
    for seen in look_at_all(context, workers=workers, progress=advance):
        rendered += seen.rendered
        if seen.problem:
            problems.append(seen.problem)
        elif seen.fact:
            audits[seen.number] = seen.fact
    return dict(sorted(audits.items())), problems, rendered


# ── rules of outputs ────────────────────────────────────────────────────────────────────────────────


def _told(jobs: Sequence[LazyJob], audits: Mapping[int, Audit]) -> list[tuple[LazyJob, Told]]:
    told = [(number, item) for number, audit in audits.items() for item in audit.told]
    told += differing_forms((number, audit.forms) for number, audit in audits.items())
    return [(jobs[number], item) for number, item in sorted(told, key=itemgetter(0))]


def _told_of_colors(theme: Theme, audits: Mapping[int, Audit]) -> Iterator[Told]:
    root = next((audit.root for audit in audits.values() if audit.root), ())
    if STYLE_SHEET in theme.assets:
        css = asset_bytes(theme.assets[STYLE_SHEET]).decode("utf-8", "replace")
        yield from low_contrasts(palette_of(css, dict(root)))
    yield from low_card_contrasts(theme.card)


# ── what is not to be read yet ──────────────────────────────────────────────────────────────────────


def _passages(prepared: Prepared, cache_folder: str) -> list[Passage]:
    """Return words of all that is withheld."""
    if not prepared.indexed.withheld:
        return []
    found: list[Passage] = []
    cache = Cache(cache_folder, parse_engine())
    try:
        for path in prepared.indexed.withheld:
            document = prepared.reading.documents[path][1]
            body = cache.body(document.body)
            html = body.html if body else ""
            found += passages_of(path, document.front.title, (document.front.summary, html))
    finally:
        cache.close()
    return found


def _leaked(
    jobs: Sequence[LazyJob], audits: Mapping[int, Audit], passages: Sequence[Passage]
) -> dict[Passage, list[str]]:
    """Return the outputs in which each passage stands, of those that stand in any."""
    leaked: dict[Passage, list[str]] = {}
    for number, audit in audits.items():
        for passage in audit.leaked:
            leaked.setdefault(passages[passage], []).append(jobs[number].output)
    return leaked


def _published(prepared: Prepared) -> Iterator[str]:
    """Yield the paths of all sources but those that are withheld."""
    withheld = frozenset(prepared.indexed.withheld)
    return (path for path in prepared.reading.documents if path not in withheld)


# ── links ───────────────────────────────────────────────────────────────────────────────────────────


def _faults(jobs: Sequence[LazyJob], pages: Mapping[int, PageLinks]) -> Iterable[tuple[LazyJob, Fault]]:
    """Yield every fault with the job whose page has it, in the order of the jobs."""
    ids_of = _ids_by_output(jobs, pages).get
    for number in sorted(pages):
        for fault in (*pages[number].faults, *fragment_faults(pages[number].aims, ids_of)):
            yield jobs[number], fault


def _ids_by_output(jobs: Sequence[LazyJob], pages: Mapping[int, PageLinks]) -> dict[str, frozenset[str]]:
    return {jobs[number].output: links.ids for number, links in pages.items()}


def _helps(
    faults: Iterable[Fault], pages: Mapping[int, PageLinks], jobs: Sequence[LazyJob], territory: Territory
) -> dict[Fault, str]:
    """Return what was probably meant, for the first few faults."""
    ids = _ids_by_output(jobs, pages)
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
