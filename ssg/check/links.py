"""Where the links of a page lead: every internal one must end at an output, every #fragment at a place in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from ssg.check.html import PageFacts
from ssg.core.lazy_jobs import LazyJob
from ssg.core.urls import address_of, base_path, is_external, output_path, quoted
from ssg.core.views import Redirect

NO_HOST = "https://site.invalid"
"""Stands in for the base URL of a site that has none (RFC 2606): paths are then all that counts."""

PAGE_SUFFIXES = (".html", ".htm")

MAX_REDIRECTS = 10  # that are followed, as browsers follow about twenty

_PLAIN_HOST = re.compile(
    r"https?://([A-Za-z0-9.-]+)[/?](?!/)", re.IGNORECASE
)  # the address of some host, and no riddle
_HIDDEN_DOT = re.compile("%2e", re.IGNORECASE)  # is a dot wherever dots mean something (URL standard, 4.5)


class Landing(NamedTuple):
    """Where an address leads, its fragment left out."""

    output: str  # empty when it leads out of the site, or nowhere
    reason: str = ""  # why it leads nowhere; else empty


OUTSIDE = Landing("")

FaultCode = Literal["broken-link", "broken-fragment"]


class Fault(NamedTuple):
    """An address on a page that does not hold."""

    code: FaultCode
    address: str  # as the page names it
    reason: str  # the end of a sentence that begins with the address
    output: str = ""  # of the page that lacks the fragment


class Aim(NamedTuple):
    """A place in another page that a page links to: only who has seen all pages knows whether it is there."""

    address: str  # as the page names it
    output: str
    fragment: str  # as written


class PageLinks(NamedTuple):
    """The links of one page: small enough to send from a worker."""

    internal: int  # number of links that were looked up
    faults: tuple[Fault, ...]
    aims: tuple[Aim, ...]
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Territory:
    """Everything that a link can lead to, and what is already known of where links lead."""

    outputs: frozenset[str]
    redirects: Mapping[str, str]  # source without its last slash → target; empty for what is gone
    base_url: str  # without a slash at the end
    known: dict[str | tuple[str, str], Landing] = field(default_factory=dict)  # a memo: most links are on many pages

    @property
    def base_path(self) -> str:
        return unquote(urlsplit(self.base_url).path)


def territory_of(jobs: Iterable[LazyJob], redirects: Iterable[Redirect], base_url: str) -> Territory:
    """Return the territory of a plan."""
    by_source = {_bare(unquote(redirect.source)): redirect.target for redirect in redirects}
    outputs = [job.output for job in jobs]
    territory = Territory(frozenset(outputs), by_source, base_url or NO_HOST)
    # Written as themes write them, addresses need no resolving: it takes 15 µs, seven times a page.
    for output in outputs:
        path = quoted(address_of(output))
        territory.known[base_path(territory.base_url) + path] = Landing(output)
        territory.known[territory.base_url + path] = Landing(output)
    return territory


def is_page(output: str) -> bool:
    return output.endswith(PAGE_SUFFIXES)


# ── one page ────────────────────────────────────────────────────────────────────────────────────────


def page_links(output: str, facts: PageFacts, territory: Territory) -> PageLinks:
    """Return what the links of a page come to, as far as the page alone and the list of outputs can tell."""
    own = territory.base_url + quoted(address_of(output))
    origin = (facts.base and _joined(own, facts.base)) or own
    internal = 0
    faults: dict[Fault, None] = {}
    aims: dict[Aim, None] = {}
    for address in facts.addresses:
        # A fragment alone needs no look at the outputs, and is the most frequent address of all.
        alone = address.startswith("#") and origin == own
        landing = Landing(output) if alone else land(address, origin, territory)
        internal += landing is not OUTSIDE
        if landing.reason:
            faults[Fault("broken-link", address, landing.reason)] = None
        elif "#" in address and (aim := _aim(address, landing.output)):
            aims[aim] = None
    faults.update(dict.fromkeys(_own_faults(output, aims, facts)))
    return PageLinks(internal, tuple(faults), tuple(aim for aim in aims if aim.output != output), facts.ids)


def _aim(address: str, output: str) -> Aim | None:
    fragment = address.partition("#")[2].partition(":~:")[0]  # behind it: a text to highlight
    return Aim(address, output, fragment) if fragment and is_page(output) else None


def _own_faults(output: str, aims: Iterable[Aim], facts: PageFacts) -> Iterable[Fault]:
    return fragment_faults((aim for aim in aims if aim.output == output), lambda _: facts.ids)


def fragment_faults(aims: Iterable[Aim], ids_of: Callable[[str], frozenset[str] | None]) -> Iterable[Fault]:
    """Yield a fault for each aim at a place that is not there. ``ids_of`` gives None for a page nobody has seen."""
    for aim in aims:
        ids = ids_of(aim.output)
        if ids is not None and not _offers(ids, aim.fragment):
            own = aim.address.startswith("#")
            reason = "is no place on this page" if own else f"leads to a page without “#{unquote(aim.fragment)}”"
            yield Fault("broken-fragment", aim.address, reason, aim.output)


def _offers(ids: frozenset[str], fragment: str) -> bool:
    """Return whether ``fragment`` names a place: as written, then percent-decoded (HTML standard, 7.4.6.4)."""
    return fragment in ids or (decoded := unquote(fragment)) in ids or decoded.lower() == "top"


# ── one address ─────────────────────────────────────────────────────────────────────────────────────


def land(address: str, origin: str, territory: Territory) -> Landing:
    """Return where ``address`` leads from a page (or base element) at the full URL ``origin``."""
    path = address.partition("#")[0]
    known = territory.known
    landing = known.get(path)
    if landing is None:
        # A relative address means something else on each page.
        key = path if path.startswith("/") or is_external(path) else (origin, path)
        landing = known.get(key)
        if landing is None:
            landing = known[key] = _land(path, origin, territory)
    return landing


def _land(address: str, origin: str, territory: Territory) -> Landing:
    # What a share button says is another address on each page; to join it takes 20 µs.
    if (plain := _PLAIN_HOST.match(address)) and plain[1].lower() != urlsplit(territory.base_url).netloc.lower():
        return OUTSIDE
    url = _joined(origin, address)
    if url is None:
        return Landing("", "is no address that a browser understands")
    parts, home = urlsplit(url), urlsplit(territory.base_url)
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != home.netloc.lower():
        return OUTSIDE
    segments = [unquote(segment) for segment in (parts.path or "/").split("/")]
    if any("/" in segment for segment in segments):
        return Landing("", "leads nowhere: an encoded slash is no slash")
    path, base = "/".join(segments), territory.base_path
    if path != base and not path.startswith(f"{base}/"):
        # The host's other sites may be named in full; below the host's root alone, it is a forgotten base path.
        return OUTSIDE if is_external(address) else Landing("", f"leads out of {base}/, where the site stands")
    return _arrive(path[len(base) :] or "/", territory)


def _joined(origin: str, address: str) -> str | None:
    """Return the full URL of ``address``; None when it cannot be one."""
    path, mark, query = address.partition("?")
    if not is_external(path) or path.lower().startswith(("http:", "https:", "//")):
        path = _HIDDEN_DOT.sub(".", path.replace("\\", "/"))  # browsers take backslashes for slashes
    if path.startswith("//"):
        path = "//" + path.lstrip("/")  # any number of slashes stands before a host
        if path == "//":
            return None
    try:
        joined = urljoin(origin, path + mark + query)
        urlsplit(joined)
    except ValueError:
        return None
    return joined


def _arrive(path: str, territory: Territory) -> Landing:
    """Return where a decoded path without the base path leads: to an output, through redirects, or nowhere."""
    asked = path
    for _ in range(MAX_REDIRECTS):
        if output := _output_at(path, territory):
            return Landing(output)
        target = territory.redirects.get(_bare(path))
        if target is None:
            return Landing("", "leads nowhere" if path == asked else f"is redirected to “{path}”, which leads nowhere")
        if not target:
            return Landing("", "leads to a page that is gone")
        if is_external(target):
            return OUTSIDE
        path = unquote(target.partition("#")[0].partition("?")[0])
    return Landing("", "is redirected for ever")


def _output_at(path: str, territory: Territory) -> str:
    """Return the output that a host serves for ``path``: the file, or a folder's index with or without the slash."""
    for candidate in (output_path(path), output_path(f"{path}/")):
        if candidate in territory.outputs:
            return candidate
    return ""


def _bare(address: str) -> str:
    return address.removesuffix("index.html").rstrip("/") or "/"
