"""When the clock alone changes the site: what begins and what ends by itself, each at its instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from ssg.catalog.filing import Filed, own_title
from ssg.catalog.weeks import weeks_with

NEWS_SECONDS = 48 * 60 * 60  # that a post stands in the news sitemap, by Google's rule

DueKind = Literal["online", "left", "expired", "week"]

ORDER: tuple[DueKind, ...] = ("online", "left", "expired", "week")
"""What comes first of what happens at one instant."""


class Due(NamedTuple):
    """Something that happens at an instant without anybody's doing."""

    instant: int  # seconds since 1970-01-01 UTC
    kind: DueKind
    subject: str  # path of the file below content/; of a week that ends its name, like 2026-W05
    title: str  # of the post or page; empty for a week


class Clock(NamedTuple):
    """Where a site stands in time."""

    valid_from: int  # the site is the same at every instant from here on; 0 when nothing has happened yet
    due: tuple[Due, ...]  # what is to come, the next first


def clock_of(filed: Sequence[Filed], now: int, zone: ZoneInfo) -> Clock:
    """Return what last changed the site before or at ``now``, and everything that will."""
    valid_from = 0
    coming = []
    for due in (*_happenings(filed), *_week_ends(filed, zone)):
        if due.instant <= now:
            valid_from = max(valid_from, due.instant)
        else:
            coming.append(due)
    return Clock(valid_from, tuple(sorted(coming, key=_in_time)))


def _in_time(due: Due) -> tuple[int, int, str]:
    return due.instant, ORDER.index(due.kind), due.subject


def _happenings(filed: Iterable[Filed]) -> Iterator[Due]:
    """Yield everything that ever happens by itself, in no order: a draft does nothing."""
    for item in filed:
        if item.status == "draft":
            continue
        for kind, instant_of in MOMENTS:
            if instant := instant_of(item):
                yield Due(instant, kind, item.source.path, own_title(item.document, item.place))


def _week_ends(filed: Iterable[Filed], zone: ZoneInfo) -> Iterator[Due]:
    """Yield the end of each week with posts: then its digest comes."""
    published = [item.published for item in filed if item.published and item.status != "draft"]
    for week in weeks_with(published, zone):
        yield Due(week.end, "week", week.id.upper(), "")


def _online(item: Filed) -> int:
    return item.published if not item.expires or item.published < item.expires else 0


def _left(item: Filed) -> int:
    """Return when a post leaves the news sitemap; 0 where it is gone before, or has its original elsewhere."""
    if not item.published or item.document.front.canonical_url:
        return 0
    instant = item.published + NEWS_SECONDS
    return instant if not item.expires or instant < item.expires else 0


MOMENTS: tuple[tuple[DueKind, Callable[[Filed], int]], ...] = (
    ("online", _online),
    ("left", _left),
    ("expired", lambda item: item.expires),
)
"""What happens to a post or page, and when: seconds since 1970, 0 for never."""
