"""From rules that outputs break to findings: at the line of the source that says it, else once for each template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ssg.check.html import Told
from ssg.check.leaks import Passage
from ssg.check.places import Origins, Spot, asset_spot, source_spot
from ssg.core.errors import Diagnostic, Level, diagnostic
from ssg.core.folders import CONTENT
from ssg.core.lazy_jobs import LazyJob
from ssg.core.theme import Theme
from ssg.render.themes import template_place

NOWHERE = Spot("", 0, 0)

OF_ONE_SOURCE = frozenset({"post.html", "page.html"})
"""Templates whose pages are each of one source, which may say what is wrong with them."""

OF_SOURCES = frozenset({"snippet-length"})
"""Codes of what a text's author alone can mend, even where the source does not say it in so many words."""


def told_findings(
    told: Iterable[tuple[LazyJob, Told]], theme: Theme, origins: Origins, known: Iterable[Diagnostic]
) -> list[Diagnostic]:
    """Return a finding for each source that says what is wrong, and one for each template whose pages have it.

    ``told`` stand in the order of the jobs. What parse has said of a source already, by ``known``, is not said again.
    """
    said = frozenset((item.code, item.file) for item in known)
    found: list[Diagnostic] = []
    of_templates: dict[tuple[str, Told], list[LazyJob]] = {}
    for job, item in told:
        spot = _spot_of(job, item, origins)
        if (item.code, spot.file) in said:
            continue
        if spot.line or item.code in OF_SOURCES or not job.template:
            found.append(_finding(item, [job], spot))
        else:
            of_templates.setdefault((job.template, item._replace(sought="")), []).append(job)
    for (template, item), jobs in of_templates.items():
        found.append(_finding(item, jobs, Spot(template_place(theme, template), 0, 0)))
    return found


def _spot_of(job: LazyJob, told: Told, origins: Origins) -> Spot:
    """Return where the source of a page says what is wrong with it, or which source an item of a feed is of."""
    if told.item >= 0:
        return source_spot(job.sources[told.item], "", origins) if told.item < len(job.sources) else NOWHERE
    of_one = job.template in OF_ONE_SOURCE and job.sources
    return source_spot(job.sources[0], told.sought, origins) if of_one else NOWHERE


def _finding(told: Told, jobs: Sequence[LazyJob], spot: Spot) -> Diagnostic:
    outputs = list(dict.fromkeys(job.output for job in jobs))
    more = f" and {len(outputs) - 1:,} more" if len(outputs) > 1 else ""
    level: Level | None = "note" if told.optional else None
    return diagnostic(
        told.code,
        f"{told.message} (on {outputs[0]}{more})",
        help=told.help,
        at=(spot.line, spot.column),
        source=spot.text,
        length=spot.length,
        file=spot.file,
        subject=told.message,
        level=level,
    )


# ── colours ─────────────────────────────────────────────────────────────────────────────────────────


def theme_findings(told: Iterable[Told], theme: Theme, origins: Origins) -> Iterator[Diagnostic]:
    """Yield what is wrong with the theme itself, where the style sheet or theme.toml last says it."""
    for item in told:
        spot = asset_spot(theme, item.sought, origins)
        yield diagnostic(
            item.code,
            item.message,
            help=item.help,
            at=(spot.line, spot.column),
            source=spot.text,
            length=spot.length,
            file=spot.file,
            subject=item.message,
        )


# ── leaks ───────────────────────────────────────────────────────────────────────────────────────────


def leak_findings(
    leaked: Mapping[Passage, Sequence[str]], origins: Origins, published: Iterable[str]
) -> list[Diagnostic]:
    """Return a finding for each withheld text of which words were built; ``leaked`` has the outputs of each passage.

    Words that a published source has as well are no leak: a closing line stands below each post.
    """
    texts = [source_spot(path, "", origins).text for path in published] if leaked else []
    found: dict[str, Diagnostic] = {}
    for passage, outputs in leaked.items():
        if passage.path in found or any(passage.text in text for text in texts):
            continue
        spot = source_spot(passage.path, passage.text, origins)
        more = f" and {len(outputs) - 1:,} more" if len(outputs) > 1 else ""
        found[passage.path] = diagnostic(
            "draft-leak",
            f"words of what is not to be read stand in {outputs[0]}{more}",
            help="look for what prints it: a template, a data file, or a copy of the text",
            at=(spot.line, spot.column),
            source=spot.text,
            length=spot.length,
            file=f"{CONTENT}/{passage.path}",
            subject=passage.path,
        )
    return list(found.values())
