"""The site's lists, one set for each language: home, sections, tags, authors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ssg.catalog.site import Edition, Entry, PostList
from ssg.catalog.taxonomy import Taxonomy
from ssg.catalog.threads import corrected_posts, series_of, stories_of
from ssg.core.settings import Config
from ssg.core.views import Topic


def newest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return posts in the one order of all lists: newest first, then by path."""
    return tuple(sorted(entries, key=lambda entry: (-entry.published, entry.path)))


def edition_prefix(lang: str, config: Config) -> str:
    return "" if lang == config.site.language else f"/{lang}"


def editions_of(
    posts: tuple[Entry, ...], intros: Mapping[tuple[str, str], Entry], taxonomy: Taxonomy, config: Config
) -> tuple[Edition, ...]:
    """Return the editions, the site's language first; ``posts`` are newest first.

    ``intros`` are keyed by language and section slug; the slug is empty for the front page.
    """
    by_lang: dict[str, list[Entry]] = {config.site.language: []}
    for entry in posts:
        by_lang.setdefault(entry.lang, []).append(entry)
    for lang, _ in intros:
        by_lang.setdefault(lang, [])
    others = sorted(lang for lang in by_lang if lang != config.site.language)
    return tuple(
        _edition(lang, tuple(by_lang[lang]), intros, taxonomy, config) for lang in (config.site.language, *others)
    )


def _edition(
    lang: str, posts: tuple[Entry, ...], intros: Mapping[tuple[str, str], Entry], taxonomy: Taxonomy, config: Config
) -> Edition:
    prefix = edition_prefix(lang, config)
    intro = intros.get((lang, ""))
    described = intro.document.front.summary if intro else ""  # an excerpt would say twice what stands on the page
    home = Topic("", config.site.title, f"{prefix}/", description=described or config.site.description)
    sections = _grouped(posts, lambda entry: (entry.section,) if entry.section else ())
    declared = list(config.sections) if not prefix else []
    introduced = {slug for of_lang, slug in intros if of_lang == lang and slug}
    return Edition(
        lang=lang,
        prefix=prefix,
        home=PostList(home, posts, intro),
        sections=tuple(
            PostList(taxonomy.section(slug, prefix), tuple(sections.get(slug, ())), intros.get((lang, slug)))
            for slug in dict.fromkeys((*declared, *sorted(sections.keys() | introduced)))
        ),
        tags=_lists(_grouped(posts, lambda entry: entry.tags), taxonomy.tag, prefix),
        authors=_lists(_grouped(posts, lambda entry: entry.authors), taxonomy.author, prefix),
        stories=stories_of(posts, config, prefix),
        series=series_of(posts, config, prefix),
        corrected=corrected_posts(posts),
    )


def _grouped(posts: Iterable[Entry], slugs_of: Callable[[Entry], Iterable[str]]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in posts:
        for slug in slugs_of(entry):
            groups.setdefault(slug, []).append(entry)
    return groups


def _lists(
    groups: Mapping[str, list[Entry]], topic_of: Callable[[str, str], Topic], prefix: str
) -> tuple[PostList, ...]:
    return tuple(PostList(topic_of(slug, prefix), tuple(groups[slug])) for slug in sorted(groups))
