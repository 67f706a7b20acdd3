"""Make the entry of one post or page: its links resolved, its Post and its Summary built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import msgspec

from ssg.catalog.atlas import Atlas, Destination
from ssg.catalog.documents import Read
from ssg.catalog.filing import Addressed, title_of
from ssg.catalog.links import find_destination, missing, not_shown, resolve_links
from ssg.catalog.pictures import RATIO_PIXELS, image_type, prints_of, ratios_of
from ssg.catalog.shelf import Bound, Shelf, own_summary, packed_in_order
from ssg.catalog.site import Entry
from ssg.content.focus import CENTER, read_focus
from ssg.core.digests import combine, digest_bytes, digest_value, packed_value
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Document, FrontMatter, Image, ImageRef, Link, Post, Ref, Searched, Source, Summary, Target
from ssg.core.settings import ImagesConfig
from ssg.core.urls import is_external, quoted, slugify


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
    images: ImagesConfig
    documents: Read  # by path
    shelf: Shelf  # that the entries are put on


@dataclass(frozen=True, slots=True)
class Made:
    """An entry and what was noticed in making it."""

    entry: Entry
    problems: tuple[Diagnostic, ...]
    unverified: tuple[tuple[Link, str], ...]  # links to addresses that only plan can know


def make_entry(item: Addressed, around: Surroundings) -> Made:
    """Return the entry of a document that is shown."""
    path = item.filed.source.path
    document = around.documents[path][1]
    resolved = resolve_links(document, path, item.url, around.atlas, around.images)
    image, problem = _lead_image(item, around.atlas, around.images)
    post = Post(**_placed_values(item, image, around), **own_values(document), title=title_of(item))  # type: ignore[arg-type]
    context = Context(item.filed.source, around.groups[path], around.documents, around.shelf)
    return Made(_entry(post, document, resolved.targets, context), resolved.problems + problem, resolved.unverified)


def entry_of(post: Post, document: Document, source: Source, targets: tuple[Target, ...], group: str) -> Entry:
    """Return the entry of a post or page by itself, on a shelf of its own."""
    return _entry(post, document, targets, Context(source, group, {post.path: (source, document)}, Shelf()))


class Context(NamedTuple):
    """What an entry has from around its document."""

    source: Source
    group: str
    documents: Read
    shelf: Shelf


def _entry(post: Post, document: Document, targets: tuple[Target, ...], context: Context) -> Entry:
    """Return an entry with its digests, its post put on the shelf."""
    packed = packed_value(post)
    bound = Bound(tuple([link.target for link in document.links]), targets)
    # What is digested has its mappings sorted; templates see them in the author's order.
    number = context.shelf.put(packed_in_order(post) if post.extra else packed, bound)
    return Entry(
        path=post.path,
        url=post.url,
        date=post.date,
        featured=post.featured,
        **own_fields(post, document.front),  # type: ignore[arg-type]
        source=context.source,
        group=context.group,
        body=document.body,
        summary_digest=digest_value(summary_of(post)),
        digest=combine((digest_bytes(packed), digest_value(targets), document.body)),
        searched=Searched(crc32(post.id.encode()), document.body, document.search),
        cited=len(post.sources),
        shelf=context.shelf,
        number=number,
        documents=context.documents,
    )


def own_fields(post: Post, front: FrontMatter) -> dict[str, object]:
    """Return the fields of an entry that say what its post says, OWN_FIELDS by their names."""
    return {
        "id": post.id,
        "lang": post.lang,
        "updated": post.updated,
        "published": post.published,
        "section": post.section.id if post.section else "",
        "tags": tuple([tag.id for tag in post.tags]),
        "authors": tuple([author.id for author in post.authors]),
        "story": post.story,
        "series": post.series,
        "series_order": front.series_order,
        "status": post.status,
        "canonical": post.canonical,
        "corrected": post.corrections != (),
        "aliases": front.aliases,
    }


OWN_FIELDS = (
    "id",
    "lang",
    "updated",
    "published",
    "section",
    "tags",
    "authors",
    "story",
    "series",
    "series_order",
    "status",
    "canonical",
    "corrected",
    "aliases",
)


def summary_of(post: Post) -> Summary:
    """Return what other pages may know about ``post``: not how its picture is cut for machines."""
    return own_summary(Summary(**{name: getattr(post, name) for name in Summary.__struct_fields__}))


def own_values(document: Document) -> dict[str, object]:
    """Return the fields of a post that follow from its document alone, the title apart, whatever stands around it."""
    front = document.front
    return {
        "summary": front.summary or document.excerpt,
        "key_points": document.key_points,
        "minutes": document.minutes,
        "featured": front.featured,
        "story": slugify(front.story),
        "series": slugify(front.series),
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


def _lead_image(item: Addressed, atlas: Atlas, images: ImagesConfig) -> tuple[Image | None, tuple[Diagnostic, ...]]:
    typed = item.filed.document.front.image
    if typed is None or not typed.src:
        return None, ()
    if is_external(typed.src):
        return _image(typed, Destination(typed.src), images), ()
    path = item.filed.source.path
    found = find_destination(typed.src, path, item.url, atlas)
    link = Link(typed.src, "image", *item.filed.document.front.places.get("image", (0, 0)))
    if found is None:
        return None, (missing(link, path, atlas),)
    image = _image(typed, found, images)
    return image, tuple(found for found in (not_shown(link, path), _too_small(image, found, link, path)) if found)


def _too_small(image: Image, found: Destination, link: Link, path: str) -> Diagnostic | None:
    """Return a finding for a picture that search engines and previews will not take."""
    if found.file is None or not found.file.still or image.width * image.height >= RATIO_PIXELS:
        return None
    return diagnostic(
        "small-image",
        f"the lead image has {image.width} × {image.height} pixels, too few for search engines and previews",
        help="1200 pixels of width or more are best",
        at=(link.line, link.column),
        file=f"content/{path}",
        subject=link.target,
    )


def _image(typed: ImageRef, found: Destination, images: ImagesConfig) -> Image:
    """Return a lead image with all that is made of it."""
    of_page = Image(
        src=found.url if is_external(found.url) else quoted(found.url),
        alt=typed.alt,
        credit=typed.credit,
        caption=typed.caption,
        type=image_type(found.url),
        focus=read_focus(typed.focus) or CENTER,
    )
    if found.file is None:
        return of_page
    prints = prints_of(found.file, images)
    return msgspec.structs.replace(
        of_page,
        width=found.file.width,
        height=found.file.height,
        size=found.file.source.size,
        color=found.file.color,
        variants=tuple(made.variant for made in prints.variants),
        fallback=prints.fallback.variant.src if prints.fallback else "",
        ratios=tuple(made.variant for made in ratios_of(found.file, images, of_page.focus)),
    )
