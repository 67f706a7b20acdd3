"""The keys of front matter: what each is read as, and the names that other tools have for it."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import msgspec

from ssg.content.focus import read_focus
from ssg.core import readers, web_readers
from ssg.core.errors import diagnostic
from ssg.core.model import Citation, Correction, FrontMatter, ImageRef, Plain
from ssg.core.nodes import Node, is_empty, plain
from ssg.core.readers import Problems, Reader, Schema

# ── values with a shape of their own ────────────────────────────────────────────────────────────────

_MARKUP = re.compile(r"<[^<>]*>")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_BETWEEN_NAMES = re.compile(r"\s*[,，、]\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)


def _focus(node: Node, key: str, problems: Problems) -> str | None:
    typed = readers.text(node, key, problems)
    if typed is None or read_focus(typed):
        return typed
    message = f"`{key}` is {readers.shown(node)}, which is no place in a picture"
    help = "write words such as “left” or “top right”, or percent from the left and from the top: “30% 20%”"
    problems.add("bad-value", message, node, help=help, key=key)
    return None


IMAGE: Schema = {
    "src": web_readers.picture,
    "alt": readers.text,
    "credit": readers.text,
    "caption": readers.text,
    "focus": _focus,
}
SOURCE: Schema = {
    "title": readers.text,
    "url": web_readers.url,
    "publisher": readers.text,
    "kind": readers.text,
    "accessed": readers.moment,
}
CORRECTION: Schema = {"date": readers.moment, "text": readers.text}

SRC = ("src", "image", "path", "url")
"""What tools call the picture in its mapping; behind our own name those of PaperMod, Chirpy and Astro."""

_FOREIGN_IMAGE: Schema = {**IMAGE, **dict.fromkeys(SRC, web_readers.picture)}
_correction_table = readers.table(Correction, CORRECTION, required=("date", "text"))


def _image_table(node: Node, key: str, problems: Problems) -> ImageRef | None:
    values = readers.entries(node, key, problems, _FOREIGN_IMAGE) or {}
    src = next((values[name] for name in SRC if name in values), None)
    if src:
        return msgspec.convert({"src": src, **{name: values[name] for name in IMAGE if name in values}}, ImageRef)
    if not any(name.text in SRC and not is_empty(value) for name, value in node.entries):
        problems.add("missing-setting", f"`{key}` has no `src`", node, help="add `src`", key=f"{key}.src")
    return None


def _image(node: Node, key: str, problems: Problems) -> ImageRef | None:
    if is_empty(node):
        return None
    if node.kind == "mapping":
        image = _image_table(node, key, problems)
    else:
        src = web_readers.picture(node, key, problems)
        image = ImageRef(src) if src else None
    if image and not image.alt:
        help = f"say what it shows, below `{key}`: `src: {image.src}` and `alt: …`"
        problems.add("missing-alt", "the lead image has no alternative text", node, help=help, key=key)
    return image


def _source(node: Node, key: str, problems: Problems) -> Citation | None:
    if node.kind != "mapping":
        typed = readers.text(node, key, problems)
        return Citation(typed, url=typed if web_readers.is_url(typed) else "") if typed else None
    values = readers.entries(node, key, problems, SOURCE) or {}
    title = values.get("title") or values.get("url")
    if not title:
        problems.add("bad-value", f"one of the `{key}` has no title", node, help="add `title: …`", key=key)
        return None
    return msgspec.convert({**values, "title": title}, Citation)


def _authors(node: Node, key: str, problems: Problems) -> tuple[str, ...] | None:
    """Return names without markup; one text is split at commas and "and"; a mapping counts as its `name`."""
    found = _names(node, key, problems)
    if not found:
        return None
    bare = [_without_markup(name) for name in found]
    names = bare if node.kind == "list" else _BETWEEN_NAMES.split(bare[0])
    return tuple(name.strip() for name in names if name.strip()) or None


def _name(node: Node, key: str, problems: Problems) -> str | None:
    named = next((value for name, value in node.entries if name.text == "name"), None)
    return readers.text(named or node, key, problems)


_names = readers.list_of(_name)


def _without_markup(name: str) -> str:
    # One space for each run of them: the pattern between names takes quadratic time on long runs.
    return " ".join(html.unescape(_MARKUP.sub("", _MARKDOWN_LINK.sub(r"\1", name))).split())


def _first_text(node: Node, key: str, problems: Problems) -> str | None:
    """Return a text, or the first of a list."""
    if node.kind == "list":
        return next((readers.text(item, key, problems) for item in node.items if not is_empty(item)), None)
    return readers.text(node, key, problems)


def _only_text(node: Node, key: str, problems: Problems) -> str | None:
    """Return a text, or that of a list of one."""
    one = node.items[0] if node.kind == "list" and len(node.items) == 1 else node
    return readers.text(one, key, problems)


def _inverted(node: Node, key: str, problems: Problems) -> bool | None:
    value = readers.boolean(node, key, problems)
    return None if value is None else not value


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────

FIELDS: dict[str, Reader] = {
    "title": readers.text,
    "subtitle": readers.text,
    "date": readers.moment,
    "updated": readers.moment,
    "slug": web_readers.segment,
    "url": web_readers.path,
    "section": _first_text,
    "tags": readers.texts,
    "authors": _authors,
    "summary": readers.text,
    "key_points": readers.texts,
    "image": _image,
    "draft": readers.boolean,
    "expires": readers.moment,
    "aliases": web_readers.paths,
    "canonical_url": web_readers.url,
    "related": readers.texts,
    "story": _only_text,
    "series": _only_text,
    "series_order": readers.number,
    "sources": readers.list_of(_source),
    "corrections": readers.list_of(_correction_table),
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
    "author": ("authors", _authors),
    "category": ("section", _first_text),
    "categories": ("section", _first_text),
    "lastmod": ("updated", readers.moment),
    "modified": ("updated", readers.moment),
    "last_modified_at": ("updated", readers.moment),
    "updatedDate": ("updated", readers.moment),
    "permalink": ("url", web_readers.path),
    "redirect_from": ("aliases", web_readers.paths),
    "published": ("draft", _inverted),
    "visible": ("draft", _inverted),
    "publishDate": ("date", readers.moment),
    "pubDate": ("date", readers.moment),
    "expiryDate": ("expires", readers.moment),
    "cover": ("image", _image),
    "thumbnail": ("image", _image),
    "hero_image": ("image", _image),
    "heroImage": ("image", _image),
}
"""Other tools' name → the standard key, and the reader. `published` with a date is `date`."""

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
            readers.unknown_key(key, "", problems, _KNOWN, _other_ways(key))
        if field is None or (field.standard == "extra" and field.rank):
            aside[key.text] = plain(node)
        elif (value := field.read(node, key.text, problems)) is not None:
            setting = _Setting(value, field.rank, key, node)
            before = settings.setdefault(field.standard, setting)
            if before is not setting:
                settings[field.standard] = _winner(before, setting, problems)
    return _front_matter(settings, aside)


def _meaning(field: _Field | None, key: Node, node: Node) -> _Field | None:
    if key.text == "published" and field is not None and field.rank == 2 and _holds_digit(node):
        return _Field("date", readers.moment, 2)
    return field


def _holds_digit(node: Node) -> bool:
    return node.kind == "moment" or any(char.isdigit() for char in node.text)


def _other_ways(key: Node) -> str:
    name = readers.short(key.text)
    typed = name if _BARE_KEY.fullmatch(name) else f"'{name}'"
    return f'put it below `extra:`, or in site.toml, below [front_matter.rename], write {typed} = "extra"'


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
