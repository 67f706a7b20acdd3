"""Render: a job becomes an artifact. Pure: a worker sees the job, the theme and the bodies that the job names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ssg.core.model import Artifact, Job
from ssg.core.theme import Theme
from ssg.core.views import FeedItem, SiteInfo
from ssg.render import feeds, host_files, json_feed, sitemaps
from ssg.render.bodies import feed_body
from ssg.render.pages import PageRenderer, ReadBody
from ssg.render.theme_assets import asset_bytes
from ssg.render.twins import markdown_twin


class Renderer:
    """What a worker holds for a whole build: the theme's compiled templates and the site's addresses."""

    def __init__(self, theme: Theme, site: SiteInfo, read_body: ReadBody) -> None:
        self._theme = theme
        self._pages = PageRenderer(theme, site)
        self._read_body = read_body

    def render(self, job: Job) -> Artifact:
        """Return the artifact of ``job``. Raises RenderError when its template fails."""
        if job.renderer == "page":
            return Artifact(job.output, self._pages.render(job, self._read_body))
        if job.renderer == "asset":
            return Artifact(job.output, asset_bytes(self._theme.assets[_value(job, "asset")]))
        return Artifact(job.output, RENDERERS[job.renderer](job, self._read_body))


def _value(job: Job, name: str) -> Any:
    return job.values[name]


def _feed_items(job: Job, read_body: ReadBody) -> tuple[FeedItem, ...]:
    site: SiteInfo = _value(job, "site")
    posts, ids, targets = _value(job, "posts"), _value(job, "ids"), _value(job, "targets")
    if not job.bodies:
        return tuple(FeedItem(post, id_, "") for post, id_ in zip(posts, ids, strict=True))
    htmls = (
        feed_body(read_body(key).html, of_post, post.url, site.base_url)
        for key, of_post, post in zip(job.bodies, targets, posts, strict=True)
    )
    return tuple(FeedItem(post, id_, html) for post, id_, html in zip(posts, ids, htmls, strict=True))


def _rss(job: Job, read_body: ReadBody) -> bytes:
    return feeds.rss(_value(job, "feed"), _feed_items(job, read_body), _value(job, "site"))


def _atom(job: Job, read_body: ReadBody) -> bytes:
    return feeds.atom(_value(job, "feed"), _feed_items(job, read_body), _value(job, "site"))


def _json_feed(job: Job, read_body: ReadBody) -> bytes:
    return json_feed.json_feed(_value(job, "feed"), _feed_items(job, read_body), _value(job, "site"))


def _twin(job: Job, read_body: ReadBody) -> bytes:
    return markdown_twin(_value(job, "post"), read_body(job.bodies[0]), _value(job, "site"))


def _sitemap(job: Job, read_body: ReadBody) -> bytes:
    return dict(sitemaps.sitemap(_value(job, "entries"), _value(job, "site").base_url))[job.output]


def _robots(job: Job, read_body: ReadBody) -> bytes:
    return sitemaps.robots_txt(_value(job, "site"), _value(job, "noindex"))


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


RENDERERS: dict[str, Callable[[Job, ReadBody], bytes]] = {
    "rss": _rss,
    "atom": _atom,
    "json feed": _json_feed,
    "markdown twin": _twin,
    "sitemap": _sitemap,
    "robots": _robots,
    "redirects": _redirects,
    "headers": _headers,
}
"""Renderers beside "page" and "asset", which need the theme, and "copy", whose bytes write takes from the source."""
