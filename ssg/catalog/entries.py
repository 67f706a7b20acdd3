"""Make the entry of one post or page: its links resolved, its Post and its Summary built."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ssg.catalog.atlas import Atlas, Destination
from ssg.catalog.filing import Addressed, title_of
from ssg.catalog.links import find_destination, missing, resolve_links
from ssg.catalog.site import Entry
from ssg.core.digests import combine, digest_value
from ssg.core.errors import Diagnostic
from ssg.core.model import Document, Image, ImageRef, Link, Post, Ref, Source, Summary, Target
from ssg.core.urls import is_external, quoted

IMAGE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


def image_type(address: str) -> str:
    """Return the MIME type that a picture's suffix says; empty when it says none."""
    return IMAGE_TYPES.get(posixpath.splitext(address)[1].lower(), "")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an entry needs to know of the site around it."""

    atlas: Atlas
    section_ref: Callable[[str, str], Ref]  # (slug, edition prefix) → Ref
    tag_ref: Callable[[str, str], Ref]
    author_ref: Callable[[str, str], Ref]
    prefix_of: Callable[[str], str]  # language → edition prefix
    translations: Mapping[str, tuple[Ref, ...]]  # by path
    groups: Mapping[str, str]  # by path: equal for posts that are one text in several languages


@dataclass(frozen=True, slots=True)
class Made:
    """An entry and what was noticed in making it."""

    entry: Entry
    problems: tuple[Diagnostic, ...]
    unverified: tuple[tuple[Link, str], ...]  # links to addresses that only plan can know


def make_entry(item: Addressed, around: Surroundings) -> Made:
    """Return the entry of a document that is shown."""
    path = item.filed.source.path
    document = item.filed.document
    resolved = resolve_links(document, path, item.url, around.atlas)
    image, problem = _lead_image(item, around.atlas)
    post = Post(**_placed_values(item, image, around), **own_values(document), title=title_of(item))  # type: ignore[arg-type]
    entry = entry_of(post, document, item.filed.source, resolved.targets, around.groups[path])
    return Made(entry, resolved.problems + problem, resolved.unverified)


def entry_of(post: Post, document: Document, source: Source, targets: tuple[Target, ...], group: str) -> Entry:
    """Return the entry of a post or page, its digests taken."""
    summary = summary_of(post)
    return Entry(
        path=post.path,
        url=post.url,
        date=post.date,
        featured=post.featured,
        post=post,
        summary=summary,
        document=document,
        targets=targets,
        source=source,
        group=group,
        summary_digest=digest_value(summary),
        digest=combine((digest_value(post), digest_value(targets), document.body)),
    )


def summary_of(post: Post) -> Summary:
    """Return what other pages may know about ``post``."""
    return Summary(**{name: getattr(post, name) for name in Summary.__struct_fields__})


def own_values(document: Document) -> dict[str, object]:
    """Return the fields of a post that follow from its document alone, the title apart, whatever stands around it."""
    front = document.front
    return {
        "summary": front.summary or document.excerpt,
        "key_points": document.key_points,
        "minutes": document.minutes,
        "featured": front.featured,
        "story": front.story,
        "series": front.series,
        "subtitle": front.subtitle,
        "words": document.words,
        "canonical": front.canonical_url,
        "toc": document.toc,
        "sources": front.sources,
        "corrections": front.corrections,
        "ai_use": front.ai_use,
        "extra": front.extra,
    }


PLACED_FIELDS = (
    "id",
    "path",
    "url",
    "lang",
    "date",
    "updated",
    "published",
    "section",
    "tags",
    "authors",
    "image",
    "status",
    "translations",
)
"""Fields of a post that hang on its place in the site: all but its title and what `own_values` gives."""


def _placed_values(item: Addressed, image: Image | None, around: Surroundings) -> dict[str, object]:
    filed = item.filed
    prefix = around.prefix_of(filed.lang)
    return {
        "id": item.id,
        "path": filed.source.path,
        "url": item.url,
        "lang": filed.lang,
        "date": filed.date,
        "updated": filed.updated,
        "published": filed.published,
        "section": around.section_ref(item.section, prefix) if item.section else None,
        "tags": tuple(around.tag_ref(slug, prefix) for slug in item.tags),
        "authors": tuple(around.author_ref(slug, prefix) for slug in item.authors),
        "image": image,
        "status": filed.status if filed.status in ("draft", "scheduled") else "",
        "translations": around.translations[filed.source.path],
    }


def _lead_image(item: Addressed, atlas: Atlas) -> tuple[Image | None, tuple[Diagnostic, ...]]:
    typed = item.filed.document.front.image
    if typed is None or not typed.src:
        return None, ()
    if is_external(typed.src):
        return _image(typed, Destination(typed.src)), ()
    path = item.filed.source.path
    found = find_destination(typed.src, path, item.url, atlas)
    if found is None:
        line, column = item.filed.document.front.places.get("image", (0, 0))
        return None, (missing(Link(typed.src, "image", line, column), path, atlas),)
    return _image(typed, found), ()


def _image(typed: ImageRef, found: Destination) -> Image:
    return Image(
        src=found.url if is_external(found.url) else quoted(found.url),
        alt=typed.alt,
        credit=typed.credit,
        caption=typed.caption,
        width=found.width,
        height=found.height,
        type=image_type(found.url),
        size=found.size,
        focus=typed.focus,
    )
