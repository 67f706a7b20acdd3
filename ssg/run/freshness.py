"""Has anything changed at all? Answered from stamps and digests, before any heavy library is imported.

Walking a site of 10,000 posts and its 24,000 outputs and comparing stamps takes a tenth of a second; importing
Jinja, markdown-it and numpy alone would take twice that.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from ssg.content.scan import FoundFile, scan
from ssg.core.digests import digest_bytes, digest_value
from ssg.core.folders import CONFIG_FILE, LOCK_FILE, THEMES, Folders
from ssg.core.options import BuildOptions
from ssg.core.urls import OWNED_FILE
from ssg.publish.manifest import State
from ssg.publish.write import output_stamps, owned_outputs

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


def nothing_changed(folders: Folders, state: State, options: BuildOptions, now: int) -> bool:
    """Return whether a build at the instant ``now`` would make the very bytes that stand in the output folder.

    ``state`` is what the last build remembered; one that was cut short, or found errors, remembered no settings.
    """
    return (
        state.settings != b""
        and state.valid_from <= now
        and (state.next_due is None or now < state.next_due)
        and settings_digest(folders.site, state.theme_folders, options) == state.settings
        and file_digest(os.path.join(folders.site, LOCK_FILE)) == state.lock
        and _content_stands(folders.content, state)
        and _outputs_stand(folders.output, state)
    )


def _content_stands(content_folder: str, state: State) -> bool:
    found, _ = scan(content_folder, state.stamps, state.scanned_at)
    return len(found) == len(state.stamps) and all(_stands(file, state) for file in found)


def _stands(file: FoundFile, state: State) -> bool:
    known = state.stamps.get(file.path)
    return known is not None and (file.digest or file_digest(file.disk_path)) == known.digest


def _outputs_stand(output_folder: str, state: State) -> bool:
    on_disk = output_stamps(output_folder)
    return (
        OWNED_FILE in on_disk
        and all(made.stands(on_disk.get(output)) for output, made in state.outputs.items())
        and owned_outputs(output_folder) == {*state.outputs, OWNED_FILE}
    )
