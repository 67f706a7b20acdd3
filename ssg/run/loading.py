"""Load what stands beside the content: the configuration, the theme, the lock."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping

import msgspec

from ssg.catalog.ledger import LockEntry, read_lock
from ssg.core.config import Config, deploy_base_url, load_config, with_base_url
from ssg.core.digests import digest_value, sealed, unsealed
from ssg.core.encoding import decode
from ssg.core.errors import Diagnostic, Refused, diagnostic, has_errors, located
from ssg.core.folders import CONFIG_FILE, LOCK_FILE, no_config
from ssg.core.theme import Theme
from ssg.publish.engine import render_engine
from ssg.publish.write import write_file
from ssg.render.theme_layers import find_layers
from ssg.render.theme_reading import load_theme
from ssg.run.freshness import folder_digest

THEME_FILE = "theme.msgpack"


def load_site_config(site_folder: str, base_url: str, environ: Mapping[str, str]) -> tuple[Config, list[Diagnostic]]:
    """Return the configuration with the base URL of this build: option, host, or its own. Raises Refused."""
    try:
        with open(os.path.join(site_folder, CONFIG_FILE), "rb") as file:
            text, problems = decode(file.read())
    except FileNotFoundError:
        raise Refused([no_config(site_folder)]) from None
    except OSError as error:
        raise Refused([_unreadable(CONFIG_FILE, error)]) from None
    config, found = load_config(text)
    problems = (*(located(problem, CONFIG_FILE) for problem in problems), *found)
    if config is None or has_errors(problems):
        raise Refused(problems)
    return with_base_url(config, base_url or deploy_base_url(config, environ)), list(problems)


def _unreadable(file: str, error: OSError) -> Diagnostic:
    return diagnostic("unreadable-file", f"it cannot be read: {error.strerror or error}", file=file)


def load_site_theme(site_folder: str, config: Config, cache_folder: str) -> tuple[Theme, list[Diagnostic]]:
    """Return the theme; to read all of its templates for their needs takes 0.1 s. Raises Refused."""
    path, key = os.path.join(cache_folder, THEME_FILE), _theme_key(site_folder, config)
    if known := _kept_theme(path, key):
        return known, []
    theme, problems = read_site_theme(site_folder, config)
    if not problems:
        with contextlib.suppress(OSError):  # lost, it costs time
            os.makedirs(cache_folder, exist_ok=True)
            write_file(path, sealed(msgspec.msgpack.encode(_KeptTheme(key, theme))))
    return theme, problems


class _KeptTheme(msgspec.Struct, frozen=True):
    key: bytes
    theme: Theme


def _theme_key(site_folder: str, config: Config) -> bytes:
    """Return the digest of everything that the theme hangs on; nothing when its layers are not to be found."""
    layers, problems = find_layers(site_folder, config.site.theme)
    folders = [(layer.name, layer.folder, folder_digest(layer.folder)) for layer in layers]
    return b"" if problems else digest_value([render_engine(), config.site.theme, config.theme, folders])


def _kept_theme(path: str, key: bytes) -> Theme | None:
    try:
        with open(path, "rb") as file:
            data = unsealed(file.read())
        kept = msgspec.msgpack.decode(data, type=_KeptTheme) if data is not None else None
    except (OSError, msgspec.DecodeError):
        return None
    return kept.theme if kept and key and kept.key == key else None


def read_site_theme(site_folder: str, config: Config) -> tuple[Theme, list[Diagnostic]]:
    """Return the theme as it stands on disk. Raises Refused."""
    theme, found = load_theme(site_folder, config.site.theme, config.theme)
    problems = [_placed(problem, config) for problem in found]
    if theme is None or has_errors(problems):
        raise Refused(problems)
    return theme, problems


def _placed(problem: Diagnostic, config: Config) -> Diagnostic:
    """Return a theme's finding about site.toml at its line there."""
    if problem.file != CONFIG_FILE:
        return problem
    key = "site.theme" if problem.code == "unknown-theme" else f"theme.{problem.subject}"
    line, column = config.places.get(key, (0, 0))
    return msgspec.structs.replace(problem, line=line, column=column)


def load_lock(site_folder: str) -> tuple[str, tuple[LockEntry, ...], list[Diagnostic]]:
    """Return the text of addresses.lock, its entries, and what is wrong with it."""
    try:
        with open(os.path.join(site_folder, LOCK_FILE), "rb") as file:
            text, undecoded = decode(file.read())
    except FileNotFoundError:
        return "", (), []
    except OSError as error:
        raise Refused([_unreadable(LOCK_FILE, error)]) from None
    entries, problems = read_lock(text)
    return text, entries, [*(located(problem, LOCK_FILE) for problem in undecoded), *problems]
