"""Jobs of files that are published as they are: those beside posts, and the theme's assets."""

from __future__ import annotations

from collections.abc import Iterator

from ssg.core.digests import digest_bytes
from ssg.core.lazy_jobs import LazyJob, ready
from ssg.core.model import Job
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
    for name in sorted(planning.theme.assets):
        asset = planning.theme.assets[name]
        yield ready(
            Job(
                output=asset.output,
                renderer="asset",
                template="",
                parts={"asset": asset.digest, "name": digest_bytes(asset.output.encode())},
                values={"asset": name},
            )
        )
