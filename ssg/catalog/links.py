"""Resolve what a body links to: other source files, files beside it, addresses of the site."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from ssg.catalog.atlas import Atlas, Destination
from ssg.core.errors import Diagnostic, diagnostic, nearest
from ssg.core.model import Document, Link, Target
from ssg.core.urls import encoded, is_external


@dataclass(frozen=True, slots=True)
class Resolved:
    """The links of one document, resolved."""

    targets: tuple[Target, ...]
    problems: tuple[Diagnostic, ...]  # dead links and missing images, at their lines
    unverified: tuple[tuple[Link, str], ...]  # links to addresses that only plan can know: lists, feeds


def resolve_links(document: Document, path: str, url: str, atlas: Atlas) -> Resolved:
    """Return where each link of the document at ``path`` (published at ``url``) leads."""
    targets: list[Target] = []
    problems: list[Diagnostic] = []
    unverified: list[tuple[Link, str]] = []
    for link in document.links:
        target, problem, address = _resolve(link, document, path, url, atlas)
        targets.append(target)
        if problem:
            problems.append(problem)
        if address:
            unverified.append((link, address))
    return Resolved(tuple(targets), tuple(problems), tuple(unverified))


def _resolve(
    link: Link, document: Document, path: str, url: str, atlas: Atlas
) -> tuple[Target, Diagnostic | None, str]:
    typed = link.target
    if not typed or is_external(typed):
        return Target(typed), None, ""
    if typed.startswith("#"):
        fragment = unquote(typed[1:])
        dead = fragment not in document.ids and fragment not in ("", "top")
        return Target(typed), dead_link(link, path, f"this page has no “{typed}”", "") if dead else None, ""
    if typed.startswith("?"):
        return Target(encoded(typed)), None, ""
    name, tail = _split_tail(typed)
    found = find_destination(unquote(name), path, url, atlas)
    if found is None:
        return _unknown(link, name, tail, path, url, atlas)
    if found.withheld:
        message = f"“{typed}” leads to a post that is {found.withheld}"
        return Target(_address_from(name, url) + tail), dead_link(link, path, message, ""), ""
    target = Target(encoded(found.url) + tail, found.width, found.height)
    return target, _fragment_problem(link, tail, found, path), ""


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
    target = Target(encoded(address) + tail)
    if link.kind == "link" and not name.endswith((".md", ".markdown", ".mdx")):
        return target, None, address
    return target, missing(link, path, atlas), ""


def missing(link: Link, path: str, atlas: Atlas) -> Diagnostic:
    """Return the finding for a link to nothing, with the name that was probably meant."""
    if link.kind == "link":
        return dead_link(link, path, f"“{link.target}” leads nowhere", _suggestion(link, path, atlas))
    return diagnostic(
        "missing-image",
        f"there is no file “{link.target}”",
        help=_suggestion(link, path, atlas)
        or "put the file beside the post, or below content/ and start its path with “/”",
        at=(link.line, link.column),
        length=len(link.target),
        file=f"content/{path}",
        subject=link.target,
    )


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


def _suggestion(link: Link, path: str, atlas: Atlas) -> str:
    folder = posixpath.dirname(path)
    wanted = posixpath.basename(unquote(_split_tail(link.target)[0]))
    names = {posixpath.basename(known): known for known in atlas.by_path}
    close = nearest(wanted, list(names)) if wanted and len(names) < 5000 else ""
    return f"did you mean `{posixpath.relpath(names[close], folder or '.')}`?" if close else ""


def _split_tail(typed: str) -> tuple[str, str]:
    cut = min((at for at in (typed.find("?"), typed.find("#")) if at >= 0), default=len(typed))
    return typed[:cut], typed[cut:]


def _fragment_problem(link: Link, tail: str, found: Destination, path: str) -> Diagnostic | None:
    fragment = unquote(tail.partition("#")[2])
    if not fragment or found.ids is None or fragment in found.ids or fragment == "top":
        return None
    return dead_link(link, path, f"“{link.target}”: that page has no “#{fragment}”", "")
