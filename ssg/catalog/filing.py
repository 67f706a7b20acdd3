"""File each document: from its front matter and its path to its dates, language, status, section and address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from ssg.catalog.addresses import address_error, date_fields, normalised_address, permalink
from ssg.catalog.places import Place, read_place
from ssg.catalog.taxonomy import Taxonomy
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Head, Moment, Source
from ssg.core.moments import resolve
from ssg.core.settings import Config
from ssg.core.urls import segment_error, slugify
from ssg.core.web_readers import usual_case

Kind = Literal["post", "page", "intro", "special"]
Status = Literal["", "draft", "scheduled", "expired"]

SPECIAL_PAGES = {"404": "/404.html", "thanks": "/thanks/"}


@dataclass(frozen=True, slots=True)
class Filed:
    """A document with everything that follows from it, its path, the configuration and the clock."""

    source: Source
    document: Head
    place: Place
    kind: Kind
    lang: str
    date: Moment  # with an offset; empty for a page
    published: int  # seconds since 1970-01-01 UTC; 0 for a page
    updated: Moment
    expires: int  # seconds since 1970-01-01 UTC; 0 for never
    status: Status


@dataclass(frozen=True, slots=True)
class Addressed:
    """A filed document with its names: section, tags and authors as slugs, and its address."""

    filed: Filed
    id: str
    section: str  # slug; empty for a page
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    slug: str
    url: str  # empty when it has none: the reason is among the problems


def file_document(
    source: Source, document: Head, config: Config, zone: ZoneInfo, now: int
) -> tuple[Filed, list[Diagnostic]]:
    """Return the document filed, and its path's mistakes."""
    place = read_place(source.path)
    front = document.front
    problems = []
    if place.bad_date and not front.date:
        problems.append(_bad_date(place))
    lang = front.lang or usual_case(place.lang) or config.site.language
    kind = _kind(place, front.date or place.date, is_site_language=lang == config.site.language)
    moment = (front.date or place.date) if kind == "post" else ""
    published, date = resolve(moment, zone) if moment else (0, "")
    expires = resolve(front.expires, zone)[0] if front.expires else 0
    filed = Filed(
        source=source,
        document=document,
        place=place,
        kind=kind,
        lang=lang,
        date=date,
        published=published,
        updated=resolve(front.updated, zone)[1] if front.updated else "",
        expires=expires,
        status=_status(front.draft or place.is_among_drafts, published, expires, now),
    )
    return filed, problems


def _kind(place: Place, moment: Moment, *, is_site_language: bool) -> Kind:
    if place.is_intro:
        return "intro"
    if place.key in SPECIAL_PAGES and is_site_language:  # the host knows one of each
        return "special"
    return "post" if moment else "page"


def _status(draft: bool, published: int, expires: int, now: int) -> Status:
    if draft:
        return "draft"
    if expires and expires <= now:
        return "expired"
    return "scheduled" if published > now else ""


def _bad_date(place: Place) -> Diagnostic:
    return diagnostic(
        "bad-file-name",
        f"“{place.bad_date}” in this file's name is no day of the calendar",
        help="rename the file, or write the `date` in its front matter",
        file=f"content/{place.path}",
        subject=place.bad_date,
    )


def address_all(
    filed: Iterable[Filed], ids: Mapping[str, str], taxonomy: Taxonomy, config: Config
) -> tuple[list[Addressed], list[Diagnostic]]:
    """Return all documents with their names and addresses, oldest first, and the mistakes in them."""
    problems: list[Diagnostic] = []
    # Oldest first, so that the oldest spelling of a tag is the one that stays.
    ordered = sorted(filed, key=lambda item: (item.published, item.source.path))
    return [_address(item, ids[item.source.path], taxonomy, config, problems) for item in ordered], problems


def _address(item: Filed, identity: str, taxonomy: Taxonomy, config: Config, problems: list[Diagnostic]) -> Addressed:
    front = item.document.front
    is_post = item.kind == "post"
    if is_post:
        problems += _nameless(item)
    section = taxonomy.section_of(front.section, item.place.folder) if is_post else ""
    slug = _slug(item, problems)
    return Addressed(
        filed=item,
        id=identity,
        section=section,
        tags=taxonomy.tags_of(front.tags) if is_post else (),
        authors=taxonomy.authors_of(front.authors) if is_post else (),
        slug=slug,
        url=_url(item, identity, section, slug, config, problems) if slug else "",
    )


def _slug(item: Filed, problems: list[Diagnostic]) -> str:
    typed = item.document.front.slug
    if typed:
        # What the author wrote stands as it is, as long as it is one clean segment.
        tidy = typed.strip("/")
        slug = slugify(tidy) if segment_error(tidy) or any(char in " %?#&" for char in tidy) else tidy
    else:
        slug = slugify(item.place.name)
    if not slug and item.kind == "post":
        problems.append(_empty_slug(item, "slug", typed or item.place.name))
    return slug or ("" if item.kind == "post" else "page")


def _nameless(item: Filed) -> list[Diagnostic]:
    """Return an error for each section, tag and author whose name makes no address, or one that no folder can have."""
    front = item.document.front
    typed = {"section": (front.section,) if front.section else (), "tags": front.tags, "authors": front.authors}
    found = []
    for key, names in typed.items():
        for name in names:
            if not (slug := slugify(name)):
                found.append(_empty_slug(item, key, name))
            elif reason := segment_error(slug):
                found.append(_unfit_name(item, key, name, reason))
    return found


def _unfit_name(item: Filed, key: str, name: str, reason: str) -> Diagnostic:
    return diagnostic(
        "bad-address",
        f"“{name}” in `{key}` would have a page whose address {reason}",
        help="write another name, such as one of two words",
        at=item.document.front.places.get(key, (0, 0)),
        file=f"content/{item.source.path}",
        subject=name,
    )


def _empty_slug(item: Filed, key: str, text: str) -> Diagnostic:
    return diagnostic(
        "empty-slug",
        f"“{text}” has no letter or digit to make an address of",
        help="write a `slug` in the front matter" if key == "slug" else f"write letters or digits in `{key}`",
        at=item.document.front.places.get(key, (0, 0)),
        file=f"content/{item.source.path}",
        subject=text,
    )


def title_of(item: Addressed) -> str:
    """Return the title as typed, else the first heading, else the file's name in words."""
    return own_title(item.filed.document, item.filed.place)


def own_title(document: Head, place: Place) -> str:
    """Return the title of the file at ``place``."""
    return document.front.title or document.heading or _words(place.name)


def _words(name: str) -> str:
    spaced = name.replace("-", " ").replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def _url(item: Filed, identity: str, section: str, slug: str, config: Config, problems: list[Diagnostic]) -> str:
    front = item.document.front
    if item.kind == "special":
        return SPECIAL_PAGES[item.place.key]
    if front.url:
        url, key = normalised_address(front.url), "url"
    else:
        pattern = config.permalinks.post if item.kind == "post" else config.permalinks.page
        values = {
            **date_fields(item.date),
            "section": section,
            "slug": slug,
            "id": identity,
            "lang": item.lang,
            "path": item.place.key,
        }
        url, key = permalink(pattern, values), "slug"
        if item.lang != config.site.language and "{lang}" not in pattern:
            url = f"/{item.lang}{url}"
    if reason := address_error(url):
        if section and segment_error(section) and item.document.front.section:
            return ""  # reported at the section's name
        problems.append(_bad_address(item, url, reason, key))
        return ""
    return url


def _bad_address(item: Filed, url: str, reason: str, key: str) -> Diagnostic:
    return diagnostic(
        "bad-address",
        f"the address “{url}” {reason}",
        help="write a `url` such as /news/a-clean-name/ in the front matter, or rename the file",
        at=item.document.front.places.get(key, (0, 0)),
        file=f"content/{item.source.path}",
        subject=url,
    )
