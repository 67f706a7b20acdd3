"""Jobs of social cards: one for each post and one for the site, at addresses that change with what they show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ssg.catalog.site import Entry
from ssg.core.cards import Card
from ssg.core.digests import combine, digest_value, short_name
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Image, Job, Summary
from ssg.core.settings import Config
from ssg.core.theme import Theme
from ssg.core.urls import output_path
from ssg.plan.planning import Planning
from ssg.render.card_fonts import drawable, recipe
from ssg.render.card_layout import HEIGHT, MOST_NOTES, WIDTH
from ssg.render.dates import long_date

RENDERER = "card"
DESIGN = "1"  # part of each address: to be raised when the same values come to another picture
FOLDER = "/assets/c/"
NAME_LENGTH = 60
SITE_NAME = "site"


def plan_cards(planning: Planning) -> Iterator[LazyJob]:
    """Yield a job for each card: the posts', as far as letters can be drawn, and the site's where it has no picture."""
    site, scope = planning.site, planning.scope
    if site.config.cards.mode == "off":
        return
    for entry in site.posts:
        if (not scope or entry.path in scope.changed) and (address := _address_of(planning, entry)):
            yield LazyJob(output_path(address), RENDERER, _filled, planning, entry, sources=(entry.path,))
    drawn = card_of_site(site.config, planning.theme)
    if not scope and drawn and drawn == planning.info.card:
        yield LazyJob(output_path(drawn.src), RENDERER, _filled_site, planning)


def _filled(planning: Planning, entry: Entry) -> Job:
    card = post_card(planning, entry.post)
    assert card is not None
    return _job(card, _address(_name_of(entry.post), card, entry.url), (entry.path,))


def _filled_site(planning: Planning) -> Job:
    card = site_card(planning.site.config, planning.theme)
    assert card is not None
    return _job(card, _address(SITE_NAME, card, ""), ())


def _job(card: Card, address: str, sources: tuple[str, ...]) -> Job:
    return Job(output_path(address), RENDERER, "", {"card": _drawn_digest(card)}, {"card": card}, sources=sources)


def _drawn_digest(card: Card) -> bytes:
    """Return the digest of all that the bytes of a card hang on."""
    return combine((digest_value(card), recipe()))


# ── what cards show ─────────────────────────────────────────────────────────────────────────────────


def post_card(planning: Planning, post: Summary) -> Card | None:
    """Return what a post's card shows; None when its headline has a letter that no font has."""
    config = planning.site.config
    headline = drawable(post.title)
    if not headline:
        return None
    points = [drawable(point.text) for point in post.key_points] if config.cards.key_points else []
    return Card(
        headline=headline,
        lang=post.lang,
        site=drawable(config.site.title),
        label=drawable(post.section.title) if post.section else "",
        date=drawable(long_date(post.date, post.lang)),
        points=tuple(filter(None, points))[:MOST_NOTES],
        colors=planning.theme.card,
    )


def site_card(config: Config, theme: Theme) -> Card | None:
    """Return what the site's own card shows; None when its title has a letter that no font has."""
    headline = drawable(config.site.title)
    dek = drawable(config.site.description)
    return Card(headline=headline, lang=config.site.language, dek=dek, colors=theme.card) if headline else None


def is_shown_otherwise(config: Config, old: Summary, new: Summary) -> bool:
    """Return whether an edit that keeps a post's outline gives it another card, or none: its address moves."""
    points = config.cards.key_points and old.key_points != new.key_points
    return config.cards.mode == "all" and (old.title != new.title or points)


# ── where cards stand ───────────────────────────────────────────────────────────────────────────────


def card_of_post(planning: Planning, entry: Entry) -> Image | None:
    """Return the card that stands for links to a post; None when none is drawn for it."""
    if planning.site.config.cards.mode == "off" or not entry.date:
        return None
    address = _address_of(planning, entry)
    return _image(address, entry.post.title) if address else None


def card_of_site(config: Config, theme: Theme) -> Image | None:
    """Return the drawn card of a site that has no picture of its own; None when none is drawn."""
    card = site_card(config, theme) if config.cards.mode == "all" else None
    return _image(_address(SITE_NAME, card, ""), config.site.title) if card else None


def _image(address: str, alt: str) -> Image:
    return Image(address, alt=alt, width=WIDTH, height=HEIGHT, type="image/png")


def _address_of(planning: Planning, entry: Entry) -> str:
    card = post_card(planning, entry.post)
    return _address(_name_of(entry.post), card, entry.url) if card else ""


def _address(name: str, card: Card, url: str) -> str:
    """Return the address of a card. It holds that of its post, so that two posts of the same words have two cards."""
    digest = combine((digest_value((DESIGN, url)), _drawn_digest(card)))
    return f"{FOLDER}{name}-{short_name(digest)}.png"


def _name_of(post: Summary) -> str:
    """Return the last part of a post's address as plain letters; networks show and log it."""
    last = post.url.rstrip("/").rpartition("/")[2]
    return re.sub(r"[^a-z0-9]+", "-", last.lower())[:NAME_LENGTH].strip("-") or "post"
