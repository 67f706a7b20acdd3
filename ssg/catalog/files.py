"""Where files that are no Markdown go: beside the post they stand with, else to their path below content/."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from ssg.catalog.filing import Addressed
from ssg.catalog.site import SiteFile
from ssg.core.model import Source


class Facts(msgspec.Struct, frozen=True):
    """What the bytes of a file that is no Markdown say."""

    width: int = 0  # pixels; 0 when it is no image or its size is unknown
    height: int = 0
    color: str = ""  # these as in content.images.ImageFacts
    still: bool = False
    transparent: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A folder that belongs to the post of its index.md."""

    url: str  # address of the post
    withheld: bool  # the post is a draft, scheduled or expired


def published_files(files: Iterable[tuple[Source, Facts]], bundles: Mapping[str, Bundle]) -> tuple[SiteFile, ...]:
    """Return the files that are published, by address; those of withheld posts are not.

    ``bundles`` are keyed by folder. A file in a folder below a bundle belongs to it too.
    """
    published = []
    for source, facts in files:
        address = _file_address(source.path, bundles)
        if address:
            published.append(
                SiteFile(address, source, facts.width, facts.height, facts.color, facts.still, facts.transparent)
            )
    return tuple(sorted(published, key=lambda file: (file.address, file.source.path)))


def _file_address(path: str, bundles: Mapping[str, Bundle]) -> str:
    folder = _bundle_folder(posixpath.dirname(path), bundles)
    if folder is None:
        return "/" + path
    if bundles[folder].withheld:
        return ""
    return posixpath.join(posixpath.dirname(bundles[folder].url), path[len(folder) + 1 :])


def _bundle_folder(folder: str, bundles: Mapping[str, Bundle]) -> str | None:
    while folder:
        if folder in bundles:
            return folder
        folder = posixpath.dirname(folder)
    return None


def bundles_of(addressed: Iterable[Addressed], shown: Collection[str], language: str) -> dict[str, Bundle]:
    """Return the bundles by folder; ``shown`` are the paths of the documents that are published.

    Of several languages the site's own ``language`` has the files, so that a translation moves none of them.
    """

    def rank(item: Addressed) -> tuple[bool, bool, str]:
        # Shown ones first: a bundle in two languages is withheld only when both are.
        return item.filed.source.path not in shown, item.filed.lang != language, item.filed.source.path

    bundles: dict[str, Bundle] = {}
    for item in sorted(addressed, key=rank):
        if item.filed.place.is_bundle:
            bundles.setdefault(item.filed.place.folder, Bundle(item.url or "/", item.filed.source.path not in shown))
    return bundles
