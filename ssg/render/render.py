"""Render: a job becomes an artifact. Pure: a worker sees the job, the theme and the bodies that the job names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from ssg.core.artifacts import Artifact
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job, Plain, Searchable, Summary
from ssg.core.theme import Theme
from ssg.core.views import FeedInfo, FeedItem, SiteInfo
from ssg.render import feeds, host_files, json_feed, sitemaps
from ssg.render.bodies import feed_body
from ssg.render.cards import card_png
from ssg.render.corrections_feed import corrections_feed
from ssg.render.digest_feed import digest_feed
from ssg.render.feed_parts import BRIEF_KEPT, feed_item
from ssg.render.llms import llms_txt
from ssg.render.pages import PageRenderer, ReadBody
from ssg.render.robots import robots_txt
from ssg.render.search import ReadSearchable, SegmentWords, search_hits
from ssg.render.theme_assets import asset_bytes
from ssg.render.themes import Compiled, Templates
from ssg.render.twins import markdown_twin


class Renderer:
    """What a worker holds for a whole build: the theme's compiled templates and the site's addresses.

    Templates are read from disk but for those that are ``held``, and compiled but for those that are ``compiled``.
    """

    def __init__(
        self,
        theme: Theme,
        site: SiteInfo,
        read_body: ReadBody,
        held: Templates = MappingProxyType({}),
        compiled: Compiled | None = None,
        read_searchable: ReadSearchable | None = None,
    ) -> None:
        self._theme = theme
        self._site = site
        self._shelf = SearchShelf(read_searchable or _no_words)
        self._pages = PageRenderer(theme, site, held, compiled)
        self._read_body = read_body
        self._items = FeedItems(read_body)

    def take(self, theme: Theme) -> bool:
        """Go over to ``theme`` if its templates are the same, already compiled; return whether they are."""
        if theme.templates != self._theme.templates or theme.layers != self._theme.layers:
            return False
        self._theme = theme
        self._pages.take_assets(theme)
        return True

    def expect(self, jobs: Iterable[LazyJob]) -> None:
        """Make ready for ``jobs``."""
        self._pages.expect(Counter(job.template for job in jobs))

    def render(self, job: Job) -> Artifact:
        """Return the artifact of ``job``. Raises RenderError when its template fails."""
        if job.renderer == "page":
            return self._pages.artifact(job, self._read_body)
        if job.renderer == "asset":
            return Artifact(job.output, asset_bytes(self._theme.assets[_value(job, "asset")]))
        if job.renderer in MAIL_RENDERERS:
            return Artifact(job.output, self._mail(job))
        if job.renderer == "search words":
            return Artifact(job.output, self._shelf.shard(job))
        if job.renderer in FEEDS:
            items = self._items.of(job)
            return Artifact(job.output, FEEDS[job.renderer](_value(job, "feed"), items, _value(job, "site")))
        return Artifact(job.output, RENDERERS[job.renderer](job, self._read_body))

    def component(
        self, name: str, strings: dict[str, str], settings: Mapping[str, Plain], values: dict[str, object]
    ) -> bytes:
        """Return what a component prints of ``values``. Raises whatever its template raises."""
        shared = {"site": self._site, "strings": strings, "settings": settings}
        return self._pages.component(name, shared, values)

    def _mail(self, job: Job) -> bytes:
        from ssg.render.digest_mail import MAILS  # it takes 20 ms to import, and hardly any build makes mails

        return MAILS[job.renderer](job, self._print)

    def _print(self, template: str, job: Job) -> str:
        return self._pages.render(msgspec.structs.replace(job, template=template), self._read_body).decode()


class FeedItems:
    """The items of feeds, made once for the three formats of a feed and kept for the next one with the same posts."""

    def __init__(self, read_body: ReadBody) -> None:
        self._read_body = read_body
        self._brief: dict[tuple[int, str], FeedItem] = {}  # by identity of the post, which the item holds, and id
        self._full: tuple[Job | None, tuple[FeedItem, ...]] = (None, ())  # the last full-text feed and its items

    def of(self, job: Job) -> tuple[FeedItem, ...]:
        """Return the items of a feed's job."""
        if not job.bodies:
            return tuple(map(self._brief_item, _value(job, "posts"), _value(job, "ids")))
        last, items = self._full
        if last is None or not _same_items(last, job):
            items = tuple(self._full_items(job))
            self._full = (job, items)
        return items

    def _brief_item(self, post: Summary, id_: str) -> FeedItem:
        known = self._brief.get((id(post), id_))
        if known is None:
            if len(self._brief) >= BRIEF_KEPT:
                del self._brief[next(iter(self._brief))]
            known = self._brief[id(post), id_] = FeedItem(post, id_, "")
        return known

    def _full_items(self, job: Job) -> Iterator[FeedItem]:
        site: SiteInfo = _value(job, "site")
        posts, ids, targets = _value(job, "posts"), _value(job, "ids"), _value(job, "targets")
        for key, of_post, post, id_ in zip(job.bodies, targets, posts, ids, strict=True):
            html = feed_body(self._read_body(key).html, of_post, post.url, site.base_url)
            yield feed_item(post, id_, html, site)


class SearchShelf:
    """The words of the segment of the search index that shards were last made of: they come one after the other."""

    def __init__(self, read_searchable: ReadSearchable) -> None:
        self._read = read_searchable
        self._last: tuple[tuple[bytes, ...], SegmentWords] | None = None

    def shard(self, job: Job) -> bytes:
        """Return the bytes of a shard's job."""
        if self._last is None or job.bodies != self._last[0]:
            self._last = None  # two segments never stand in memory
            self._last = (job.bodies, SegmentWords(self._read(key) for key in job.bodies))
        return self._last[1].shard(_value(job, "split"), _value(job, "splits"))


def _no_words(key: bytes) -> Searchable:
    raise LookupError(key.hex())


def _same_items(one: Job, other: Job) -> bool:
    return one.bodies == other.bodies and all(
        _value(one, name) == _value(other, name) for name in ("site", "posts", "ids", "targets")
    )


def _value(job: Job, name: str) -> Any:
    return job.values[name]


def _twin(job: Job, read_body: ReadBody) -> bytes:
    return markdown_twin(_value(job, "post"), read_body(job.bodies[0]), _value(job, "site"), _value(job, "targets"))


def _sitemap(job: Job, read_body: ReadBody) -> bytes:
    return dict(sitemaps.sitemap(_value(job, "entries"), _value(job, "site").base_url))[job.output]


def _robots(job: Job, read_body: ReadBody) -> bytes:
    return robots_txt(_value(job, "site"), _value(job, "noindex"), _value(job, "robots"))


def _news_sitemap(job: Job, read_body: ReadBody) -> bytes:
    return sitemaps.news_sitemap(_value(job, "news"), _value(job, "site"))


def _llms(job: Job, read_body: ReadBody) -> bytes:
    return llms_txt(_value(job, "site"), _value(job, "links"))


def _redirects(job: Job, read_body: ReadBody) -> bytes:
    base_path, live = _value(job, "site").base_path, frozenset(_value(job, "live"))
    return host_files.redirects_file(_value(job, "redirects"), base_path, _value(job, "hidden"), live=live)


def _headers(job: Job, read_body: ReadBody) -> bytes:
    return host_files.headers_file(
        _value(job, "site").base_path,
        preview=_value(job, "noindex"),
        form_action=_value(job, "form_host"),
        raw_html=_value(job, "raw_html"),
    )


def _card(job: Job, read_body: ReadBody) -> bytes:
    return card_png(_value(job, "card"))


def _digest_feed(job: Job, read_body: ReadBody) -> bytes:
    digests = zip(_value(job, "digests"), _value(job, "ids"), strict=True)
    return digest_feed(_value(job, "feed"), digests, _value(job, "site"), _value(job, "strings"))


def _corrections(job: Job, read_body: ReadBody) -> bytes:
    names = ("feed", "corrections", "ids", "site", "title")
    return corrections_feed(*(_value(job, name) for name in names))


def _hits(job: Job, read_body: ReadBody) -> bytes:
    return search_hits(_value(job, "posts"))


FEEDS: dict[str, Callable[[FeedInfo, tuple[FeedItem, ...], SiteInfo], bytes]] = {
    "rss": feeds.rss,
    "atom": feeds.atom,
    "json feed": json_feed.json_feed,
}
"""Renderers of feeds, which share their items."""

MAIL_RENDERERS = frozenset({"mail html", "mail text", "mail message"})
"""Renderers of mails, see digest_mail: they print templates, as "page" does."""

RENDERERS: dict[str, Callable[[Job, ReadBody], bytes]] = {
    "markdown twin": _twin,
    "sitemap": _sitemap,
    "news sitemap": _news_sitemap,
    "robots": _robots,
    "llms": _llms,
    "redirects": _redirects,
    "headers": _headers,
    "search hits": _hits,
    "corrections feed": _corrections,
    "digest feed": _digest_feed,
    "card": _card,
}
"""Renderers beside feeds, "page" and "asset", which need more, and "copy", whose bytes write takes from the source."""
