"""Readers of the settings that have rules of their own: base URL, time zone, permalink patterns, renames."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ssg.core import moments, readers, web_readers
from ssg.core.errors import nearest
from ssg.core.model import FrontMatter
from ssg.core.nodes import Node
from ssg.core.readers import Problems, Reader
from ssg.core.urls import is_external, path_error, segment_error

STANDARD_KEYS = tuple(name for name in FrontMatter.__struct_fields__ if name != "places")
"""The keys of front matter that the contract names."""

POST_PLACEHOLDERS = ("section", "slug", "year", "month", "day", "id", "lang", "path")
PAGE_PLACEHOLDERS = ("section", "slug", "id", "lang", "path")  # a page has no date
_TELLING_APART = frozenset({"slug", "path", "id"})
_PLACEHOLDER = re.compile(r"\{([^{}/]*)\}")
_CRAWLER = re.compile(r"[A-Za-z0-9._-]+")


def base_url(node: Node, key: str, problems: Problems) -> str | None:
    """Return a full address that may have a path, but no query; without a slash at the end."""
    value = web_readers.url(node, key, problems)
    if value is None:
        return None
    parts = urlsplit(value)
    if not _is_encodable(parts.hostname or ""):
        message = f"`{key}` is {readers.shown(node)}, whose host no name can be made of"
        problems.add("bad-value", message, node, help="write a host like example.com", key=key)
        return None
    if parts.query or parts.fragment or path_error(parts.path.strip("/") or "x"):
        message = f"`{key}` is {readers.shown(node)}, which is more than scheme, host and path"
        problems.add("bad-value", message, node, help=f"write {parts.scheme}://{parts.netloc}", key=key)
        return None
    return value.rstrip("/")


def _is_encodable(host: str) -> bool:
    """Return whether a host can stand where letters have to be ASCII, as in the ids of mails."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def time_zone(node: Node, key: str, problems: Problems) -> str | None:
    """Return the name of an IANA time zone."""
    value = readers.text(node, key, problems)
    if value is None or moments.is_zone(value):
        return value
    help = f"did you mean “{moments.nearest_zone(value)}”?"
    problems.add("bad-value", f"`{key}` is {readers.shown(node)}, which is no time zone", node, help=help, key=key)
    return None


def site_language(node: Node, key: str, problems: Problems) -> str | None:
    """Return a language tag; unlike a post, which has the site's to fall back on, a site needs a right one."""
    return web_readers.language(node, key, problems, "error")


def theme_name(node: Node, key: str, problems: Problems) -> str | None:
    """Return the name of a folder below themes/."""
    value = readers.text(node, key, problems)
    reason = value is not None and segment_error(value)
    if not reason:
        return value
    message = f"`{key}` is {readers.shown(node)}, which {reason}"
    problems.add("unsafe-path", message, node, help="write the name of a folder below themes/", key=key)
    return None


def menu_address(node: Node, key: str, problems: Problems) -> str | None:
    """Return an address on this site that begins with a slash, or a full one."""
    value = readers.text(node, key, problems)
    if value is None or web_readers.is_url(value) or (value.startswith("/") and not is_external(value)):
        return value
    message = f"`{key}` is {readers.shown(node)}, neither an address on this site nor a full one"
    problems.add("bad-value", message, node, help=web_readers.url_help(value, "begin it with “/” or https://"), key=key)
    return None


def crawler_name(node: Node, key: str, problems: Problems) -> str | None:
    """Return the name by which robots.txt calls a crawler."""
    value = readers.text(node, key, problems)
    if value is None or _CRAWLER.fullmatch(value):
        return value
    message = f"`{key}` is {readers.shown(node)}, which is no crawler's name"
    problems.add("bad-value", message, node, help="write the name alone, like GPTBot", key=key)
    return None


def front_matter_key(node: Node, key: str, problems: Problems) -> str | None:
    """Return a standard key of front matter, the target of a rename."""
    value = readers.text(node, key, problems)
    if value is None or value in STANDARD_KEYS:
        return value
    guess = nearest(value, STANDARD_KEYS)
    help = f"did you mean “{guess}”?" if guess else "write a standard key, or “extra” to set it aside"
    message = f"`{key}` is {readers.shown(node)}, which is no standard key"
    problems.add("bad-value", message, node, help=help, key=key)
    return None


def pattern(kind: str) -> Reader:
    """Return a reader of the permalink patterns of posts or pages."""
    known = POST_PLACEHOLDERS if kind == "post" else PAGE_PLACEHOLDERS

    def read(node: Node, key: str, problems: Problems) -> str | None:
        value = readers.text(node, key, problems)
        if value is None:
            return None
        reason, help = _pattern_error(value, known)
        if not reason:
            return value
        problems.add("bad-permalink", f"`{key}` is {readers.shown(node)}, which {reason}", node, help=help, key=key)
        return None

    return read


_widths = readers.list_of(readers.whole(16, 4096))


def picture_widths(node: Node, key: str, problems: Problems) -> tuple[int, ...] | None:
    """Return widths of made pictures in pixels, from narrow to wide."""
    widths = _widths(node, key, problems)
    return tuple(sorted(set(widths))) if widths else None


def _pattern_error(value: str, known: tuple[str, ...]) -> tuple[str, str]:
    names = _PLACEHOLDER.findall(value)
    rest = _PLACEHOLDER.sub("x", value)
    every = ", ".join(f"{{{name}}}" for name in known)
    for name in names:
        if name not in known:
            guess = nearest(name, known)
            return f"has {{{name}}}", f"did you mean {{{guess}}}?" if guess else f"there are {every}"
    if "{" in rest or "}" in rest:
        return "has a brace without its partner", f"there are {every}"
    if not rest.startswith("/") or "?" in rest or "#" in rest:
        return "is no path", "write it like /{section}/{slug}/"
    if not _TELLING_APART & set(names):
        return "gives many files one address", "add {slug}, {path} or {id}"
    return path_error(rest), "use letters, digits and “-” between the slashes"
