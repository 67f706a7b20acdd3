"""What an edit that keeps the outline touches: who shows the post, and whose related lists moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType

from ssg.catalog.lists import Growth
from ssg.catalog.related_kept import has_line_of, lines_of
from ssg.catalog.related_memory import RelatedMemory, by_address
from ssg.catalog.site import Entry, Site
from ssg.plan.planning import Scope

Related = tuple[tuple[Entry, str], ...]
"""A post's related posts and why, best first."""


class RelatedLists(Mapping[str, Related]):
    """The related lists by path, each put together when somebody looks at it."""

    def __init__(self, entries: Sequence[Entry], memory: RelatedMemory | None) -> None:
        by_url = {entry.url: entry for entry in entries}
        posts = memory.posts if memory else ()
        self._posts = posts
        self._entries = [by_url.get(post.url) for post in posts]
        self._numbers = {entry.path: number for number, entry in enumerate(self._entries) if entry}

    def __getitem__(self, path: str) -> Related:
        lines = lines_of(self._posts[self._numbers[path]])
        return tuple([(entry, why) for number, why in lines if (entry := self._entries[number])])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def showing(self, paths: Iterable[str]) -> Iterator[str]:
        """Yield the paths of the posts whose lists show one of ``paths``."""
        wanted = {self._numbers[path] for path in paths if path in self._numbers}
        numbers = self._numbers.items() if wanted else ()
        yield from (path for path, number in numbers if has_line_of(self._posts[number], wanted))


def moved_lists(before: RelatedMemory | None, now: RelatedMemory | None) -> set[str]:
    """Return the addresses of the posts whose related lists are not what they were."""
    if before is None or now is None or before is now:
        return set()
    count = len(before.posts)
    if [post.url for post in before.posts] == [post.url for post in now.posts[:count]]:
        pairs = zip(before.posts, now.posts, strict=False)
        moved = {new.url for old, new in pairs if old is not new and bytes(old.lines) != bytes(new.lines)}
        return moved.union(post.url for post in now.posts[count:])
    was, is_now = by_address(before), by_address(now)
    return {url for url, lines in is_now.items() if was.get(url) != lines}


def scope_of(
    site: Site,
    changed: Iterable[str],
    shown: Iterable[str],
    lists: RelatedLists,
    moved: Set[str],
    grown: Mapping[str, Growth] = MappingProxyType({}),
) -> Scope:
    """Return the scope of an edit of ``changed``; other pages show something new of those in ``shown`` alone.

    ``moved`` are the addresses of the posts whose related lists moved, ``grown`` the lists that new ones of
    ``changed`` entered.
    """
    paths = frozenset(changed)
    shown = frozenset(shown)
    beside = [entry.path for path in shown for entry in site.neighbours.get(path, ()) if entry]
    in_threads = threads_with(site, shown)
    in_moved_lists = [entry.path for entry in site.posts if entry.url in moved]
    return Scope(paths, paths.union(beside, in_threads, in_moved_lists, lists.showing(shown)), grown)


def threads_with(site: Site, shown: Set[str]) -> Iterator[str]:
    """Yield the paths of the posts whose story or series has one of ``shown``: they lead to it, or stand beside it."""
    for edition in site.editions:
        for listed in (*edition.stories, *edition.series):
            if any(entry.path in shown for entry in listed.posts):
                yield from (entry.path for entry in listed.posts)
