"""Load what stands beside the content: the configuration, the theme, the lock."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ssg.catalog.ledger import LOCK_FILE, LockEntry, read_lock
from ssg.core.config import Config, deploy_base_url, load_config, with_base_url
from ssg.core.encoding import decode
from ssg.core.errors import Diagnostic, diagnostic, has_errors, located
from ssg.core.theme import Theme
from ssg.render.themes import load_theme

CONFIG_FILE = "site.toml"


class Refused(Exception):
    """The site cannot be planned. Its one argument is the sequence of diagnostics that say why."""

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        return tuple(self.args[0])


def load_site_config(site_folder: str, base_url: str, environ: Mapping[str, str]) -> tuple[Config, list[Diagnostic]]:
    """Return the configuration with the base URL of this build: option, host, or its own. Raises Refused."""
    try:
        with open(os.path.join(site_folder, CONFIG_FILE), "rb") as file:
            text, problems = decode(file.read())
    except FileNotFoundError:
        raise Refused([_no_config(site_folder)]) from None
    except OSError as error:
        raise Refused([_unreadable(CONFIG_FILE, error)]) from None
    config, found = load_config(text)
    problems = (*(located(problem, CONFIG_FILE) for problem in problems), *found)
    if config is None or has_errors(problems):
        raise Refused(problems)
    return with_base_url(config, base_url or deploy_base_url(config, environ)), list(problems)


def _unreadable(file: str, error: OSError) -> Diagnostic:
    return diagnostic("unreadable-file", f"it cannot be read: {error.strerror or error}", file=file)


def _no_config(site_folder: str) -> Diagnostic:
    return diagnostic(
        "missing-config",
        f"there is no {CONFIG_FILE} in {os.path.abspath(site_folder)}",
        help="go to the folder of a site, name it (ssg build FOLDER), or make one with: ssg init FOLDER",
    )


def load_site_theme(site_folder: str, config: Config) -> tuple[Theme, list[Diagnostic]]:
    """Return the theme. Raises Refused."""
    theme, problems = load_theme(site_folder, config.site.theme, config.theme)
    if theme is None or has_errors(problems):
        raise Refused(problems)
    return theme, problems


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
