"""A page whose assets have moved and nothing else: its bytes with the new addresses in the places of the old ones.

That is the page as it would be printed, where two things hold. Its template prints the address of every asset as it is
(`TemplateInfo.prints_assets`), and where the page was printed, as many addresses stood in it as had been asked for: so
none of them was an author's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ssg.render.theme_assets import PLACE, asset_address, asset_output

ASSET = "asset "
"""What the parts of assets begin with; the name follows."""

ESCAPED = (b"&", b"'", b'"', b"<", b">")
"""What templates print otherwise than it is."""

Replacements = tuple[tuple[bytes, bytes], ...]
"""Old address → new one."""

Assets = tuple[tuple[str, bytes], ...]
"""Name and digest of each."""


def addresses_in(page: bytes) -> int:
    """Return how many addresses of assets stand in a page, whoever put them there."""
    return page.count(PLACE.encode())


def replacements(before: Mapping[str, bytes], now: Mapping[str, bytes], base_path: str) -> Replacements | None:
    """Return the addresses that moved from the parts ``before`` to those of ``now``; None where anything else did."""
    if before.keys() != now.keys():
        return None
    moved = [name for name, digest in now.items() if before[name] != digest]
    if not all(name.startswith(ASSET) for name in moved):
        return None
    return _replacements(_assets(before), _assets(now), base_path)


def readdressed(page: bytes, moved: Replacements) -> bytes:
    for old, new in moved:
        page = page.replace(old, new)
    return page


def _assets(parts: Mapping[str, bytes]) -> Assets:
    # A list and a slice: asked of all pages of a site.
    return tuple([(name[len(ASSET) :], digest) for name, digest in parts.items() if name.startswith(ASSET)])


@lru_cache(maxsize=64)
def _replacements(before: Assets, now: Assets, base_path: str) -> Replacements | None:
    """Return the replacements; None where one address is a part of another, or is escaped in HTML."""
    old, new = (dict(zip(_names(assets), _addresses(assets, base_path), strict=True)) for assets in (before, now))
    every = {*old.values(), *new.values()}
    if any(one != other and one in other for one in every for other in every):
        return None
    if any(sign in one for one in every for sign in ESCAPED):
        return None
    return tuple((old[name], new[name]) for name in old if old[name] != new[name])


def _names(assets: Assets) -> Iterable[str]:
    return (name for name, _ in assets)


def _addresses(assets: Assets, base_path: str) -> Iterable[bytes]:
    return (asset_address(asset_output(name, digest), base_path).encode() for name, digest in assets)
