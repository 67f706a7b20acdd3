"""Has anything changed at all? Answered from stamps and digests, before any heavy library is imported.

Walking a site of 10,000 posts and its 24,000 outputs and comparing stamps takes a tenth of a second; importing
Jinja, markdown-it and numpy alone would take twice that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import NamedTuple

import msgspec

from ssg.content.scan import FoundFile, Stamp, scan
from ssg.core.digests import digest_bytes, digest_value
from ssg.core.folders import CONFIG_FILE, LOCK_FILE, THEMES, Folders
from ssg.core.options import BuildOptions
from ssg.publish.seal import Seal, all_stand, count, stamps_of
from ssg.publish.write import output_stamps
from ssg.run.beside import Answer, asked_beside

MANY_OUTPUTS = 4000
"""Beyond so many another process looks at the outputs while this one looks at the content: a fork takes 2 ms."""

MOST_FILES = 20
"""Beyond so many edited files the long way is as quick as the short one."""

DEPLOY_VARIABLES = ("NETLIFY", "CONTEXT", "URL", "DEPLOY_PRIME_URL")
"""Variables that the base URL of a deploy comes from."""


def settings_digest(site_folder: str, options: BuildOptions) -> bytes:
    """Return the digest of everything but content, themes and clock that a build hangs on."""
    config = file_digest(os.path.join(site_folder, CONFIG_FILE))
    variables = [options.environ.get(name, "") for name in DEPLOY_VARIABLES]
    chosen = [options.base_url, options.drafts, options.keep_going, options.strict]
    return digest_value([config, variables, chosen])


def themes_digest(site_folder: str, theme_folders: Iterable[str]) -> bytes:
    """Return the digest of all of the site's own themes, where any file may become an override, and of others."""
    return digest_value([folder_digest(folder) for folder in (os.path.join(site_folder, THEMES), *theme_folders)])


def folder_digest(folder: str) -> bytes:
    return digest_value([(path, file_digest(os.path.join(folder, path))) for path in sorted(output_stamps(folder))])


def file_digest(path: str) -> bytes:
    """Return the digest of a file's bytes; empty when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return digest_bytes(file.read())
    except OSError:
        return b""


class Freshness(NamedTuple):
    """The content folder, where everything else but themes stands as it was sealed."""

    files: tuple[FoundFile, ...]  # all, sorted by path; with their digests but for the changed ones
    changed: tuple[FoundFile, ...]  # those whose bytes are others, and those that are new
    scanned_at: int  # nanoseconds since 1970
    now: int  # seconds since 1970-01-01 UTC: the instant of the build
    themes: bytes  # their digest, taken before any was read


def look(folders: Folders, seal: Seal, options: BuildOptions, now: int) -> Freshness | None:
    """Return which files changed since the sealed build; None when anything else did, at the instant ``now``.

    Where none did, and the themes are the same, a build would make the very bytes that stood in the output folder.
    """
    stands = (
        seal.valid_from <= now
        and (seal.next_due is None or now < seal.next_due)
        and settings_digest(folders.site, options) == seal.settings
        and file_digest(os.path.join(folders.site, LOCK_FILE)) == seal.lock
    )
    return _look_at_content(folders, seal, now) if stands else None


def asked_outputs(folders: Folders, seal: Seal, options: BuildOptions) -> AbstractContextManager[Answer]:
    """Return the question whether all outputs stand as they were sealed, which another process may work out."""
    many = count(seal.outputs) > MANY_OUTPUTS and options.workers > 1
    return asked_beside(lambda: all_stand(folders.output, seal.outputs), worth_it=many)


def _look_at_content(folders: Folders, seal: Seal, now: int) -> Freshness | None:
    """Return which files changed or are new; None where one has gone, or a new one cannot be told apart from others."""
    themes = themes_digest(folders.site, seal.theme_folders)
    began, stamps = time.time_ns(), stamps_of(seal.content)
    found, problems = scan(folders.content, stamps, seal.scanned_at)
    known = sum(file.path in stamps for file in found)
    # The sealed build said what the scan found fault with, unless that is about a new file.
    if known != len(stamps) or (known < len(found) and problems):
        return None
    files = tuple([file if file.digest else _hashed(file, stamps.get(file.path)) for file in found])
    return Freshness(files, tuple([file for file in files if not file.digest]), began, now, themes)


def _hashed(file: FoundFile, known: Stamp | None) -> FoundFile:
    """Return ``file`` with its digest if that is the known one."""
    if known is None or file_digest(file.disk_path) != known.digest:
        return file
    return msgspec.structs.replace(file, stamp=msgspec.structs.replace(file.stamp, digest=known.digest))
