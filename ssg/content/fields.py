"""The keys of front matter: what each is read as, and the names that other tools have for it."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from ssg.content import field_values
from ssg.core import readers, web_readers
from ssg.core.errors import diagnostic
from ssg.core.model import FrontMatter, Plain
from ssg.core.nodes import Node, plain
from ssg.core.readers import Problems, Reader

FIELDS: dict[str, Reader] = {
    "title": readers.text,
    "subtitle": readers.text,
    "date": readers.moment,
    "updated": readers.moment,
    "slug": web_readers.segment,
    "url": web_readers.path,
    "section": field_values.first_text,
    "tags": field_values.tags,
    "authors": field_values.authors,
    "summary": readers.text,
    "key_points": readers.texts,
    "image": field_values.image,
    "draft": readers.boolean,
    "expires": readers.moment,
    "aliases": web_readers.paths,
    "canonical_url": web_readers.url,
    "related": readers.texts,
    "story": field_values.only_text,
    "series": field_values.only_text,
    "series_order": readers.number,
    "sources": readers.list_of(field_values.source),
    "corrections": readers.list_of(field_values.correction),
    "ai_use": readers.choice("none", "assisted", "generated"),
    "featured": readers.boolean,
    "lang": web_readers.language,
    "translation_of": readers.text,
    "id": readers.text,
    "extra": readers.anything,
}
"""Every standard key and its reader."""

SYNONYMS: dict[str, tuple[str, Reader]] = {
    "description": ("summary", readers.text),
    "excerpt": ("summary", readers.text),
    "author": ("authors", field_values.authors),
    "category": ("section", field_values.first_text),
    "categories": ("section", field_values.first_text),
    "lastmod": ("updated", readers.moment),
    "modified": ("updated", readers.moment),
    "last_modified_at": ("updated", readers.moment),
    "updatedDate": ("updated", readers.moment),
    "permalink": ("url", web_readers.path),
    "redirect_from": ("aliases", web_readers.paths),
    "published": ("draft", field_values.inverted),
    "visible": ("draft", field_values.inverted),
    "status": ("draft", field_values.withheld),
    "publishDate": ("date", readers.moment),
    "pubDate": ("date", readers.moment),
    "expiryDate": ("expires", readers.moment),
    "cover": ("image", field_values.image),
    "thumbnail": ("image", field_values.image),
    "hero_image": ("image", field_values.image),
    "heroImage": ("image", field_values.image),
}
"""Other tools' name → the standard key, and the reader. `published` with a date is `date`; `status` may be unknown."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_KNOWN = (*FIELDS, *SYNONYMS)


class _Field(msgspec.Struct, frozen=True):
    """What a key means on this site."""

    standard: str
    read: Reader
    rank: int  # of two keys with one meaning, the lower one wins


@lru_cache(maxsize=16)
def _fields(rename: tuple[tuple[str, str], ...]) -> dict[str, _Field]:
    standard = {name: _Field(name, read, 0) for name, read in FIELDS.items()}
    renamed = {own: _Field(name, FIELDS[name], 1) for own, name in rename if own != name and name in FIELDS}
    others = {name: _Field(key, read, 2) for name, (key, read) in SYNONYMS.items()}
    return others | standard | renamed


class _Setting(msgspec.Struct, frozen=True):
    """A value that was read, and the key that set it."""

    value: object
    rank: int
    key: Node
    node: Node


_NO_VALUES: dict[str, Plain] = {}
_ASIDE = 'set one aside: in site.toml, below [front_matter.rename], write {name} = "extra"'


def read_fields(root: Node, rename: tuple[tuple[str, str], ...], problems: Problems) -> FrontMatter:
    """Return the mapping as front matter; what is wrong, in conflict or unknown is reported."""
    fields = _fields(rename)
    settings: dict[str, _Setting] = {}
    aside: dict[str, Plain] = {}
    for key, node in root.entries:
        field = _meaning(fields.get(key.text), key, node)
        if field is None:
            readers.unknown_key(key, "", problems, _KNOWN, _other_ways(key, problems))
        if field is None or (field.standard == "extra" and field.rank):
            aside[key.text] = plain(node)
        elif (value := field.read(node, key.text, problems)) is not None:
            setting = _Setting(value, field.rank, key, node)
            before = settings.setdefault(field.standard, setting)
            if before is not setting:
                settings[field.standard] = _winner(before, setting, problems)
    return _front_matter(settings, aside)


def _meaning(field: _Field | None, key: Node, node: Node) -> _Field | None:
    if field is None or field.rank < 2:
        return field
    if key.text == "published" and _holds_digit(node):
        return _Field("date", readers.moment, 2)
    return field if key.text != "status" or field_values.is_status(node) else None


def _holds_digit(node: Node) -> bool:
    return node.kind == "moment" or any(char.isdigit() for char in node.text)


def _other_ways(key: Node, problems: Problems) -> str:
    extra = "[extra]" if problems.source.lstrip().startswith("+++") else "extra:"
    name = readers.short(key.text)
    typed = name if _BARE_KEY.fullmatch(name) else f"'{name}'"
    return f'put it below `{extra}`, or in site.toml, below [front_matter.rename], write {typed} = "extra"'


def _winner(first: _Setting, second: _Setting, problems: Problems) -> _Setting:
    kept, lost = (first, second) if first.rank <= second.rank else (second, first)
    if kept.value != lost.value:
        names = f"`{lost.key.text}` and `{kept.key.text}`"
        problems.found.append(
            diagnostic(
                "conflicting-keys",
                f"{names} mean the same and differ",
                help="keep one of them, or " + _ASIDE.format(name=lost.key.text),
                at=lost.key.at,
                source=problems.source,
                length=lost.key.length,
                subject=lost.key.text,
            )
        )
    return kept


def _front_matter(settings: dict[str, _Setting], aside: dict[str, Plain]) -> FrontMatter:
    values = {name: setting.value for name, setting in settings.items()}
    extra = values.get("extra", _NO_VALUES)
    values["extra"] = {**aside, **extra} if isinstance(extra, dict) else aside
    values["places"] = {name: setting.node.at for name, setting in settings.items()}
    make: type[object] = FrontMatter
    front = make(**values)
    return front if isinstance(front, FrontMatter) else FrontMatter()
