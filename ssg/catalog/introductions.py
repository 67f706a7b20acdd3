"""`_index.md`: a section's introduction where the folder is a section, else a page at the folder's address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ssg.catalog.editions import edition_prefix
from ssg.catalog.filing import Addressed
from ssg.catalog.taxonomy import Taxonomy
from ssg.core.settings import Config

FRONT_PAGE = ""  # what content/_index.md introduces, where other introductions have a section's slug


def introductions_of(addressed: Iterable[Addressed], taxonomy: Taxonomy, config: Config) -> dict[str, str]:
    """Return what each introduction introduces by its path: a section's slug, or FRONT_PAGE."""
    files = list(addressed)
    sections = set(config.sections) | {item.section for item in files if item.section}
    found = {}
    for item in files:
        if item.filed.kind == "intro":
            slug = _introduced(item.filed.place.folder, taxonomy)
            if slug == FRONT_PAGE or slug in sections:
                found[item.filed.source.path] = slug
    return {path: slug for path, slug in found.items() if slug is not None}


def _introduced(folder: str, taxonomy: Taxonomy) -> str | None:
    if not folder:
        return FRONT_PAGE
    return taxonomy.section_of("", folder) if taxonomy.section_folder(folder) == folder else None


def at_section_addresses(
    addressed: Iterable[Addressed], introductions: dict[str, str], config: Config
) -> list[Addressed]:
    """Return the documents, each introduction moved to the address of what it introduces."""
    return [
        replace(item, url=_section_address(introductions[item.filed.source.path], item.filed.lang, config))
        if item.filed.source.path in introductions
        else item
        for item in addressed
    ]


def _section_address(slug: str, lang: str, config: Config) -> str:
    prefix = edition_prefix(lang, config)
    return f"{prefix}/{slug}/" if slug else f"{prefix}/"
