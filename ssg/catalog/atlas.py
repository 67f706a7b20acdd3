"""The atlas: every source and every address that a link of a body can lead to."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ssg.catalog.filing import Addressed
from ssg.catalog.site import SiteFile


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a source file stands on the site."""

    url: str
    ids: tuple[str, ...] | None = None  # fragments that it offers; None when it is no page
    file: SiteFile | None = None  # None for a page
    withheld: str = ""  # why it is not on the site: "draft", "scheduled", "expired"; empty when it is


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that a link can lead to."""

    by_path: Mapping[str, Destination]  # source path below content/ → where it stands
    by_address: Mapping[str, Destination]  # site-absolute address → the same
    by_name: Mapping[str, str]  # file name → a source path that ends in it


def draw_atlas(addressed: Iterable[Addressed], shown: Collection[str], files: Iterable[SiteFile]) -> Atlas:
    """Return the atlas; ``shown`` are the paths of the documents that are published."""
    by_path: dict[str, Destination] = {}
    for item in addressed:
        path = item.filed.source.path
        withheld = "" if path in shown else item.filed.status or "without an address"
        by_path[path] = Destination(item.url, item.filed.document.ids, withheld=withheld)
    for file in files:
        by_path[file.source.path] = Destination(file.address, None, file)
    by_address = {place.url: place for place in by_path.values() if not place.withheld}
    return Atlas(by_path, by_address, {posixpath.basename(path): path for path in by_path})
