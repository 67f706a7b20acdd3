"""Lists sealed from the oldest: page 1 holds the oldest posts and never changes again.

With newest-first numbers one new post moves every post of every list by one place: measured at 10,000 posts,
about 1,080 pages rewritten. Sealed, it is the root of each list that the post enters, and once in `per_page`
posts one page more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class ListPage(NamedTuple):
    """Which slice of a list stands where."""

    number: int  # of the sealed page, from 1; 0 for the root
    start: int  # index of its first post in the list, newest first
    stop: int  # index behind its last post


class Growth(NamedTuple):
    """What new posts do to a list: from some post on all that are older stand as they stood."""

    newest: int  # how many of its newest posts are new, or newer than a new one
    added: int  # how many are new

    def moves(self, page: ListPage, total: int, per_page: int) -> bool:
        """Return whether a page of the list, of ``total`` posts by now, shows others than before."""
        return page.number == 0 or page.start < self.newest or page.number > sealed_pages(total - self.added, per_page)


def sealed_pages(total: int, per_page: int) -> int:
    """Return how many pages of a list of ``total`` posts are sealed: the root keeps per_page to 2·per_page - 1."""
    return max(0, total // per_page - 1)


def list_pages(total: int, per_page: int) -> Iterator[ListPage]:
    """Yield the root, then the sealed pages from the newest to page 1."""
    sealed = sealed_pages(total, per_page)
    root_size = total - sealed * per_page
    yield ListPage(0, 0, root_size)
    for number in range(sealed, 0, -1):
        start = root_size + (sealed - number) * per_page
        yield ListPage(number, start, start + per_page)


def page_address(root: str, number: int) -> str:
    """Return the address of sealed page ``number`` of the list at ``root``; 0 is the root itself."""
    return f"{root}page/{number}/" if number else root


def older_number(page: ListPage, total: int, per_page: int) -> int:
    """Return the number of the page with the next older posts; 0 when there is none."""
    return page.number - 1 if page.number else sealed_pages(total, per_page)


def slice_of(page: ListPage, posts: Sequence[T]) -> tuple[T, ...]:
    return tuple(posts[page.start : page.stop])
