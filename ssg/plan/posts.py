"""Jobs of posts and pages: the page itself, and its Markdown beside it."""

from __future__ import annotations

from collections.abc import Iterator

from ssg.catalog.site import Edition, Entry
from ssg.core.digests import digest_value
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Image, Job, Post
from ssg.core.urls import output_path
from ssg.core.views import PageInfo
from ssg.plan.cards import card_of_post
from ssg.plan.needs import fill
from ssg.plan.pages import feed_links, home_crumb, page_job
from ssg.plan.planning import Planning, Subject
from ssg.plan.subjects import subjects_of


def plan_posts(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of all posts and pages."""
    editions = {edition.lang: edition for edition in planning.site.editions}
    default, scope = planning.site.editions[0], planning.scope
    for entry in planning.site.posts:
        if not scope or entry.path in scope.pages:
            edition = editions[entry.lang]
            yield _page(planning, "post.html", edition, entry)
            yield _twin(planning, edition, entry)
    for entry in planning.site.pages:
        if not scope or entry.path in scope.pages:
            yield _page(planning, "page.html", editions.get(entry.lang, default), entry)


def _page(planning: Planning, template: str, edition: Edition, entry: Entry) -> LazyJob:
    return page_job(planning, template, entry.url, _subject, edition, entry, sources=(entry.path,))


def _subject(planning: Planning, edition: Edition, entry: Entry) -> Subject:
    return Subject(page_info(planning, edition, entry), edition, entry)


def page_info(planning: Planning, edition: Edition, entry: Entry) -> PageInfo:
    """Return what a post's or page's own page knows about itself."""
    post = entry.post
    about, mentions = subjects_of(post, planning.site.config.tags)
    home = home_crumb(planning, edition)
    feeds = feed_links(planning.info.title, edition.home.topic.url)
    if post.section:
        feeds += feed_links(post.section.title, post.section.url)[:1]
    return PageInfo(
        kind="post" if post.date else "page",
        url=post.url,
        title=post.title,
        description=post.summary,
        lang=post.lang,
        home=home.url,
        image=card_of_post(planning, entry) or shared_image(post) or planning.info.card,
        noindex=planning.noindex,
        canonical=post.canonical,
        feeds=feeds,
        translations=post.translations,
        crumbs=(home, post.section) if post.section else (home,),
        about=about,
        mentions=mentions,
    )


def shared_image(post: Post) -> Image | None:
    """Return the picture for links to a post: its lead image as a JPEG of 16:9, which all networks take.

    The cuts begin with the widest; where the picture is too small for any, it is shown as it is.
    """
    image = post.image
    if image is None or not image.ratios:
        return image
    cut = image.ratios[0]
    return Image(cut.src, alt=image.alt, width=cut.width, height=cut.height, type=cut.type)


def twin_address(url: str) -> str:
    """Return the address of a post's Markdown: `/a/` → `/a/index.md`, `/a.html` → `/a.md`."""
    return url + "index.md" if url.endswith("/") else url.rpartition(".")[0] + ".md"


def _twin(planning: Planning, edition: Edition, entry: Entry) -> LazyJob:
    output = output_path(twin_address(entry.url))
    return LazyJob(output, "markdown twin", _filled_twin, planning, edition, entry, output, sources=(entry.path,))


def _filled_twin(planning: Planning, edition: Edition, entry: Entry, output: str) -> Job:
    site = fill("site", planning, Subject(PageInfo(kind="post", url="", title="", lang=""), edition))
    links = zip(entry.typed_links, entry.targets, strict=True)
    targets = tuple([(typed, target.url) for typed, target in links])
    return Job(
        output=output,
        renderer="markdown twin",
        template="",
        parts={"post": entry.digest, "site": site.digest, "targets": digest_value(targets)},
        values={"post": entry.post, "site": site.value, "targets": targets},
        bodies=(entry.body,),
        sources=(entry.path,),
    )
