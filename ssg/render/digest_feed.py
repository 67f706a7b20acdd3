"""The feed of weekly digests as RSS: each item is a whole digest, for services that make mails of feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from ssg.core.model import Summary
from ssg.core.urls import absolute
from ssg.core.views import Digest, DigestItem, FeedInfo, FeedItem, SiteInfo
from ssg.render.feed_html import clean_html
from ssg.render.feeds import rss

POINTS = 3  # key points of a story that does not lead


def digest_feed(
    feed: FeedInfo, digests: Iterable[tuple[Digest, str]], site: SiteInfo, strings: Mapping[str, str]
) -> bytes:
    """Return the feed of digests, each with its permanent id; ``strings`` are the theme's in the feed's language."""
    return rss(feed, tuple(_item(digest, id, feed, site, strings) for digest, id in digests), site)


def _item(digest: Digest, id: str, feed: FeedInfo, site: SiteInfo, strings: Mapping[str, str]) -> FeedItem:
    issue = strings["digest_issue"].format(week=digest.number, year=digest.year)
    lead = digest.lead.post
    summary = Summary(
        id=id,
        path="",
        url=digest.url,
        lang=feed.language,
        title=f"{issue}: {lead.title}",
        date=digest.over,
        summary=lead.summary,
        image=digest.picture,
    )
    return FeedItem(
        summary, id, clean_html(_html(digest, site, strings), absolute(digest.url, site.base_url), site.base_url)
    )


def _html(digest: Digest, site: SiteInfo, strings: Mapping[str, str]) -> str:
    parts = [_story(digest.lead, "h2", len(digest.lead.post.key_points), strings, site)]
    for section in digest.sections:
        parts.append(f"<h2>{escape(section.section.title)}</h2>" if section.section else "<hr>")
        parts += [_story(item, "h3", POINTS, strings, site) for item in section.items]
    if digest.more:
        more = strings["digest_more_one" if digest.more == 1 else "digest_more_other"].format(count=digest.more)
        parts.append(f"<p>{escape(more)} {_link(digest.archive, strings['digest_all'], site)}</p>")
    return "\n".join(parts)


def _story(item: DigestItem, heading: str, points: int, strings: Mapping[str, str], site: SiteInfo) -> str:
    post = item.post
    told = "".join(f"<li>{point.html}</li>" for point in post.key_points[:points])
    text = f"<ul>{told}</ul>" if told else f"<p>{escape(post.summary)}</p>" if post.summary else ""
    earlier = ", ".join(_link(older.url, older.title, site) for older in item.earlier)
    before = f"<p>{escape(strings['digest_earlier'])} {earlier}</p>" if earlier else ""
    return f"<{heading}>{_link(post.url, post.title, site)}</{heading}>\n{text}{before}"


def _link(url: str, text: str, site: SiteInfo) -> str:
    return f'<a href="{escape(absolute(url, site.base_url))}">{escape(text)}</a>'
