"""Values of front matter that have a shape of their own: pictures, sources, corrections, names, tags."""

from __future__ import annotations

import html
import json
import re

import msgspec

from ssg.content.focus import read_focus
from ssg.core import readers, web_readers
from ssg.core.model import Citation, Correction, ImageRef
from ssg.core.nodes import Node, is_empty
from ssg.core.readers import Problems, Schema

_MARKUP = re.compile(r"<[^<>]*>")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_COMMA = re.compile("[,，、]")
_BETWEEN_NAMES = re.compile(r"\s*[,，、]\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)


def focus(node: Node, key: str, problems: Problems) -> str | None:
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
    "focus": focus,
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
correction = readers.table(Correction, CORRECTION, required=("date", "text"))


def _image_table(node: Node, key: str, problems: Problems) -> ImageRef | None:
    values = readers.entries(node, key, problems, _FOREIGN_IMAGE) or {}
    src = next((values[name] for name in SRC if name in values), None)
    if src:
        return msgspec.convert({"src": src, **{name: values[name] for name in IMAGE if name in values}}, ImageRef)
    filled = {name.text for name, value in node.entries if not is_empty(value)}
    if filled and filled.isdisjoint(SRC):  # PaperMod's posts begin with all of it empty
        problems.add("missing-setting", f"`{key}` has no `src`", node, help="add `src`", key=f"{key}.src")
    return None


def image(node: Node, key: str, problems: Problems) -> ImageRef | None:
    if is_empty(node):
        return None
    if node.kind == "mapping":
        found = _image_table(node, key, problems)
    else:
        src = web_readers.picture(node, key, problems)
        found = ImageRef(src) if src else None
    if found and not found.alt:
        help = f"say what it shows, below `{key}`: `src: {found.src}` and `alt: …`"
        problems.add("missing-alt", "the lead image has no alternative text", node, help=help, key=key)
    return found


def source(node: Node, key: str, problems: Problems) -> Citation | None:
    if node.kind != "mapping":
        typed = readers.text(node, key, problems)
        return Citation(typed, url=typed if web_readers.is_url(typed) else "") if typed else None
    values = readers.entries(node, key, problems, SOURCE) or {}
    title = values.get("title") or values.get("url")
    if not title:
        problems.add("bad-value", f"one of the `{key}` has no title", node, help="add `title: …`", key=key)
        return None
    return msgspec.convert({**values, "title": title}, Citation)


def tags(node: Node, key: str, problems: Problems) -> tuple[str, ...] | None:
    """Return the tags. One text is one tag, with its commas, which is seldom meant so."""
    parts = [] if node.kind == "list" else [part.strip() for part in _COMMA.split(node.text) if part.strip()]
    if len(parts) > 1:
        message = f"`{key}` is {readers.shown(node)}: one text is one tag, with its commas"
        several, one = (json.dumps(names, ensure_ascii=False) for names in (parts, [node.text.strip()]))
        problems.add("joined-tags", message, node, help=f"write a list: {several}; if it is one tag: {one}", key=key)
    return readers.texts(node, key, problems)


def authors(node: Node, key: str, problems: Problems) -> tuple[str, ...] | None:
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


def first_text(node: Node, key: str, problems: Problems) -> str | None:
    """Return a text, or the first of a list."""
    if node.kind == "list":  # Hexo's categories are a list of lists, each a path from the widest one on
        return next((first_text(item, key, problems) for item in node.items if not is_empty(item)), None)
    return readers.text(node, key, problems)


def only_text(node: Node, key: str, problems: Problems) -> str | None:
    """Return a text, or that of a list of one."""
    one = node.items[0] if node.kind == "list" and len(node.items) == 1 else node
    return readers.text(one, key, problems)


WITHHELD = frozenset({"draft", "hidden", "pending", "private", "unpublished"})
STATUSES = WITHHELD | {"featured", "future", "public", "publish", "published", "scheduled"}
"""What `status` says in posts of Pelican, Nikola, Ghost and WordPress."""


def is_status(node: Node) -> bool:
    return node.text.strip().lower() in STATUSES


def withheld(node: Node, key: str, problems: Problems) -> bool | None:
    """Return whether a status of other tools keeps a post back."""
    return node.text.strip().lower() in WITHHELD


def inverted(node: Node, key: str, problems: Problems) -> bool | None:
    value = readers.boolean(node, key, problems)
    return None if value is None else not value
