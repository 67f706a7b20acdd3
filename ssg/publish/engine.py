"""The engine's fingerprint: what the bytes of a cache or an output hang on beside their inputs."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from functools import lru_cache

from ssg.core.digests import combine, digest_bytes, digest_value

PARSE_PACKAGES = ("content", "core")
PARSE_LIBRARIES = ("markdown-it-py", "mdit-py-plugins", "Pygments", "PyYAML", "python-frontmatter", "msgspec", "pillow")
PICTURE_SOURCES = ("content/images.py", "render/images.py")
RENDER_PACKAGES = ("core", "catalog", "plan", "render")
RENDER_LIBRARIES = ("Jinja2", "MarkupSafe", "babel", "css-inline", "nh3", "numpy", "tzdata")


@lru_cache(maxsize=1)
def parse_engine() -> bytes:
    """Return the digest of everything that turns bytes into documents."""
    return _fingerprint(PARSE_PACKAGES, PARSE_LIBRARIES)


@lru_cache(maxsize=1)
def render_engine() -> bytes:
    """Return the digest of everything that turns documents into outputs."""
    return combine((parse_engine(), _fingerprint(RENDER_PACKAGES, RENDER_LIBRARIES)))


@lru_cache(maxsize=1)
def picture_engine() -> bytes:
    """Return the digest of what makes files of pictures, beside the codecs, whose versions stand in their keys."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return combine(_file_digest(os.path.join(package, *source.split("/"))) for source in PICTURE_SOURCES)


def _fingerprint(packages: tuple[str, ...], libraries: tuple[str, ...]) -> bytes:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return digest_value([python, *(_version(name) for name in libraries), *(_package(name) for name in packages)])


def _version(library: str) -> str:
    installed = _installed()
    name = re.sub(r"[-_.]+", "_", library).lower()
    if name in installed:
        return f"{library} {installed[name]}"
    from importlib import metadata  # asked last: to import it takes longer than a build with nothing to do may

    try:
        return f"{library} {metadata.version(library)}"
    except metadata.PackageNotFoundError:
        return library


@lru_cache(maxsize=1)
def _installed() -> dict[str, str]:
    """Return the version of each library by its name, by the folders that installers leave beside it (PEP 376)."""
    found: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for entry in os.listdir(folder or "."):
                if entry.endswith(".dist-info"):
                    name, _, version = entry.removesuffix(".dist-info").partition("-")
                    found.setdefault(name.lower(), version)
    return found


def _package(name: str) -> bytes:
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name)
    sources = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".py"))
    return combine(_file_digest(os.path.join(folder, source)) for source in sources)


def _file_digest(path: str) -> bytes:
    with open(path, "rb") as file:
        return digest_bytes(file.read())
