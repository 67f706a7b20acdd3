"""What stands beside the content of a site in memory: configuration, theme and lock, and whether they moved."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ssg.catalog.ledger import LockEntry
from ssg.core.digests import combine
from ssg.core.errors import Diagnostic, Refused, has_errors
from ssg.core.folders import CONFIG_FILE, LOCK_FILE, THEMES, Folders
from ssg.core.options import BuildOptions
from ssg.core.settings import Config
from ssg.core.theme import Theme
from ssg.render.theme_layers import shipped_themes
from ssg.render.themes import Templates, template_files
from ssg.run.freshness import file_digest, folder_digest
from ssg.run.loading import load_lock, load_site_config, load_site_theme, read_site_theme


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a site is made of beside its content."""

    config: Config
    theme: Theme
    lock: tuple[LockEntry, ...]
    problems: tuple[Diagnostic, ...]  # of configuration and lock
    of_theme: tuple[Diagnostic, ...]
    templates: Templates  # of the theme: on disk they may be others by the time that a page is made


class SettingsDigests(NamedTuple):
    """By which a change is seen."""

    config: bytes  # of site.toml and addresses.lock
    theme: bytes  # of all files that are or may become part of a theme


class ThemeRead(NamedTuple):
    """A theme that can be used."""

    theme: Theme
    problems: tuple[Diagnostic, ...]
    templates: Templates


class SettingsReader:
    """Reads the settings of one site, and knows the theme as it was read last."""

    def __init__(self, folders: Folders, options: BuildOptions) -> None:
        self._site = folders.site
        self._options = options
        self._known: ThemeRead | None = None
        self._cache = folders.cache

    def digests(self) -> SettingsDigests:
        """Return the digests of all files as they stand on disk."""
        files = (os.path.join(self._site, name) for name in (CONFIG_FILE, LOCK_FILE))
        return SettingsDigests(combine(map(file_digest, files)), self.theme_digest())

    def theme_digest(self) -> bytes:
        return combine(map(folder_digest, self._theme_folders()))

    def is_of_a_theme(self, path: str) -> bool:
        """Return whether a path on disk is below a folder of themes."""
        return path.startswith(tuple(folder + os.sep for folder in self._theme_folders()))

    def _theme_folders(self) -> Iterable[str]:
        return os.path.join(self._site, THEMES), shipped_themes()

    def read(self, before: Settings | None) -> Settings:
        """Return the settings as they stand on disk; a damaged lock is as it was ``before``. Raises Refused."""
        config, problems = load_site_config(self._site, self._options.base_url, self._options.environ)
        theme, of_theme, templates = self.theme(config)
        _, lock, of_lock = load_lock(self._site)
        if before and has_errors(of_lock):
            lock = before.lock
        return Settings(config, theme, lock, (*problems, *of_lock), of_theme, templates)

    def learn_templates(self, config: Config) -> None:
        """Take all templates apart: not at the start, where what the last build kept of the theme is as good."""
        with contextlib.suppress(Refused):
            read_site_theme(self._site, config)

    def theme(self, config: Config) -> ThemeRead:
        """Return the theme as it stands on disk: the same object where it is the same. Raises Refused."""
        if self._known:
            theme, problems = read_site_theme(self._site, config)
        else:
            theme, problems = load_site_theme(self._site, config, self._cache)
        if self._known is None or theme != self._known.theme:
            self._known = ThemeRead(theme, tuple(problems), template_files(theme))
        return self._known._replace(problems=tuple(problems))
