"""Outputs that one address is wanted for, told at the line on which an author can move one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from ssg.catalog.addresses import OURS, collisions
from ssg.catalog.site import Entry, PostList, Site
from ssg.core.errors import Diagnostic
from ssg.core.lazy_jobs import LazyJob
from ssg.core.urls import address_of

SETTINGS = "site.toml"
_NO_SECTIONS = 'or, where what posts call categories are tags, write categories = "tags" below [front_matter.rename]'


def clashes(jobs: Sequence[LazyJob], site: Site) -> list[Diagnostic]:
    """Return an error for each two outputs at one address."""
    # From the last to the first: of two, the one to mend is the newer post, never our own page or an older post.
    claims = list(reversed(jobs))
    claims.sort(key=lambda job: job.renderer == "markdown twin")  # a page speaks for its Markdown
    found = collisions((job.output, _owner(job)) for job in claims)
    if not found:
        return []
    entries = {f"content/{entry.path}": entry for entry in (*site.posts, *site.pages)}
    return [_of_section(_at_address(item, entries.get(item.file)), site) for item in found]


def _owner(job: LazyJob) -> str:
    """Return what makes an output: the path of the content file, else our own page or file in words."""
    if job.renderer in ("page", "copy", "markdown twin") and job.sources:
        return job.sources[0]
    what = job.template.removesuffix(".html") if job.template else job.renderer
    return f"{OURS}{what} at {address_of(job.output)}"


def _at_address(found: Diagnostic, entry: Entry | None) -> Diagnostic:
    """Return the finding at the line on which the author wrote the address."""
    places = entry.document.front.places if entry else {}
    line, column = places.get("url") or places.get("slug") or (0, 0)
    return msgspec.structs.replace(found, line=line, column=column)


def _of_section(found: Diagnostic, site: Site) -> Diagnostic:
    """Return the finding with what to do about the list of a section, which has no file of its own."""
    section = _section_at(address_of(found.subject), site) if OURS in found.message else None
    if section is None:
        return found
    file, (line, column) = _named_in(section, site.config.places)
    other = f"the section “{section.topic.title}” another name"
    way_out = f"; {_NO_SECTIONS}" if line and file != SETTINGS else ""
    if found.file:
        help = f"give it another `url`, or {other}{way_out}"
        return msgspec.structs.replace(found, help=help)
    return msgspec.structs.replace(found, help=f"give {other}{way_out}", file=file, line=line, column=column)


def _section_at(address: str, site: Site) -> PostList | None:
    """Return the section whose list or feed has an address."""
    for edition in site.editions:
        for section in edition.sections:
            if address.rpartition("/")[0] + "/" == section.topic.url:
                return section
    return None


def _named_in(section: PostList, places: Mapping[str, tuple[int, int]]) -> tuple[str, tuple[int, int]]:
    """Return the file and the place in it that a section has its name from."""
    if place := places.get(f"sections.{section.topic.id}"):
        return SETTINGS, place
    for entry in reversed(section.posts):
        if place := entry.document.front.places.get("section"):
            return f"content/{entry.path}", place
    return (f"content/{section.posts[-1].path}" if section.posts else SETTINGS), (0, 0)
