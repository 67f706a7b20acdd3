"""The pictures that site.toml names: the logo, the site's card, the authors' faces."""

from __future__ import annotations

import msgspec

from ssg.catalog.pictures import SMALL_WIDTHS, image_type, prints_of
from ssg.catalog.site import Site, SiteFile
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Image
from ssg.core.urls import is_external, quoted

CARD_FILE = "/card.png"
"""The site's one card without a setting: the picture that links to pages without one of their own show."""


def picture(site: Site, address: str, alt: str) -> Image | None:
    """Return the picture that a setting names by its path below content/ or its address."""
    if address.startswith(("http://", "https://")):
        return Image(address, alt=alt, type=image_type(address))
    file = _file_named(site, address) if address else None
    if file is None:
        return None
    return Image(
        quoted(file.address),
        alt=alt,
        width=file.width,
        height=file.height,
        type=image_type(file.address),
        size=file.source.size,
    )


def small_picture(site: Site, address: str, alt: str) -> Image | None:
    """Return the logo or face that a setting names, with files of it for small places."""
    found, file = picture(site, address, alt), _file_named(site, address) if address else None
    if found is None or file is None:
        return found
    variants = tuple(made.variant for made in prints_of(file, site.config.images, SMALL_WIDTHS).variants)
    return msgspec.structs.replace(found, color=file.color if variants else "", variants=variants)


def pictures_of_settings(site: Site) -> list[SiteFile]:
    """Return the files of the logo and of the authors' faces."""
    names = [site.config.site.logo, *(author.image for author in site.config.authors.values())]
    found = (_file_named(site, name) for name in names if name and not is_external(name))
    return [file for file in found if file]


def _file_named(site: Site, name: str) -> SiteFile | None:
    wanted = name.lstrip("/")
    return next((file for file in site.files if wanted in (file.source.path, file.address[1:])), None)


def missing_pictures(site: Site) -> list[Diagnostic]:
    """Return a warning for each picture of site.toml that is not there."""
    config = site.config
    faces = {f"authors.{author.id}.image": author.image for author in config.authors.values()}
    settings = {"site.logo": config.site.logo, "cards.image": config.cards.image, **faces}
    return [
        diagnostic(
            "missing-image",
            f"`{key}` is “{name}”, and there is no such file",
            help="write the path of a file below content/, or a full address",
            at=config.places.get(key, (0, 0)),
            file="site.toml",
            subject=name,
        )
        for key, name in settings.items()
        if name and not is_external(name) and not _file_named(site, name)
    ]
