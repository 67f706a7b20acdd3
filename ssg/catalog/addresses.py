"""Permalinks: from a post's own facts to its address, and two outputs on one address."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Moment
from ssg.core.urls import collision_key, output_path, path_error

FIELDS = ("section", "slug", "year", "month", "day", "id", "lang", "path")

_FIELD = re.compile(r"\{([^{}]*)\}")
_PAGE_SUFFIXES = (".html", ".htm", ".xml", ".json", ".txt")


def pattern_error(pattern: str) -> str:
    """Return what is wrong with a permalink pattern, or an empty text."""
    unknown = [name for name in _FIELD.findall(pattern) if name not in FIELDS]
    if unknown:
        return f"`{{{unknown[0]}}}` is no part of an address"
    if not pattern.startswith("/"):
        return "a permalink starts with “/”"
    if not {"slug", "id", "path"} & set(_FIELD.findall(pattern)):
        return "without `{slug}`, `{path}` or `{id}` all posts would stand on one address"
    return ""


def permalink(pattern: str, values: dict[str, str]) -> str:
    """Return the address that ``pattern`` makes of ``values`` (a text for each of FIELDS)."""
    return normalised_address(_FIELD.sub(lambda match: values[match[1]], pattern))


def date_fields(moment: Moment) -> dict[str, str]:
    """Return year, month and day of a moment; empty texts for a page without a date."""
    return {"year": moment[:4], "month": moment[5:7], "day": moment[8:10]}


def normalised_address(text: str) -> str:
    """Return ``text`` as a site-absolute address: one "/" at the start, one at the end unless it names a file."""
    parts = [part for part in text.split("/") if part]
    if not parts:
        return "/"
    address = "/" + "/".join(parts)
    if address.endswith("/index.html"):
        return address[: -len("index.html")]
    return address if address.endswith(_PAGE_SUFFIXES) else address + "/"


def address_error(address: str) -> str:
    """Return why ``address`` cannot be written to disk safely or asked for by a browser, or an empty text."""
    if address == "/":
        return ""
    if any(char in "?#%" for char in address):
        return "has a “?”, “#” or “%”, which mean something else in addresses"
    if RESERVED in address:
        return f"has a segment that begins with “{RESERVED[1:]}”, which are our own files"
    return path_error(output_path(address))


RESERVED = "/.ssg-"
"""How our own files in the output folder begin."""


def collisions(claims: Iterable[tuple[str, str]]) -> list[Diagnostic]:
    """Return an error for each two makers of outputs that one file system would keep in one place.

    ``claims`` are (output path, what makes it) in a stable order; also a file where another output needs a
    folder is a collision.
    """
    owners: dict[str, tuple[str, str]] = {}
    folders: dict[str, tuple[str, str]] = {}
    found: dict[tuple[str, str], Diagnostic] = {}  # by the two makers: a page brings its Markdown along

    def collide(output: str, owner: str, other: str) -> None:
        found.setdefault((owner, other), collision(output, owner, other))

    for output, owner in claims:
        key = collision_key(output)
        if key in owners:
            collide(output, owner, owners[key][1])
            continue
        owners[key] = (output, owner)
        parent = key.rpartition("/")[0]
        while parent and parent not in folders:
            folders[parent] = (output, owner)
            parent = parent.rpartition("/")[0]
    for key in sorted(owners.keys() & folders.keys()):
        collide(*owners[key], folders[key][1])
    return sorted(found.values())


OURS = "the site's own "
"""How what we make by ourselves is called."""


def collision(output: str, owner: str, other: str) -> Diagnostic:
    """Return the error for two makers of one output; a maker is a path below content/, or begins with `OURS`."""
    if _is_ours(owner):
        owner, other = other, owner  # what the author can change comes first
    is_text = owner.endswith((".md", ".markdown", ".mdx"))
    what = "it" if _is_ours(other) else "one of them"
    return diagnostic(
        "address-collision",
        f"{_shown(owner)} and {_shown(other)} would both be written to `{output}`",
        help=_way_out(owner, what, output) if is_text else "rename one of them",
        file="" if _is_ours(owner) else f"content/{owner}",
        subject=output,
    )


def _way_out(owner: str, what: str, output: str) -> str:
    if owner.startswith("index.") and output == "index.html":
        return "rename it to _index.md: its text then stands on the home page"
    return f"give {what} another `url` in its front matter"


def _is_ours(owner: str) -> bool:
    return owner.startswith(OURS)


def _shown(owner: str) -> str:
    return owner if _is_ours(owner) else f"content/{owner}"
