"""The values that templates and feeds see beside a post: the site in words, the page's head, lists.

A need (see plan/needs) fills a template's free variable with one of these. All addresses are site-absolute and
without the base path; the filters `href` and `absolute` add what a page has to print.
"""

from __future__ import annotations

from typing import Literal

from ssg.core.model import Image, Moment, Ref, Summary, Value

PageKind = Literal[
    "home",
    "post",
    "page",
    "section",
    "tag",
    "tags",
    "author",
    "authors",
    "archive",
    "year",
    "month",
    "404",
    "thanks",
    "search",
    "story",
    "stories",
    "series",
    "corrections",
    "digest",
    "digests",
]


class SiteInfo(Value, frozen=True):
    """Need `site`: the site in named scalars. It holds no counts and no dates, so that a new post changes none."""

    title: str
    id: str
    base_url: str  # scheme, host and perhaps a path; no slash at the end
    base_path: str  # empty, or like "/blog"
    language: str  # of the site, BCP 47
    description: str
    copyright: str
    author: str  # name of the default author; empty when there is none
    logo: Image | None
    card: Image | None  # picture for pages without one of their own


class FeedLink(Value, frozen=True):
    """A feed as a page's head announces it."""

    title: str
    url: str
    type: str  # MIME type


class PageInfo(Value, frozen=True, kw_only=True):
    """Need `page`: what every page knows about itself, enough for its `<head>`."""

    kind: PageKind
    url: str
    title: str  # without the site's title
    description: str = ""
    lang: str
    home: str = "/"  # address of the front page in this language
    image: Image | None = None
    noindex: bool = False
    canonical: str = ""  # full URL, when the original stands elsewhere
    feeds: tuple[FeedLink, ...] = ()
    translations: tuple[Ref, ...] = ()  # id: language tag; with itself; empty when alone
    crumbs: tuple[Ref, ...] = ()  # from the front page down, without the page itself
    about: tuple[Topic, ...] = ()  # of a post: those of its tags that site.toml describes for machines
    mentions: tuple[Topic, ...] = ()  # the same: companies, models and people that its headline does not name


class MenuItem(Value, frozen=True):
    """Need `menu` is a tuple of these."""

    title: str
    url: str


class Newsletter(Value, frozen=True):
    """Need `newsletter`; None when there is no form to show."""

    provider: str  # "netlify", "buttondown", "mailchimp" or "custom"
    action: str  # where the form posts: site-absolute address or full URL
    email_field: str  # name of the e-mail input that the provider expects


class Neighbours(Value, frozen=True):
    """Need `neighbours`: the posts just before and after this one in time, of the same language."""

    older: Summary | None
    newer: Summary | None


class Paginator(Value, frozen=True):
    """Need `paginator`: one page of a list that is sealed from the oldest."""

    posts: tuple[Summary, ...]  # newest first
    number: int  # of the sealed page; 0 for the root, which holds the newest
    older: str  # address of the page with the next older posts; empty on the last
    latest: str  # address of the root; empty on the root itself
    first: Moment  # date of the oldest post here; empty when there is none
    last: Moment  # date of the newest post here


class Topic(Value, frozen=True):
    """Need `topic`: the section, tag or author that a list is about."""

    id: str  # slug
    title: str
    url: str
    description: str = ""  # plain text
    kind: str = ""  # of a tag: "company", "model", "person", "topic"
    same_as: tuple[str, ...] = ()
    image: Image | None = None


class Story(Value, frozen=True):
    """Need `story`: the developing story that a post belongs to."""

    id: str  # slug
    title: str
    url: str  # of its timeline; empty where the theme prints none
    description: str
    count: int  # posts that it has, at least 1
    newest: Summary | None  # where the story stands now; None on the newest post itself


class Series(Value, frozen=True):
    """Need `series`: the series that a post is a part of."""

    id: str  # slug
    title: str
    url: str  # empty where the theme prints no series
    description: str
    number: int  # of this part, from 1
    total: int
    previous: Summary | None
    next: Summary | None


class StoryRow(Value, frozen=True):
    """A row of need `stories`: a developing story with where it stands."""

    ref: Ref
    description: str
    count: int  # posts that it has, at least 1
    first: Moment  # date of its oldest post
    newest: Summary


class Corrected(Value, frozen=True):
    """A row of need `corrections`: a correction with the post that it is about."""

    date: Moment  # with an offset
    text: str
    post: Summary


class Counted(Value, frozen=True):
    """A row of an index: a tag, author, section, year or month with the number of its posts."""

    ref: Ref
    count: int
    latest: Moment = ""  # date of its newest post


class Strip(Value, frozen=True):
    """A section on the front page with its newest posts."""

    section: Ref
    posts: tuple[Summary, ...]  # newest first


class SearchIndex(Value, frozen=True):
    """Need `search_index`: where the index of the search stands and how it is cut."""

    url: str  # site-absolute, ends in "/"
    posts: int  # a power of two: there are at least so many posts, and fewer than twice as many
    segments: int  # parts of the posts
    splits: int  # parts of the words
    stop_words: str  # words that are not looked for, with spaces between


UNSUBSCRIBE_MARK = "\ue000unsubscribe\ue000"
"""Stands in mails while they are made where the newsletter service's own tag has to: no rule of HTML may touch that."""


class DigestItem(Value, frozen=True):
    """A story of a week."""

    post: Summary
    earlier: tuple[Summary, ...] = ()  # older posts of its thread in that week, newest first, a few


class DigestSection(Value, frozen=True):
    """The stories of a week in one section."""

    section: Ref | None  # None for posts without one
    items: tuple[DigestItem, ...]  # newest first


class Digest(Value, frozen=True, kw_only=True):
    """Need `digest`: a week that is over."""

    id: str  # like "2026-w03"
    url: str  # of its page
    year: int  # of ISO 8601
    number: int  # of the week, 1 to 53
    first: Moment  # date of its Monday
    last: Moment  # date of its Sunday
    over: Moment  # when it ended, with an offset
    stories: int  # posts of that week
    more: int  # posts that are not shown
    archive: str  # address of a list that has them
    older: str  # address of the digest before; empty for the first one
    lead: DigestItem
    picture: Image | None  # the lead's, as mail programs can show it
    sections: tuple[DigestSection, ...]  # the others, in the site's order
    points: tuple[Summary, ...] = ()  # stories whose first key point opens the digest


class DigestRow(Value, frozen=True):
    """A line of the list of all digests; need `digests` is a tuple of these, newest first."""

    url: str
    year: int
    number: int
    first: Moment
    last: Moment
    stories: int


class Mail(Value, frozen=True):
    """Need `mail`: what a digest as a mail has beside the digest itself."""

    subject: str
    preheader: str  # what mail programs show beside the subject; empty when there is one story only
    unsubscribe: str  # for the `href` of the link to unsubscribe; a mark, which becomes the provider's own tag


class FeedInfo(Value, frozen=True, kw_only=True):
    """A feed as a whole."""

    title: str
    description: str
    language: str
    url: str  # of the feed itself
    home: str  # of the page that lists the same posts
    author: str  # name; empty when there is none
    hub: str = ""  # WebSub hub; empty for none
    id: str  # permanent, an absolute URI


class FeedItem(Value, frozen=True, eq=False):
    """A post in a feed. Told apart by identity: the same one may stand in many feeds."""

    post: Summary
    id: str  # permanent, an absolute URI
    html: str  # the body as strangers' readers may show it, key points first; empty in a summary feed


class SitemapEntry(Value, frozen=True):
    """A line of the sitemap."""

    url: str
    modified: Moment = ""  # empty when there is no honest date


class NewsEntry(Value, frozen=True):
    """A post in the news sitemap."""

    url: str
    title: str
    lang: str
    date: Moment  # of its first publication


class TextLink(Value, frozen=True):
    """A line of llms.txt."""

    title: str
    url: str
    notes: tuple[str, ...] = ()


class LinkList(Value, frozen=True):
    """A section of llms.txt."""

    title: str
    links: tuple[TextLink, ...]


class Redirect(Value, frozen=True):
    """A line of `_redirects`."""

    source: str  # site-absolute
    target: str  # site-absolute, or a full URL; empty for 410
    status: int = 301
