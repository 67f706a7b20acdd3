"""How posts stand to one another: translations, neighbours in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ssg.catalog.filing import Addressed, title_of
from ssg.catalog.site import Edition, Entry
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Ref
from ssg.core.urls import slugify


def translation_groups(entries: Iterable[Addressed]) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return each path's group (posts of one group are one text in several languages) and dead `translation_of`s.

    `name.zh.md` belongs with `name.md`; `translation_of` names the other by slug, address or path.
    """
    files = list(entries)
    group = {item.filed.source.path: item.filed.place.key for item in files}
    by_name = _names(files)
    problems = []
    for item in files:
        wanted = item.filed.document.front.translation_of
        if not wanted:
            continue
        original = by_name.get(wanted) or by_name.get(slugify(wanted)) or by_name.get(wanted.strip("/"))
        if original is None:
            problems.append(_unknown_translation(item, wanted))
        else:
            group[item.filed.source.path] = group[original.filed.source.path]
    return group, problems


def _names(files: list[Addressed]) -> dict[str, Addressed]:
    names: dict[str, Addressed] = {}
    for item in files:
        if item.filed.document.front.translation_of:
            continue
        for name in (item.slug, item.url, item.filed.source.path, item.filed.place.key):
            names.setdefault(name, item)
    return names


def _unknown_translation(item: Addressed, wanted: str) -> Diagnostic:
    return diagnostic(
        "unknown-translation",
        f"no post has the slug “{wanted}”",
        help="write the slug of the post that this one translates",
        at=item.filed.document.front.places.get("translation_of", (0, 0)),
        length=len(wanted),
        file=f"content/{item.filed.source.path}",
        subject=wanted,
    )


def translations_of(entries: Iterable[Addressed], group: Mapping[str, str]) -> dict[str, tuple[Ref, ...]]:
    """Return for each path its group's members by language, itself included; empty when it is alone."""
    members: dict[str, dict[str, Addressed]] = {}
    for item in entries:
        members.setdefault(group[item.filed.source.path], {}).setdefault(item.filed.lang, item)
    refs = {
        key: tuple(Ref(lang, title_of(found[lang]), found[lang].url) for lang in sorted(found))
        for key, found in members.items()
        if len(found) > 1
    }
    return {item.filed.source.path: refs.get(group[item.filed.source.path], ()) for item in entries}


def neighbours_of(editions: Iterable[Edition]) -> dict[str, tuple[Entry | None, Entry | None]]:
    """Return for each post's path the posts just before and after it in its language: (older, newer)."""
    found: dict[str, tuple[Entry | None, Entry | None]] = {}
    for edition in editions:
        posts = edition.home.posts
        for at, entry in enumerate(posts):
            older = posts[at + 1] if at + 1 < len(posts) else None
            found[entry.path] = (older, posts[at - 1] if at else None)
    return found
