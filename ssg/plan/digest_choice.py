"""What a week's digest tells: the lead by rule, threads as one story each, the others in the order of the sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from ssg.catalog.site import Edition, Entry, Week, month_of, ref_of
from ssg.core.digests import combine, digest_value
from ssg.core.model import Image, Ref
from ssg.core.views import UNSUBSCRIBE_MARK, Digest, DigestItem, DigestRow, DigestSection, Mail

MAX_ITEMS = 15  # stories of a digest, the lead among them; the others are a number and a link
PREHEADER_TITLES = 3
OPENING_POINTS = 6  # stories that a digest opens with a key point of
MAIL_TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})  # that all mail programs show
MAX_EARLIER = 3  # older posts that are named below the newest of their thread


class Thread(NamedTuple):
    """The posts of a week that tell one story: a post alone, or those with the same `story`."""

    posts: tuple[Entry, ...]  # newest first

    @property
    def newest(self) -> Entry:
        return self.posts[0]


def threads_of(posts: Iterable[Entry]) -> list[Thread]:
    """Return the posts, which are newest first, as threads; those with the newest posts first."""
    threads: dict[str, list[Entry]] = {}
    for entry in posts:
        # A path begins with no "#": no story has the name of a post.
        threads.setdefault(f"#{entry.story}" if entry.story else entry.path, []).append(entry)
    return [Thread(tuple(found)) for found in threads.values()]


def ranked(threads: Iterable[Thread]) -> list[Thread]:
    """Return the threads by weight: featured, then by key points and sources, then the newest. The first one leads."""
    return sorted(threads, key=_rank)


def _rank(thread: Thread) -> tuple[bool, int, int, str]:
    substance = max(len(entry.post.key_points) + len(entry.post.sources) for entry in thread.posts)
    featured = any(entry.featured for entry in thread.posts)
    return not featured, -substance, -thread.newest.published, thread.newest.url


class Chosen(NamedTuple):
    """A digest, and the digest of its value."""

    value: Digest
    digest: bytes


def week_digest(edition: Edition, place: int) -> Chosen:
    """Return what is told of a week, by its place among the edition's weeks."""
    of = edition.weeks[place]
    chosen = ranked(threads_of(of.posts))[:MAX_ITEMS]
    lead, others = chosen[0], sorted(chosen[1:], key=lambda thread: (-thread.newest.published, thread.newest.path))
    told = [entry for thread in (lead, *others) for entry in thread.posts[: MAX_EARLIER + 1]]
    week = of.week
    before = edition.weeks[place + 1 : place + 2]
    digest = Digest(
        id=week.id,
        url=week_address(edition, week),
        year=week.year,
        number=week.number,
        first=week.first,
        last=week.last,
        over=week.over,
        stories=len(of.posts),
        more=len(of.posts) - sum(len(thread.posts) for thread in chosen),
        archive=f"{edition.prefix}/archive/{month_of(of.posts[0].date).replace('-', '/')}/",
        older=week_address(edition, before[0].week) if before else "",
        lead=_item(lead),
        picture=mail_picture(lead.newest.post.image),
        sections=_sections(edition, others),
        points=tuple(
            [thread.newest.summary for thread in (lead, *others) if thread.newest.post.key_points][:OPENING_POINTS]
        ),
    )
    # Of the posts only their digests: they are many, and known.
    bare = msgspec.structs.replace(digest, lead=None, sections=(), points=())
    places = [(part.section, len(part.items)) for part in digest.sections]
    lengths = [len(thread.posts) for thread in (lead, *others)]
    return Chosen(digest, combine((digest_value((bare, places, lengths)), *(entry.summary_digest for entry in told))))


def digest_rows(edition: Edition) -> tuple[DigestRow, ...]:
    """Return a line for each week, newest first."""
    return tuple(
        DigestRow(
            week_address(edition, of.week), of.week.year, of.week.number, of.week.first, of.week.last, len(of.posts)
        )
        for of in edition.weeks
    )


def mail_of(digest: Digest) -> Mail:
    """Return what a digest as a mail has beside itself. The lead is its subject, other headlines stand beside it."""
    others = [item.post.title for section in digest.sections for item in section.items]
    return Mail(digest.lead.post.title, " · ".join(others[:PREHEADER_TITLES]), UNSUBSCRIBE_MARK)


def mail_picture(image: Image | None) -> Image | None:
    """Return a picture as mail programs can show it: cut to 16:9 as a JPEG where it is made, else an old format."""
    if image is None:
        return None
    if image.ratios:
        cut = image.ratios[0]
        return Image(cut.src, alt=image.alt, width=cut.width, height=cut.height, type=cut.type)
    return Image(image.src, alt=image.alt, width=image.width, height=image.height) if image.type in MAIL_TYPES else None


def week_address(edition: Edition, week: Week) -> str:
    return f"{edition.prefix}/digest/{week.id}/"


def _item(thread: Thread) -> DigestItem:
    earlier = thread.posts[1 : MAX_EARLIER + 1]
    return DigestItem(thread.newest.summary, tuple(entry.summary for entry in earlier))


def _sections(edition: Edition, threads: Sequence[Thread]) -> tuple[DigestSection, ...]:
    by_section: dict[str, list[Thread]] = {}
    for thread in threads:
        section = thread.newest.post.section
        by_section.setdefault(section.id if section else "", []).append(thread)
    named: list[Ref | None] = [ref_of(listed.topic) for listed in edition.sections if listed.topic.id in by_section]
    if "" in by_section:
        named.append(None)
    return tuple(
        DigestSection(ref, tuple(_item(thread) for thread in by_section[ref.id if ref else ""])) for ref in named
    )
