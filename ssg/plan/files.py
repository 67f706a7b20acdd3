"""Jobs of files that are published as they are: those beside posts, and the theme's assets."""

from __future__ import annotations

from collections.abc import Iterator

from ssg.core.digests import digest_bytes
from ssg.core.lazy_jobs import LazyJob, ready
from ssg.core.model import Job
from ssg.core.theme import Theme
from ssg.core.urls import output_path
from ssg.plan.planning import Planning


def plan_files(planning: Planning) -> Iterator[LazyJob]:
    """Yield a job for each file of the content folder that is no Markdown."""
    for file in planning.site.files:
        yield ready(
            Job(
                output=output_path(file.address),
                renderer="copy",
                template="",
                parts={"bytes": file.source.digest},
                values={"path": file.source.path},
                sources=(file.source.path,),
            )
        )


def plan_assets(planning: Planning) -> Iterator[LazyJob]:
    """Yield a job for each asset of the theme."""
    yield from asset_jobs(planning.theme)


def asset_jobs(theme: Theme) -> Iterator[LazyJob]:
    """Yield the same jobs, for which nothing but the theme is asked."""
    for name in sorted(theme.assets):
        asset = theme.assets[name]
        yield ready(
            Job(
                output=asset.output,
                renderer="asset",
                template="",
                parts={"asset": asset.digest, "name": digest_bytes(asset.output.encode())},
                values={"asset": name},
            )
        )
