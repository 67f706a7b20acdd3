"""Threads: the posts of each developing story, the parts of each series, and the corrections that posts had to make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from ssg.catalog.site import Entry, PostList
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.moments import resolve
from ssg.core.settings import Config, TopicConfig
from ssg.core.views import Corrected, Topic

IdOf = Callable[[Entry], str]


def stories_of(posts: Iterable[Entry], config: Config, prefix: str) -> tuple[PostList, ...]:
    """Return the developing stories by their ids, the posts of each newest first, as ``posts`` are."""
    found = _grouped(posts, story_id)
    return tuple(PostList(_topic(id, config.stories, f"{prefix}/stories/"), tuple(found[id])) for id in sorted(found))


def series_of(posts: Iterable[Entry], config: Config, prefix: str) -> tuple[PostList, ...]:
    """Return the series by their ids, the parts of each from the first to the last."""
    found = _grouped(posts, series_id)
    return tuple(
        PostList(_topic(id, config.series, f"{prefix}/series/"), tuple(sorted(found[id], key=_place_in_series)))
        for id in sorted(found)
    )


def story_id(entry: Entry) -> str:
    return entry.story


def series_id(entry: Entry) -> str:
    return entry.series


def _grouped(posts: Iterable[Entry], id_of: IdOf) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in posts:
        if id := id_of(entry):
            groups.setdefault(id, []).append(entry)
    return groups


def _topic(id: str, declared: Mapping[str, TopicConfig], root: str) -> Topic:
    told = declared.get(id)
    title = told.title if told else id.replace("-", " ").capitalize()
    return Topic(id, title, f"{root}{id}/", told.description if told else "")


def _place_in_series(entry: Entry) -> tuple[bool, float, int, str]:
    """Parts with a number come first, in its order; then the others by date."""
    order = entry.series_order
    return order is None, order or 0.0, entry.published, entry.path


def corrected_posts(posts: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the posts that have corrections, in the order of ``posts``."""
    return tuple(entry for entry in posts if entry.corrected)


def corrections_of(posts: Iterable[Entry], zone: ZoneInfo) -> tuple[Corrected, ...]:
    """Return all corrections, the newest first; those of one instant by the order of ``posts``, then as written."""
    rows = [
        (*resolve(correction.date, zone), correction.text, entry)
        for entry in posts
        for correction in entry.post.corrections
    ]
    rows.sort(key=lambda row: -row[0])  # a stable sort keeps the order of posts
    return tuple(Corrected(date, text, entry.summary) for _, date, text, entry in rows)


# ── what is not declared ────────────────────────────────────────────────────────────────────────────


def undeclared_threads(posts: Iterable[Entry], config: Config) -> list[Diagnostic]:
    """Return a warning for each story and series that site.toml does not have, at the oldest post that names it."""
    oldest_first = sorted(posts, key=lambda entry: (entry.published, entry.path))
    tables = (
        ("unknown-story", "story", "stories", config.stories, story_id),
        ("unknown-series", "series", "series", config.series, series_id),
    )
    return [
        _undeclared(code, key, f"[{table}.{id}]", id, entries[0])
        for code, key, table, declared, id_of in tables
        for id, entries in _grouped(oldest_first, id_of).items()
        if id not in declared
    ]


def _undeclared(code: str, key: str, table: str, id: str, entry: Entry) -> Diagnostic:
    front = entry.document.front
    return diagnostic(
        code,
        f"there is no {key} “{id}” in site.toml",
        help=f'add {table} with title = "…", or correct the id',
        at=front.places.get(key, (0, 0)),
        length=len(getattr(front, key)),
        file=f"content/{entry.path}",
        subject=id,
    )
