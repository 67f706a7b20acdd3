"""Sections, tags and authors: from what authors typed to one name, one slug and one address each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import FrontKeys
from ssg.core.settings import Config
from ssg.core.urls import slugify
from ssg.core.views import Topic

DEFAULT_SECTION = "news"


class Taxonomy:
    """Resolves typed names against the configuration; remembers the first spelling of what is not declared."""

    def __init__(self, config: Config, folders_with_intro: Iterable[str]) -> None:
        self._tag_by_slug = _slugs_of_tags(config)
        self._author_by_slug = _slugs_of_authors(config)
        self._section_by_slug = _slugs_of_sections(config)
        self._intro_folders = frozenset(folders_with_intro)
        self._config = config
        self._titles: dict[tuple[str, str], str] = {}  # (kind, slug) → first spelling
        # (prefix of the language, section slug) → title and description by its `_index.md`, empty where it has none
        self._introduced: dict[tuple[str, str], tuple[str, str]] = {}
        self._spellings: dict[str, dict[str, None]] = {}  # tag slug → spellings, in the order met

    def section_of(self, typed: str, folder: str) -> str:
        """Return the section's slug: as typed, else of the outermost folder that is one, else `news`."""
        slug = slugify(self._section_name(typed, folder))
        return self._section_by_slug.get(slug, slug) or DEFAULT_SECTION

    def _section_name(self, typed: str, folder: str) -> str:
        return typed or self.section_folder(folder).rpartition("/")[2]

    def section_folder(self, folder: str) -> str:
        """Return the outermost part of ``folder`` that is declared or has an `_index.md`; empty when none is."""
        below = ""
        for part in folder.split("/") if folder else ():
            below = f"{below}/{part}" if below else part
            if below in self._intro_folders or slugify(part) in self._section_by_slug:
                return below
        return ""

    def tags_of(self, typed: tuple[str, ...]) -> tuple[str, ...]:
        """Return slugs in the author's order, without repeats; names without a letter or digit are left out."""
        return _resolved(typed, self._tag_by_slug)

    def authors_of(self, typed: tuple[str, ...]) -> tuple[str, ...]:
        """Return slugs in the order typed; the site's own author where none is."""
        return _resolved(self._author_names(typed), self._author_by_slug)

    def _author_names(self, typed: tuple[str, ...]) -> tuple[str, ...]:
        return typed or ((self._config.site.author,) if self._config.site.author else ())

    def remember(self, front: FrontKeys, folder: str) -> None:
        """Take note of how a published post in ``folder`` spells its names.

        Oldest post first: the oldest spelling stays the title, so that a new post never renames a tag.
        """
        self._remember("section", (self._section_name(front.section, folder),))
        self._remember("author", self._author_names(front.authors))
        self._remember("tag", front.tags)
        for name in front.tags:
            if (slug := slugify(name)) and slug not in self._tag_by_slug:
                self._spellings.setdefault(slug, {})[name] = None

    def introduce(self, prefix: str, slug: str, title: str, description: str) -> None:
        """Take note of the title and the description that a section's `_index.md` gives it."""
        self._introduced[prefix, slug] = (title, description)

    def _remember(self, kind: str, names: tuple[str, ...]) -> None:
        for name in names:
            self._titles.setdefault((kind, slugify(name)), name)

    def section(self, slug: str, prefix: str) -> Topic:
        declared = self._config.sections.get(slug)
        title, description = self._introduced.get((prefix, slug), ("", ""))
        title = title or (declared.title if declared else self._title("section", slug))
        description = description or (declared.description if declared else "")
        return Topic(slug, title, f"{prefix}/{slug}/", description=description)

    def tag(self, slug: str, prefix: str) -> Topic:
        declared = self._config.tags.get(slug)
        url = f"{prefix}/tags/{slug}/"
        if not declared:
            return Topic(slug, self._title("tag", slug), url)
        return Topic(slug, declared.title, url, declared.description, declared.kind, declared.same_as)

    def author(self, slug: str, prefix: str) -> Topic:
        declared = self._config.authors.get(slug)
        url = f"{prefix}/authors/{slug}/"
        if not declared:
            return Topic(slug, self._title("author", slug), url)
        own = tuple(dict.fromkeys(filter(None, (declared.url, *declared.same_as))))
        return Topic(slug, declared.name or slug, url, declared.bio, "person", own)

    def _title(self, kind: str, slug: str) -> str:
        typed = self._titles.get((kind, slug), slug)
        return typed.replace("-", " ").capitalize() if typed == slug and kind == "section" else typed

    def merged_tags(self) -> list[Diagnostic]:
        """Return a note for each tag that was typed in more than one way."""
        return [
            diagnostic(
                "merged-tags",
                f"{_listed(list(spellings))} are one tag, shown as “{self._title('tag', slug)}”",
                help=f'to choose another spelling, write title = "…" under [tags.{slug}] in site.toml',
                file="site.toml",
                subject=slug,
            )
            for slug, spellings in sorted(self._spellings.items())
            if len(spellings) > 1
        ]


def _resolved(typed: Iterable[str], by_slug: Mapping[str, str]) -> tuple[str, ...]:
    slugs = [slug for name in typed if (slug := slugify(name))]
    return tuple(dict.fromkeys(by_slug.get(slug, slug) for slug in slugs))


def _listed(names: list[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _slugs_of_tags(config: Config) -> dict[str, str]:
    slugs: dict[str, str] = {}
    for tag_id, tag in config.tags.items():
        for name in (tag_id, tag.title, *tag.aliases):
            if slug := slugify(name):
                slugs.setdefault(slug, tag_id)
    return slugs


def _slugs_of_authors(config: Config) -> dict[str, str]:
    slugs = {slugify(author_id): author_id for author_id in config.authors}
    for author_id, author in config.authors.items():
        slugs.setdefault(slugify(author.name), author_id)
    return slugs


def _slugs_of_sections(config: Config) -> dict[str, str]:
    slugs = {slugify(section_id): section_id for section_id in config.sections}
    for section_id, section in config.sections.items():
        slugs.setdefault(slugify(section.title), section_id)
    return slugs
