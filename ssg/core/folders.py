"""Where a site's parts stand on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ssg.core.errors import Diagnostic, Refused, diagnostic
from ssg.core.options import BuildOptions

CONFIG_FILE = "site.toml"
LOCK_FILE = "addresses.lock"
CONTENT = "content"
THEMES = "themes"
OUTPUT = "output"
CACHE = ".ssg-cache"


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one build."""

    site: str
    output: str
    cache: str

    @property
    def content(self) -> str:
        return os.path.join(self.site, CONTENT)


def folders_of(site_folder: str | os.PathLike[str], options: BuildOptions) -> Folders:
    """Return the folders that ``options`` name for the site in ``site_folder``."""
    site = os.fspath(site_folder)
    return Folders(
        site=site,
        output=options.output or os.path.join(site, OUTPUT),
        cache=options.cache_dir or os.path.join(site, CACHE),
    )


def require_site(site_folder: str) -> None:
    """Raise Refused when ``site_folder`` is no site: before a cache or lock is made in it."""
    if not os.path.isfile(os.path.join(site_folder, CONFIG_FILE)):
        raise Refused([no_config(site_folder)])


def no_config(site_folder: str) -> Diagnostic:
    """Return the finding that a folder is no site."""
    return diagnostic(
        "missing-config",
        f"there is no {CONFIG_FILE} in {os.path.abspath(site_folder)}",
        help="go to the folder of a site, name it (ssg build FOLDER), or make one with: ssg init FOLDER",
    )
