"""Slugs, addresses and the one safe way from text to a path.

No path is ever made by joining text from a post, an address or the configuration onto a folder without
`safe_join`; no address is made without `path_error` having had its say.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

from ssg.core.digests import digest_bytes, short_name

OWNED_FILE = ".ssg-owned"
"""The list of the outputs that belong to ssg; it stands in the output folder and is hidden from readers."""

MAX_SLUG_BYTES = 80
MAX_SEGMENT_BYTES = 200

_ENCODED = re.compile(r"[A-Za-z0-9/%#?&=+@!$'()*,;:~._-]*")
_PLUS = re.compile(r"(?<=[^\W\d_])\+|(?<=[^\W\d_]\+)\+")
_SHARP = re.compile(r"(?<=[^\W\d_])#")
_DASHES = re.compile(r"-+")
_ASCII_RUN = re.compile(r"[^a-z0-9]+")
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)
_URL_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")


@lru_cache(maxsize=65536)
def slugify(text: str) -> str:
    """Return the slug of ``text``; empty when no letter or digit is in it.

    NFKD, case folded, `+` as plus and `#` as sharp behind a letter, each run of anything that is no letter or
    digit of any script as one `-`, NFC; over 80 bytes cut at a boundary, with a short digest.
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    named = _SHARP.sub("-sharp-", _PLUS.sub("-plus-", folded))
    if named.isascii():  # the same as below, seven times as fast
        slug = _ASCII_RUN.sub("-", named).strip("-")
        return slug if len(slug) <= MAX_SLUG_BYTES else _shortened(slug)
    # Marks are kept: without its vowel signs हिन्दी would come out as ह-न-द.
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" else "-" for char in named)
    slug = unicodedata.normalize("NFC", _DASHES.sub("-", kept).strip("-"))
    return slug if len(slug.encode()) <= MAX_SLUG_BYTES else _shortened(slug)


def _shortened(slug: str) -> str:
    tail = "-" + short_name(digest_bytes(slug.encode()))
    room = MAX_SLUG_BYTES - len(tail)
    cut = slug.encode()[: room + 1].decode(errors="ignore")
    head = cut[: cut.rfind("-")] if "-" in cut[1:] else cut.encode()[:room].decode(errors="ignore")
    return head.rstrip("-") + tail


@lru_cache(maxsize=4096)
def segment_error(segment: str) -> str:
    """Return why ``segment`` cannot be a file name on every system, or an empty text."""
    if segment in ("", ".", ".."):
        return f"has the segment “{segment}”" if segment else "has an empty segment"
    if "/" in segment:
        return "has a slash"
    if "\\" in segment or ":" in segment:
        return "has a backslash or colon"
    # Nearly all are plain, and need no expression to say so.
    if not (segment.isascii() and segment.isprintable()):
        if _CONTROL.search(segment):
            return "has a control character"
        if _SURROGATE.search(segment):
            return "has bytes that are not UTF-8"
    if segment[-1] in ". ":
        return "has a segment that ends in a dot or space"
    if segment.split(".")[0].lower() in _WINDOWS_DEVICES:
        return f"has the device name “{segment}”"
    if len(segment.encode()) > MAX_SEGMENT_BYTES:
        return f"has a segment of more than {MAX_SEGMENT_BYTES} bytes"
    return ""


def path_error(path: str) -> str:
    """Return why ``path`` (parts with "/" between them) is unsafe, or an empty text."""
    for segment in path.strip("/").split("/"):
        if reason := segment_error(segment):
            return reason
    return ""


class UnsafePath(ValueError):
    """A path that would leave its folder."""


def safe_join(folder: str, path: str) -> str:
    """Return ``path`` below ``folder``.

    Raises UnsafePath if a segment is unsafe, or if a parent is a symbolic link that leads out of ``folder``.
    """
    if reason := path_error(path):
        raise UnsafePath(f"“{path}” {reason}")
    root = os.path.realpath(folder)
    joined = os.path.join(folder, *path.split("/"))
    parent = os.path.realpath(os.path.dirname(joined))
    if os.path.commonpath([root, parent]) != root:
        raise UnsafePath(f"“{path}” leads out of {folder} through a symbolic link")
    return joined


def is_external(url: str) -> bool:
    """Return whether ``url`` names something outside this site (has a scheme, or starts with "//")."""
    return url.startswith("//") or _URL_SCHEME.match(url) is not None


def collision_key(address: str) -> str:
    """Return what two addresses share when one file system would keep them in one file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def output_path(address: str) -> str:
    """Return the output file of a site-absolute address: `/a/` → `a/index.html`, `/a.xml` → `a.xml`."""
    return address[1:] + "index.html" if address.endswith("/") else address[1:]


def address_of(output: str) -> str:
    """Return the site-absolute address of an output file, the inverse of `output_path`."""
    return "/" + (output[: -len("index.html")] if output == "index.html" or output.endswith("/index.html") else output)


def base_path(base_url: str) -> str:
    """Return the path of ``base_url`` without its last slash: empty, or like `/blog`."""
    return urlsplit(base_url).path.rstrip("/")


def quoted(path: str) -> str:
    """Return the address of a file as it stands on disk: `/a#1 100%.png` → `/a%231%20100%25.png`."""
    return quote(path, safe="/!$&'()*,;=:@~-._+")


@lru_cache(maxsize=4096)
def encoded(address: str) -> str:
    """Return a site-absolute address as it stands in HTML: percent-encoded UTF-8, nothing encoded twice."""
    # Nearly all are as they are: the same text again takes no room where many are remembered.
    return address if _ENCODED.fullmatch(address) else quote(address, safe="/%#?&=+@!$'()*,;:~-._")


def href(address: str, base: str) -> str:
    """Return ``address`` for a link on a page: below the base path when it is site-absolute, else as it is."""
    if address.startswith("/") and not address.startswith("//"):
        return base + encoded(address)
    return address


def absolute(address: str, base_url: str) -> str:
    """Return ``address`` as a full URL: a site-absolute one below ``base_url``, any other as it is, encoded."""
    if address.startswith("//"):
        return "https:" + encoded(address)
    return base_url + encoded(address) if address.startswith("/") else encoded(address)
