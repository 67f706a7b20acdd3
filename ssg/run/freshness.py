"""Has anything changed at all? Answered from stamps and digests, before any heavy library is imported.

Walking a site of 10,000 posts and its 24,000 outputs and comparing stamps takes a tenth of a second; importing
Jinja, markdown-it and numpy alone would take twice that.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from ssg.content.scan import FoundFile, Stamp, scan
from ssg.core.digests import digest_bytes, digest_value
from ssg.core.folders import CONFIG_FILE, LOCK_FILE, THEMES, Folders
from ssg.core.options import BuildOptions
from ssg.publish.seal import Seal, all_stand, stamps_of
from ssg.publish.write import output_stamps

DEPLOY_VARIABLES = ("NETLIFY", "CONTEXT", "URL", "DEPLOY_PRIME_URL")
"""Variables that the base URL of a deploy comes from."""


def settings_digest(site_folder: str, theme_folders: Iterable[str], options: BuildOptions) -> bytes:
    """Return the digest of everything but content and clock that a build hangs on.

    All of the site's own themes are in it, since any file there may become an override.
    """
    config = file_digest(os.path.join(site_folder, CONFIG_FILE))
    folders = [_folder_digest(folder) for folder in (os.path.join(site_folder, THEMES), *theme_folders)]
    variables = [options.environ.get(name, "") for name in DEPLOY_VARIABLES]
    chosen = [options.base_url, options.drafts, options.keep_going, options.strict]
    return digest_value([config, folders, variables, chosen])


def _folder_digest(folder: str) -> bytes:
    return digest_value([(path, file_digest(os.path.join(folder, path))) for path in sorted(output_stamps(folder))])


def file_digest(path: str) -> bytes:
    """Return the digest of a file's bytes; empty when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return digest_bytes(file.read())
    except OSError:
        return b""


def nothing_changed(folders: Folders, seal: Seal, options: BuildOptions, now: int) -> bool:
    """Return whether a build at the instant ``now`` would make the very bytes that stand in the output folder."""
    return (
        seal.valid_from <= now
        and (seal.next_due is None or now < seal.next_due)
        and settings_digest(folders.site, seal.theme_folders, options) == seal.settings
        and file_digest(os.path.join(folders.site, LOCK_FILE)) == seal.lock
        and _content_stands(folders.content, stamps_of(seal.content), seal.scanned_at)
        and all_stand(folders.output, seal.outputs)
    )


def _content_stands(content_folder: str, stamps: Mapping[str, Stamp], scanned_at: int) -> bool:
    found, _ = scan(content_folder, stamps, scanned_at)
    return len(found) == len(stamps) and all(_stands(file, stamps.get(file.path)) for file in found)


def _stands(file: FoundFile, known: Stamp | None) -> bool:
    return known is not None and (file.digest or file_digest(file.disk_path)) == known.digest
