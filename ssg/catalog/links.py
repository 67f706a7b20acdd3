"""Resolve what a body links to: other source files, files beside it, addresses of the site."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ssg.catalog.atlas import Atlas, Destination
from ssg.catalog.pictures import NONE_MADE, image_type, prints_of
from ssg.catalog.site import SiteFile
from ssg.content.headings import find_id
from ssg.content.prose import shortened
from ssg.core.errors import Diagnostic, diagnostic, nearest
from ssg.core.model import Document, Link, Target
from ssg.core.settings import ImagesConfig
from ssg.core.urls import encoded, is_external, quoted

MAX_SHOWN = 100  # characters of an address in a message
MAX_NAMES = 200  # that one is compared with: each comparison costs about 5 µs, for each dead link

WITHHELD = {
    "draft": "readers find nothing there: publish it, or take the link out until you do",
    "scheduled": "readers find nothing there until its time has come: link to it then",
    "expired": "it is gone for good: take the link out, or link to what took its place",
}
"""What to do about a link to a post that is not on the site, by why it is not."""

_LIKE_A_HOST = re.compile(
    r"(?:www\.[\w-]|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|edu|gov)(?:[/?#:]|$))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The links of one document, resolved."""

    targets: tuple[Target, ...]
    problems: tuple[Diagnostic, ...]  # dead links and missing images, at their lines
    unverified: tuple[tuple[Link, str], ...]  # links to addresses that only plan can know: lists, feeds


def resolve_links(document: Document, path: str, url: str, atlas: Atlas, images: ImagesConfig) -> Resolved:
    """Return where each link of the document at ``path`` (published at ``url``) leads."""
    targets: list[Target] = []
    problems: list[Diagnostic] = []
    unverified: list[tuple[Link, str]] = []
    for link in document.links:
        target, problem, address = _resolve(link, document, path, url, atlas, images)
        targets.append(target)
        if problem:
            problems.append(problem)
        if address:
            unverified.append((link, address))
    return Resolved(tuple(targets), tuple(problems), tuple(unverified))


def _resolve(
    link: Link, document: Document, path: str, url: str, atlas: Atlas, images: ImagesConfig
) -> tuple[Target, Diagnostic | None, str]:
    typed = link.target
    if not typed or is_external(typed):
        return Target(typed), None, ""
    if typed.startswith("#"):
        tail, problem = _fragment(link, typed, document.ids, path)
        return Target(tail), problem, ""
    if typed.startswith("?"):
        return Target(encoded(typed)), None, ""
    name, tail = _split_tail(typed)
    found = find_destination(unquote(name), path, url, atlas)
    if found is None and (found := find_destination(typed, path, url, atlas)):
        tail = ""  # the file's own name holds a "#", "?" or "%"
    if found is None:
        return _unknown(link, name, tail, path, url, atlas)
    if found.withheld:
        message = f"“{typed}” leads to a post that is {found.withheld}"
        return (
            Target(_address_from(name, url) + tail),
            dead_link(link, path, message, WITHHELD.get(found.withheld, "")),
            "",
        )
    tail, problem = _fragment(link, tail, found.ids, path)
    if link.kind == "image" and found.file:
        return _picture(found.file, tail, images), not_shown(link, path) or problem, ""
    return Target(quoted(found.url) + tail), problem, ""


def _picture(file: SiteFile, tail: str, images: ImagesConfig) -> Target:
    """Return the target of a picture; with a query or a fragment it is what its author wants, and nothing else."""
    address = quoted(file.address) + tail
    prints = NONE_MADE if tail else prints_of(file, images)
    return Target(
        address,
        file.width,
        file.height,
        color=file.color if prints.variants else "",
        variants=tuple(made.variant for made in prints.variants),
        fallback=prints.fallback.variant.src if prints.fallback else "",
    )


def not_shown(link: Link, path: str) -> Diagnostic | None:
    """Return a finding for a picture in a format that browsers do not show."""
    if image_type(_split_tail(link.target)[0]):
        return None
    return diagnostic(
        "bad-image",
        f"“{_shown(link)}” is no picture that browsers show",
        help="save it as JPEG, PNG, WebP, AVIF, GIF or SVG",
        at=(link.line, link.column),
        length=len(link.target),
        file=f"content/{path}",
        subject=link.target,
    )


def find_destination(name: str, path: str, url: str, atlas: Atlas) -> Destination | None:
    """Return what ``name`` (percent-decoded, without query and fragment) means on the page of ``path``."""
    folder = posixpath.dirname(path)
    below = (
        posixpath.normpath(name.lstrip("/"))
        if name.startswith("/")
        else posixpath.normpath(posixpath.join(folder, name))
    )
    if below in atlas.by_path:
        return atlas.by_path[below]
    for candidate in _spellings(below):
        if candidate in atlas.by_path:
            return atlas.by_path[candidate]
    address = _address_from(name, url)
    return atlas.by_address.get(address) or atlas.by_address.get(address + "/")


def _spellings(below: str) -> list[str]:
    """Return the source files that a path without its suffix, or one that names a folder, can mean."""
    stem = below[: -len(".html")] if below.endswith(".html") else below
    names = [f"{stem}{suffix}" for suffix in (".md", ".markdown", ".mdx")]
    return names + [f"{below}/{index}.md" for index in ("index", "_index")]


def _address_from(name: str, url: str) -> str:
    address = posixpath.normpath(posixpath.join(url, name))
    address = "/" + address.lstrip("/")
    return address + "/" if name.endswith("/") and address != "/" else address


def _unknown(
    link: Link, name: str, tail: str, path: str, url: str, atlas: Atlas
) -> tuple[Target, Diagnostic | None, str]:
    address = _address_from(unquote(name), url)
    target = Target(quoted(address) + tail)
    if link.kind == "link" and not name.endswith((".md", ".markdown", ".mdx")):
        return target, None, address
    return target, missing(link, path, atlas), ""


def missing(link: Link, path: str, atlas: Atlas) -> Diagnostic:
    """Return the finding for a link to nothing, with the name that was probably meant."""
    if link.kind == "link":
        return leads_nowhere(link, path, _suggestion(link, path, atlas))
    return diagnostic(
        "missing-image",
        f"there is no file “{_shown(link)}”",
        help=_suggestion(link, path, atlas)
        or "put the file beside the post, or below content/ and start its path with “/”",
        at=(link.line, link.column),
        length=len(link.target),
        file=f"content/{path}",
        subject=link.target,
    )


def leads_nowhere(link: Link, path: str, suggestion: str = "") -> Diagnostic:
    """Return the finding for a link to an address that is not there."""
    help = f"did you mean https://{_shown(link)}?" if _LIKE_A_HOST.match(link.target) else suggestion
    return dead_link(link, path, f"“{_shown(link)}” leads nowhere", help)


def dead_link(link: Link, path: str, message: str, help: str) -> Diagnostic:
    return diagnostic(
        "dead-link",
        message,
        help=help or "write the path of the other source file, such as ../other-post.md, or an address of the site",
        at=(link.line, link.column),
        length=len(link.target),
        file=f"content/{path}",
        subject=link.target,
    )


def _shown(link: Link) -> str:
    return shortened(link.target, MAX_SHOWN)


def _suggestion(link: Link, path: str, atlas: Atlas) -> str:
    """Return the file that was probably meant: one of the same name elsewhere, else one of nearly that name."""
    wanted = posixpath.basename(unquote(_split_tail(link.target)[0]))
    close = wanted if wanted in atlas.by_name else _nearest(wanted, tuple(atlas.by_name))
    if not wanted or not close:
        return ""
    return f"did you mean `{posixpath.relpath(atlas.by_name[close], posixpath.dirname(path) or '.')}`?"


def _nearest(wanted: str, names: tuple[str, ...]) -> str:
    return nearest(wanted, names) if len(names) <= MAX_NAMES else ""


def _split_tail(typed: str) -> tuple[str, str]:
    cut = min((at for at in (typed.find("?"), typed.find("#")) if at >= 0), default=len(typed))
    return typed[:cut], typed[cut:]


def _fragment(link: Link, tail: str, ids: tuple[str, ...] | None, path: str) -> tuple[str, Diagnostic | None]:
    """Return ``tail`` with the fragment that its page has for it, and a finding when it has none."""
    query, mark, typed = tail.partition("#")
    fragment = unquote(typed)
    known = fragment if fragment in ("", "top") or ids is None else find_id(fragment, ids)
    if known or not fragment or ids is None:
        return tail if known == fragment else f"{query}{mark}{quote(known)}", None
    which = "this page" if link.target.startswith("#") else f"“{_shown(link)}”: that page"
    close = _nearest(fragment, ids)
    help = f"did you mean `#{close}`?" if close else "write the id of one of its headings, or of an element"
    return tail, dead_link(link, path, f"{which} has no “#{shortened(fragment, MAX_SHOWN)}”", help)
