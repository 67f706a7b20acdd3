"""Readers of what the web defines: addresses, paths and language tags."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from ssg.core.errors import Level
from ssg.core.nodes import Node
from ssg.core.readers import Problems, list_of, shown, text
from ssg.core.urls import is_external, path_error, segment_error


def url(node: Node, key: str, problems: Problems) -> str | None:
    """Return a full http or https address."""
    value = text(node, key, problems)
    if value is None or is_url(value):
        return value
    message = f"`{key}` is {shown(node)}, which is not a full address"
    problems.add("bad-value", message, node, help=url_help(value, "begin it with https://"), key=key)
    return None


_UNSAFE = re.compile(r"[\s<>\"]")
# Labels of 1 to 63 characters (RFC 1035, section 2.3.4), without the signs that end a part of a header, such as the
# content security policy. Behind the last one a dot may stand. What holds a colon `urlsplit` has read as IPv6.
_HOST = re.compile(r"(?:[^\s.,;:'()*&]{1,63}\.)*[^\s.,;:'()*&]{1,63}\.?|[0-9a-f.]*:[0-9a-f.:]*")


def is_url(value: str) -> bool:
    """Return whether ``value`` is an http or https address with a possible host and without white space."""
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.hostname or "") and parts.port != 0
        return bool(is_whole) and not _UNSAFE.search(value)
    except ValueError:  # an unclosed bracket of an IPv6 host, a port that is no number
        return False


def url_help(value: str, otherwise: str) -> str:
    """Return what to write instead of a text that is no full address; ``otherwise`` where it does not look like one."""
    if not value.startswith(("https://", "http://")):
        return otherwise
    sign = _UNSAFE.search(value)
    if sign is None:
        return "write a host like example.com behind https://"
    return f"write {quote(sign[0])} for {'the space' if sign[0].isspace() else f'“{sign[0]}”'}"


def path(node: Node, key: str, problems: Problems) -> str | None:
    """Return an address of this site, as typed: no scheme, no query, each segment safe, percent-decoded too."""
    value = text(node, key, problems)
    if value is None:
        return None
    if is_external(value) or "?" in value or "#" in value:
        message = f"`{key}` is {shown(node)}, which is more than a path on this site"
        problems.add("bad-value", message, node, help="write it like /old/address/", key=key)
        return None
    if (node.kind == "plain" and value == "false") or any(mark in value for mark in ("{{", "{%", "<%")):
        message = f"`{key}` is {shown(node)}, where one address is meant"
        help = "write it like /old/address/; what is not to be published says draft: true"
        problems.add("bad-value", message, node, help=help, key=key)
        return None
    reason = value.strip("/") and (path_error(value) or path_error(unquote(value)))
    if reason and "/:" in value:
        message = f"`{key}` is {shown(node)}, a pattern, where one address is meant"
        help = 'patterns for all posts stand below [permalinks] in site.toml, like post = "/{section}/{slug}/"'
        problems.add("bad-value", message, node, help=help, key=key)
        return None
    return _safe(value, reason, node, key, problems)


def _safe(value: str, reason: str, node: Node, key: str, problems: Problems) -> str | None:
    if not reason:
        return value
    help = "use letters, digits, “-” and “_” between the slashes"
    problems.add("unsafe-path", f"`{key}` is {shown(node)}, which {reason}", node, help=help, key=key)
    return None


def segment(node: Node, key: str, problems: Problems) -> str | None:
    """Return text that is safe as one segment of an address."""
    value = text(node, key, problems)
    if value is None:
        return None
    if "/" in value:
        message = f"`{key}` is {shown(node)}, but one part of an address has no “/”"
        problems.add("bad-value", message, node, help="for a whole address use `url`", key=key)
        return None
    return _safe(value, segment_error(value), node, key, problems)


def picture(node: Node, key: str, problems: Problems) -> str | None:
    """Return an image as typed: a path to a file of the content, or a full address."""
    value = text(node, key, problems)
    if value is None or is_url(value) or not is_external(value):
        return value
    message = f"`{key}` is {shown(node)}, which is neither a file nor a full address"
    problems.add("bad-value", message, node, help=url_help(value, "write a path, or an address with https://"), key=key)
    return None


_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3})?(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?",
    re.ASCII | re.IGNORECASE,
)


def language(node: Node, key: str, problems: Problems, level: Level = "warning") -> str | None:
    """Return a language tag (BCP 47) in its usual case: zh-Hant-TW."""
    value = text(node, key, problems)
    if value is None:
        return None
    if _LANGUAGE.fullmatch(value):
        return usual_case(value)
    dashed = value.replace("_", "-").split(".")[0]
    help = f"did you mean “{usual_case(dashed)}”?" if _LANGUAGE.fullmatch(dashed) else "write it like en, zh or pt-BR"
    message = f"`{key}` is {shown(node)}, which is no language tag"
    problems.add("bad-language", message, node, help=help, key=key, level=level)
    return None


def usual_case(tag: str) -> str:
    """Return a well-formed language tag in its usual case."""
    first, *rest = tag.lower().split("-")
    cased = (part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest)
    return "-".join((first, *cased)) if "-x-" not in tag.lower() else tag.lower()


paths = list_of(path)
urls = list_of(url)
