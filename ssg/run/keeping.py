"""The kept site on disk, beside the state of its output folder; like all of the cache it is advisory."""

from __future__ import annotations

import contextlib
import os

from ssg.catalog.kept_site import KeptSite, kept_site_bytes, kept_site_from
from ssg.core.digests import digest_value
from ssg.publish.seal import Seal
from ssg.publish.write import write_file

SITE_SUFFIX = ".site"


def seal_key(seal: Seal) -> bytes:
    """Return the digest of what the sealed build was made from: the name of the site that it made."""
    return digest_value([seal.engine, seal.content, seal.settings, seal.lock, seal.valid_from])


def load_kept_site(state_path: str, seal: Seal) -> KeptSite | None:
    """Return the site that the sealed build made; None when it is not there, or another's."""
    try:
        with open(state_path + SITE_SUFFIX, "rb") as file:
            kept = kept_site_from(file.read())
    except OSError:
        return None
    return kept if kept is not None and kept.key == seal_key(seal) else None


def save_kept_site(state_path: str, kept: KeptSite) -> None:
    """Write the site. Raises OSError."""
    write_file(state_path + SITE_SUFFIX, kept_site_bytes(kept))


def forget_site(state_path: str) -> None:
    """Delete the kept site: it is not the last build's."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(state_path + SITE_SUFFIX)
