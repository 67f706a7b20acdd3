"""The values that templates and feeds see beside a post: the site in words, the page's head, lists.

A need (see plan/needs) fills a template's free variable with one of these. All addresses are site-absolute and
without the base path; the filters `href` and `absolute` add what a page has to print.
"""

from __future__ import annotations

from typing import Literal

from ssg.core.model import Image, Moment, Ref, Summary, Value

PageKind = Literal[
    "home", "post", "page", "section", "tag", "tags", "author", "authors", "archive", "year", "month", "404", "thanks"
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


class Counted(Value, frozen=True):
    """A row of an index: a tag, author, section, year or month with the number of its posts."""

    ref: Ref
    count: int
    latest: Moment = ""  # date of its newest post


class Strip(Value, frozen=True):
    """A section on the front page with its newest posts."""

    section: Ref
    posts: tuple[Summary, ...]  # newest first


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


class Redirect(Value, frozen=True):
    """A line of `_redirects`."""

    source: str  # site-absolute
    target: str  # site-absolute, or a full URL; empty for 410
    status: int = 301
