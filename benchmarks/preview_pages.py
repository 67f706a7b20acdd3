"""Which other pages show a post's title, found by following links before anything is measured."""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from benchmarks.measure import Failed
from benchmarks.preview_servers import Running, page

MOST_PAGES = 300
"""So many are looked at; related posts mostly list one another."""


def places(running: Running) -> dict[str, str]:
    """Return what shows the edited post's title → its address, besides the post itself. Raises Failed."""
    post = running.site.edited
    found = {"home": "/", "tag": f"/tags/{post.tags[0].lower().replace(' ', '-')}/"}
    for name, selector in running.server.links.items():
        found[name] = _leading_here(running, name, selector)
    for name, address in found.items():
        if post.title not in page(running, address):
            raise Failed(f"{running.server.peer.title}: {name} at {address} does not show {post.title!r}")
    return found


def _leading_here(running: Running, name: str, selector: str) -> str:
    """Return the nearest page that has a link of this kind to the edited post."""
    queue, seen = [running.edited], {running.edited}
    for address in queue:
        links = targets(page(running, address), selector)
        if running.edited in links:
            return address
        new = [link for link in links if link not in seen][: MOST_PAGES - len(seen)]
        seen.update(new)
        queue += new
    raise Failed(f"{running.server.peer.title}: no {name} leads to {running.edited}")


def targets(html: str, selector: str) -> Sequence[str]:
    """Return where the selected links of a page lead."""
    found = (link.attributes.get("href") for link in LexborHTMLParser(html).css(selector))
    return [target for target in found if target]
