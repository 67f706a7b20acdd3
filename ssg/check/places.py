"""Where a faulty address was written: the post, the configuration or the template, rather than the output."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from ssg.check.links import Fault
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.folders import CONFIG_FILE, CONTENT
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Document, Link, Target
from ssg.core.theme import Theme
from ssg.core.urls import href
from ssg.render.theme_assets import STYLE_SHEET
from ssg.render.themes import TEMPLATES, shown_path
from ssg.run.preparing import Prepared

RESOLVED = frozenset({"dead-link", "missing-image"})
"""Codes with which index and plan report a link: what they have said is not said again."""

PAGES_SEARCHED = 20  # sources of pages with the same fault that are looked through for where it was written


class Spot(NamedTuple):
    """A place in a source."""

    file: str  # below the site folder
    line: int
    column: int
    length: int = 1
    text: str = ""  # of the file, for the line to show


@dataclass(frozen=True, slots=True)
class Origins:
    """The sources of a site, to look for addresses in."""

    site_folder: str
    documents: Mapping[str, Document]  # by path below content/
    theme: Theme
    base_path: str
    reported: frozenset[tuple[str, str]]  # (path, address as typed) of the links that index or plan reported
    texts: dict[str, str] = field(default_factory=dict)  # disk path → text, read when first asked for


def origins_of(site_folder: str, prepared: Prepared, base_path: str) -> Origins:
    documents = {path: document for path, (_, document) in prepared.reading.documents.items()}
    reported = frozenset(
        (found.file.removeprefix(f"{CONTENT}/"), found.subject) for found in prepared.problems if found.code in RESOLVED
    )
    return Origins(site_folder, documents, prepared.theme, base_path, reported)


def findings(faults: Iterable[tuple[LazyJob, Fault]], helps: Mapping[Fault, str], origins: Origins) -> list[Diagnostic]:
    """Return a diagnostic for each link of a body that does not hold, and one for each address elsewhere on pages.

    ``faults`` stand in the order of the jobs.
    """
    found: dict[Diagnostic, None] = {}
    elsewhere: dict[tuple[str, str, str], list[tuple[LazyJob, Fault]]] = {}  # by what is said of which address
    for job, fault in faults:
        links = _links_printed_as(fault.address, job, origins)
        if not links:
            elsewhere.setdefault((fault.code, fault.address, fault.reason), []).append((job, fault))
        for link in links:
            if (job.sources[0], link.target) not in origins.reported:
                found[_of_link(job.sources[0], link, fault, helps, origins)] = None
    for same in elsewhere.values():
        found[_of_pages([job for job, _ in same], same[0][1], helps, origins)] = None
    return list(found)


def _links_printed_as(address: str, job: LazyJob, origins: Origins) -> list[Link]:
    """Return the links of the page's body that came out as ``address``."""
    document = origins.documents.get(job.sources[0]) if job.sources else None
    targets = job.job().values.get("targets") if document and job.renderer == "page" else None
    if document is None or not isinstance(targets, tuple):
        return []
    return [
        link
        for link, target in zip(document.links, targets, strict=True)
        if isinstance(target, Target) and href(target.url, origins.base_path) == address
    ]


def _of_link(path: str, link: Link, fault: Fault, helps: Mapping[Fault, str], origins: Origins) -> Diagnostic:
    return diagnostic(
        fault.code,
        f"“{link.target}” {fault.reason}",
        help=helps.get(fault, ""),
        at=(link.line, link.column),
        source=_text(origins, CONTENT, *path.split("/")),
        length=len(link.target),
        file=f"{CONTENT}/{path}",
        subject=link.target,
    )


def _of_pages(jobs: Sequence[LazyJob], fault: Fault, helps: Mapping[Fault, str], origins: Origins) -> Diagnostic:
    """Return the finding for an address that the bodies do not explain: front matter, menu or template wrote it."""
    spot = _written(fault.address, jobs, origins)
    more = f" and {len(jobs) - 1:,} more" if len(jobs) > 1 else ""
    return diagnostic(
        fault.code,
        f"“{fault.address}” {fault.reason} (on {jobs[0].output}{more})",
        help=helps.get(fault, ""),
        at=(spot.line, spot.column),
        source=spot.text,
        length=spot.length,
        file=spot.file,
        subject=fault.address,
    )


# ── looking for a text in one file ──────────────────────────────────────────────────────────────────


def source_spot(path: str, sought: str, origins: Origins) -> Spot:
    """Return where the source at ``path`` below content/ says ``sought``; without a line when it does not."""
    return _spot(f"{CONTENT}/{path}", _text(origins, CONTENT, *path.split("/")), sought, first=True)


def asset_spot(theme: Theme, sought: str, origins: Origins) -> Spot:
    """Return where the theme's style sheets last say ``sought``; without a file when none does."""
    for piece in reversed(theme.assets[STYLE_SHEET].pieces if STYLE_SHEET in theme.assets else ()):
        text = _read(piece.path, origins) if piece.path else piece.text
        if sought in text:
            return _spot(shown_path(piece.path) if piece.path else "", text, sought, first=False)
    return Spot("", 0, 0)


def _spot(file: str, text: str, sought: str, *, first: bool) -> Spot:
    at = (text.find(sought) if first else text.rfind(sought)) if sought else -1
    if at < 0:
        return Spot(file, 0, 0, 1, text)
    return Spot(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), len(sought), text)


# ── looking for an address in sources ───────────────────────────────────────────────────────────────


def _written(address: str, jobs: Sequence[LazyJob], origins: Origins) -> Spot:
    """Return where ``address`` was probably written; without a line when no source spells it."""
    spelled = _spelling(address, origins.base_path)
    candidates = [*_sources(jobs, origins), (CONFIG_FILE, _text(origins, CONFIG_FILE)), *_templates(origins)]
    for file, text in candidates:
        if match := spelled.search(text):
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            return Spot(file, line, column, len(match[0]), text)
    sources = {job.sources[0] if job.sources else "" for job in jobs}
    if len(sources) == 1 and "" not in sources:
        return Spot(f"{CONTENT}/{sources.pop()}", 0, 0)
    templates = {job.template for job in jobs}
    return Spot(templates.pop() if len(templates) == 1 else "", 0, 0)


def _spelling(address: str, base_path: str) -> re.Pattern[str]:
    """Return a pattern for the ways in which an author can have written ``address``."""
    bare = address.removeprefix(base_path) if address.startswith(f"{base_path}/") else address
    ways = dict.fromkeys(way for way in (address, bare, unquote(bare)) if way)
    return re.compile(r"(?<![\w/.#-])(?:" + "|".join(map(re.escape, ways)) + r")(?![\w/-])" if ways else r"(?!)")


def _sources(jobs: Sequence[LazyJob], origins: Origins) -> Iterator[tuple[str, str]]:
    paths = dict.fromkeys(job.sources[0] for job in jobs if job.sources)
    for path in list(paths)[:PAGES_SEARCHED]:
        yield f"{CONTENT}/{path}", _text(origins, CONTENT, *path.split("/"))


def _templates(origins: Origins) -> Iterator[tuple[str, str]]:
    for layer in origins.theme.layers:
        for folder, subfolders, names in os.walk(os.path.join(layer.folder, TEMPLATES)):
            subfolders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                yield shown_path(path), _read(path, origins)


def _text(origins: Origins, *parts: str) -> str:
    return _read(os.path.join(origins.site_folder, *parts), origins)


def _read(path: str, origins: Origins) -> str:
    if path not in origins.texts:
        try:
            # Line ends are left as they are but for "\r\n", so that lines count as they did in the parser.
            with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
                origins.texts[path] = file.read().replace("\r\n", "\n")
        except OSError:
            origins.texts[path] = ""
    return origins.texts[path]
