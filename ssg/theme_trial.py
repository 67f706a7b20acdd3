"""Try a theme: build small sites with it, look at each page as the contract of themes wants it, follow each link."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

from ssg.check.gate import checked_site
from ssg.check.html import Told, parsed
from ssg.check.page_rules import Page, broken_rules
from ssg.core.errors import Diagnostic, diagnostic, has_errors
from ssg.core.folders import CACHE, CONTENT, THEMES
from ssg.core.model import Job
from ssg.core.options import BuildOptions, silent
from ssg.core.report import Stopwatch
from ssg.core.theme import Theme
from ssg.core.views import PageInfo, Paginator
from ssg.plan.plan import site_info
from ssg.publish.manifest import State
from ssg.publish.write import write_file
from ssg.render.themes import template_place
from ssg.run.building import MemoryContext, look_at_all
from ssg.run.preparing import Prepared, prepare
from ssg.theme_samples import NOW, SITES


class Trial(NamedTuple):
    """What came of trying a theme."""

    found: tuple[Diagnostic, ...]  # sorted by file and line
    pages: int  # that were looked at


def try_theme(site_folder: str, name: str) -> Trial:
    """Return what is wrong with the theme ``name`` of a site, or with a shipped one, each finding once."""
    found: dict[tuple[str, str, int, str], Diagnostic] = {}  # the first of a kind: both sites have most of the pages
    pages = 0
    for files_of in SITES:
        with tempfile.TemporaryDirectory(prefix="ssg-theme-") as folder:
            _write_site(folder, files_of(name), os.path.join(site_folder, THEMES))
            trial = _try_in(folder)
            for item in trial.found:
                found.setdefault((item.code, item.file, item.line, item.subject), item)
            pages += trial.pages
    return Trial(tuple(sorted(found.values())), pages)


def _write_site(folder: str, files: dict[str, bytes], themes: str) -> None:
    for path, data in files.items():
        target = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        write_file(target, data)
    if os.path.isdir(themes):
        shutil.copytree(themes, os.path.join(folder, THEMES))


def _try_in(folder: str) -> Trial:
    options = BuildOptions(now=NOW, jobs=1, environ={})
    checked = checked_site(folder, options, silent)
    if has_errors(checked.found):
        return Trial(checked.found, checked.pages)
    cache = os.path.join(folder, CACHE)
    prepared = prepare(folder, options, State(), cache, Stopwatch(), silent)
    of_theme = (item for item in checked.found if not item.file.startswith(f"{CONTENT}/"))  # the samples are ours
    return Trial((*of_theme, *_unused(prepared.theme), *_broken(prepared, cache)), checked.pages)


EXPECTED = {
    "post.html": ("post", "content"),
    "page.html": ("content",),
    "list.html": ("paginator",),
    "month.html": ("paginator",),
    **dict.fromkeys(("tags.html", "authors.html", "archive.html", "year.html"), ("index",)),
}
"""Page template → the needs without which it cannot show what it is there for."""


def _unused(theme: Theme) -> Iterator[Diagnostic]:
    for template, needs in EXPECTED.items():
        for need in needs:
            if need not in theme.templates[template].needs:
                message = f"{template} does not use `{need}`: it cannot show what it is there for"
                place = template_place(theme, template)
                yield diagnostic("theme-contract", message, file=place, subject=message)


# ── the rules ───────────────────────────────────────────────────────────────────────────────────────


def _broken(prepared: Prepared, cache: str) -> Iterator[Diagnostic]:
    """Yield a finding for each rule that pages of a template break, however many they are."""
    jobs = [job for job in prepared.planned.jobs if job.renderer == "page"]

    def look(job: Job, data: bytes) -> list[Told]:
        return broken_rules(_page(prepared, job, data))

    context = MemoryContext(jobs, prepared.theme, site_info(prepared.indexed.site), prepared.found, cache, look)
    outputs: dict[tuple[str, Told], list[str]] = {}
    for seen in look_at_all(context, workers=1, progress=lambda count: None):
        for told in seen.fact or ():
            outputs.setdefault((jobs[seen.number].template, told), []).append(jobs[seen.number].output)
    for (template, told), pages in outputs.items():
        yield _finding(prepared.theme, template, told, sorted(pages))


def _finding(theme: Theme, template: str, told: Told, pages: list[str]) -> Diagnostic:
    more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
    message = f"{told.message} (on {pages[0]}{more})"
    return diagnostic(
        "theme-contract", message, help=told.help, file=template_place(theme, template), subject=told.message
    )


def _page(prepared: Prepared, job: Job, data: bytes) -> Page:
    """Return a built page with what its theme was given for it."""
    site = prepared.indexed.site
    info, paginator = job.values.get("page"), job.values.get("paginator")
    kind = job.template.removesuffix(".html")
    listed = paginator.posts if isinstance(paginator, Paginator) and kind == "list" else ()
    entry = next((entry for entry in site.posts if kind == "post" and entry.path in job.sources), None)
    related = [other.summary for other, _ in site.related.get(entry.path, ())] if entry else []
    return Page(
        kind=kind,
        lang=info.lang if isinstance(info, PageInfo) else site.config.site.language,
        html=parsed(data),
        key_points=tuple(point.text for point in entry.post.key_points) if entry else (),
        related=len(related),
        listed=len(listed),
        tagged=any(post.tags for post in (*listed, *related)),
    )
