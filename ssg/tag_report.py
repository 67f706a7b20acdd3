"""`ssg tags`: how posts are tagged, which tags may be one, and which have nothing to show."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ssg.catalog.tag_names import Pair, gathered, near_pairs
from ssg.catalog.taxonomy import Taxonomy
from ssg.core.settings import TagConfig
from ssg.survey import Survey

NO_TAGS = "No post has a tag."

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Tag(NamedTuple):
    """A tag and how often it is used."""

    slug: str
    title: str
    posts: int  # that are published


class TagReport(NamedTuple):
    """All that there is to say about a site's tags."""

    tags: tuple[Tag, ...]  # the most used first
    merges: Mapping[str, Sequence[Pair]]  # the tag that stays → those that may be merged into it
    declared: Mapping[str, TagConfig]
    unused: tuple[str, ...]  # declared tags without posts
    single: int  # tags of one post


def tag_report(survey: Survey) -> TagReport:
    """Return what is to be said about the tags of published posts, in all languages."""
    declared = survey.config.tags
    counts, taxonomy = _counted(survey)
    tags = [Tag(slug, taxonomy.tag(slug, "").title, count) for slug, count in counts.items()]
    tags.sort(key=lambda tag: (-tag.posts, tag.slug))
    ranked = sorted((tag.slug for tag in tags), key=lambda slug: (slug not in declared, -counts[slug], slug))
    return TagReport(
        tags=tuple(tags),
        merges=gathered(near_pairs(counts), ranked, declared),
        declared=declared,
        unused=tuple(sorted(slug for slug in declared if slug not in counts)),
        single=sum(count == 1 for count in counts.values()),
    )


def _counted(survey: Survey) -> tuple[Counter[str], Taxonomy]:
    taxonomy = Taxonomy(survey.config, ())
    counts: Counter[str] = Counter()
    # Oldest first, as the index goes: the oldest spelling is the title.
    for item in sorted(survey.filed, key=lambda item: (item.published, item.source.path)):
        if item.kind == "post" and not item.status:
            taxonomy.remember(item.document.front, item.place.folder)
            counts.update(taxonomy.tags_of(item.document.front.tags))
    return counts, taxonomy


def report_lines(report: TagReport) -> Iterator[str]:
    """Yield the report as lines; what may be pasted into site.toml is TOML."""
    yield f"Tags: {len(report.tags):,}, of which {report.single:,} with one post only" if report.tags else NO_TAGS
    yield from (f"{tag.posts:6,}  {tag.slug}" + _other_title(tag) for tag in report.tags)
    if report.unused:
        yield f"\nIn site.toml, but no post has them: {', '.join(report.unused)}"
    if report.merges:
        yield "\nTags that may be one. Nothing is merged until you add these lines to site.toml:"
        counts = {tag.slug: tag.posts for tag in report.tags}
        titles = {tag.slug: tag.title for tag in report.tags}
        for slug, pairs in sorted(report.merges.items()):
            reasons = (_reason(pair, counts) for pair in pairs)
            yield from ("", *reasons, *merge_lines(slug, pairs, titles.get(slug, ""), report.declared))


def _other_title(tag: Tag) -> str:
    return f"  {' '.join(tag.title.split())}" if tag.title != tag.slug else ""


def _reason(pair: Pair, counts: Mapping[str, int]) -> str:
    return f"# {pair.one} ({counts[pair.one]:,}) and {pair.other} ({counts[pair.other]:,}): {pair.why}"


def merge_lines(slug: str, pairs: Sequence[Pair], title: str, declared: Mapping[str, TagConfig]) -> tuple[str, ...]:
    """Return the lines of site.toml that make one tag of several; a table that is there keeps its aliases.

    A new table says the title that readers see now, since one without a title makes it of the id: `Llms`.
    """
    known = declared.get(slug)
    aliases = [*(known.aliases if known else ()), *(pair.other for pair in pairs)]
    listed = ", ".join(json.dumps(alias, ensure_ascii=False) for alias in aliases)
    key = slug if _BARE_KEY.fullmatch(slug) else json.dumps(slug, ensure_ascii=False)
    titled = "" if known or not title else f"title = {json.dumps(' '.join(title.split()), ensure_ascii=False)}"
    note = f"# site.toml has this table: {'change' if known.aliases else 'add'} its aliases" if known else ""
    return (*filter(None, (note,)), f"[tags.{key}]", *filter(None, (titled,)), f"aliases = [{listed}]")
