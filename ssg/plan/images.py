"""Jobs of made pictures: one for each file that posts, pages and settings name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ssg.catalog.pictures import SMALL_WIDTHS, Print, print_key, prints_of, ratios_of
from ssg.catalog.site import Site, SiteFile, every_entry
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job
from ssg.core.settings import ImagesConfig
from ssg.core.urls import output_path, quoted
from ssg.plan.pictures import pictures_of_settings
from ssg.plan.planning import Planning

RENDERER = "image"

Wanted = dict[str, tuple[SiteFile, Print]]
"""Address of a file to be made → the picture, and how it is made."""


def plan_images(planning: Planning) -> Iterator[LazyJob]:
    """Yield a job for each file that is made of a picture, all files of a picture one after the other."""
    wanted = _wanted(planning.site)
    # Two pictures of the same name and bytes have the same files: those of the first.
    ordered = sorted(wanted.items(), key=lambda item: (item[1][0].source.path, item[0]))
    for address, (file, made) in ordered:
        yield LazyJob(output_path(address), RENDERER, _filled, None, address, file, made, sources=(file.source.path,))


def _wanted(site: Site) -> Wanted:
    images = site.config.images
    if images.mode == "copy" or not any(file.still for file in site.files):
        return {}
    files = {quoted(file.address): file for file in site.files if file.still}
    wanted: Wanted = {}
    for entry in every_entry(site):
        image = entry.post.image
        if image and image.src in files:
            file = files[image.src]
            _want(wanted, file, (*_of_whole(file, images), *ratios_of(file, images, image.focus)))
        for target in entry.targets:
            if target.variants:
                _want(wanted, files[target.url], _of_whole(files[target.url], images))
    for file in pictures_of_settings(site):
        _want(wanted, file, prints_of(file, images, SMALL_WIDTHS).variants)
    return wanted


def _of_whole(file: SiteFile, images: ImagesConfig) -> tuple[Print, ...]:
    prints = prints_of(file, images)
    return (*prints.variants, prints.fallback) if prints.fallback else prints.variants


def _want(wanted: Wanted, file: SiteFile, prints: Iterable[Print]) -> None:
    for made in prints:
        first = wanted.setdefault(made.variant.src, (file, made))
        if first[0].source.path > file.source.path:
            wanted[made.variant.src] = (file, made)


def _filled(planning: object, address: str, file: SiteFile, made: Print) -> Job:
    digest = file.source.digest
    return Job(
        output=output_path(address),
        renderer=RENDERER,
        template="",
        parts={"print": print_key(digest, made.recipe)},
        values={"path": file.source.path, "digest": digest, "recipe": made.recipe},
        sources=(file.source.path,),
    )
