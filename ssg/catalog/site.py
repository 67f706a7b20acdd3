"""The index's result: every post, page, list and file of the site at one moment of the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ssg.catalog.documents import Read, terms_of
from ssg.catalog.shelf import Shelf
from ssg.core.model import Document, Moment, Post, Ref, Searched, Source, Summary, Target, Value
from ssg.core.settings import Config
from ssg.core.urls import slugify
from ssg.core.views import Redirect, Topic


@dataclass(frozen=True, slots=True)
class Entry:
    """A post or page: what lists are made of at hand, what it shows on its shelf."""

    path: str  # these as in post, topics by their ids
    url: str
    id: str
    lang: str
    date: Moment
    updated: Moment
    published: int
    section: str  # empty for none
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    story: str
    series: str
    series_order: float | None  # as the front matter has it
    status: Literal["", "draft", "scheduled"]
    featured: bool
    canonical: str
    corrected: bool  # it has corrections
    aliases: tuple[str, ...]  # as typed
    source: Source
    group: str  # equal for posts that are one text in several languages
    body: bytes  # key of its body in the parse cache
    summary_digest: bytes
    digest: bytes  # of post, targets and body key: all that the entry brings to its own page
    searched: Searched
    cited: int  # how many sources it names
    shelf: Shelf = field(compare=False, repr=False)
    number: int = field(compare=False)  # on the shelf
    documents: Read = field(compare=False, repr=False)  # that its own is among

    @property
    def post(self) -> Post:
        return self.shelf.post(self.number)

    @property
    def summary(self) -> Summary:
        return self.shelf.summary(self.number)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Where the links of the body lead: number n is what link n came out as."""
        return self.shelf.bound(self.number).targets

    @property
    def document(self) -> Document:
        return self.documents[self.path][1]

    @property
    def terms(self) -> bytes:
        """The document's terms, for related posts."""
        return terms_of(self.documents, self.path)

    @property
    def title_key(self) -> str:
        """The title as a slug; equal ones are copies."""
        return slugify(self.shelf.title(self.number))

    @property
    def typed_links(self) -> tuple[str, ...]:
        """The links of the body as the author wrote them."""
        return self.shelf.bound(self.number).typed


@dataclass(frozen=True, slots=True)
class PostList:
    """A list of posts at an address: everything of a language, or one section, tag or author."""

    topic: Topic
    posts: tuple[Entry, ...]  # newest first
    intro: Entry | None = None  # the section's _index.md


class Week(Value, frozen=True):
    """A week, from Monday to Monday in the site's time zone."""

    id: str  # as addresses have it: "2026-w03"
    year: int  # of ISO 8601: late December may be in the next one
    number: int  # 1 to 53
    first: Moment  # date of its Monday
    last: Moment  # date of its Sunday
    start: int  # seconds since 1970-01-01 UTC
    end: int  # when the next one begins
    over: Moment  # the same instant with an offset


@dataclass(frozen=True, slots=True)
class WeekPosts:
    """A week that is over, with what was published in it."""

    week: Week
    posts: tuple[Entry, ...]  # newest first, at least one


@dataclass(frozen=True, slots=True)
class Edition:
    """The site in one language; a listing is of one language."""

    lang: str
    prefix: str  # of its addresses: empty for the site's language, else like "/zh"
    home: PostList
    sections: tuple[PostList, ...]  # as declared, then by id
    tags: tuple[PostList, ...]  # by id
    authors: tuple[PostList, ...]  # by id
    stories: tuple[PostList, ...] = ()  # by id
    series: tuple[PostList, ...] = ()  # by id; their posts are in the order of the parts, the first part first
    corrected: tuple[Entry, ...] = ()  # posts that had to be corrected, newest first
    weeks: tuple[WeekPosts, ...] = ()  # that are over and had posts, newest first


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file that is published as it is."""

    address: str  # site-absolute
    source: Source
    width: int = 0  # pixels of an image; 0 when unknown
    height: int = 0
    color: str = ""  # of an image, as in content.images.ImageFacts
    still: bool = False
    transparent: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that plan may draw on. Bodies are absent."""

    config: Config
    valid_from: int  # the clock to whoever plans: the site is the same from this instant on until something is due
    editions: tuple[Edition, ...]  # the site's language first, then by tag
    posts: tuple[Entry, ...]  # of all languages, newest first
    pages: tuple[Entry, ...]  # by address
    specials: Mapping[str, Entry]  # "404" and "thanks", where the author wrote them
    files: tuple[SiteFile, ...]  # by address
    related: Mapping[str, tuple[tuple[Entry, str], ...]]  # by the post's path: post and reason, best first
    neighbours: Mapping[str, tuple[Entry | None, Entry | None]]  # by the post's path: older, newer
    redirects: tuple[Redirect, ...]
    lock: str  # text of the new addresses.lock


def every_entry(site: Site) -> Iterator[Entry]:
    """Yield all that is shown: posts, pages, special pages, introductions."""
    yield from (*site.posts, *site.pages, *site.specials.values(), *introductions(site))


def introductions(site: Site) -> Iterator[Entry]:
    """Yield what stands above lists: the front page's introduction and those of sections, of each language."""
    for edition in site.editions:
        for listed in (edition.home, *edition.sections):
            if listed.intro:
                yield listed.intro


def ref_of(topic: Topic) -> Ref:
    return Ref(id=topic.id, title=topic.title, url=topic.url)


def archive_months(posts: tuple[Entry, ...]) -> dict[str, list[Entry]]:
    """Return the posts by month, `2026-01` → entries, newest month and post first."""
    months: dict[str, list[Entry]] = {}
    for entry in posts:
        months.setdefault(month_of(entry.date), []).append(entry)
    # Posts are ordered by instant, months by the date as written: with other offsets they can differ.
    return {month: months[month] for month in sorted(months, reverse=True)}


def month_of(moment: Moment) -> str:
    return moment[:7]
