"""Why an output is written: the parts of its job that moved, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssg.core.model import Job
from ssg.publish.manifest import Made

WORDS = {
    "post": "the text or front matter of {source}",
    "content": "the body of {source}",
    "targets": "what {source} links to",
    "bytes": "the file {source}",
    "page": "the page's title, description or address",
    "related": "the list of related posts",
    "neighbours": "the posts before and after",
    "paginator": "the posts on this page of the list",
    "site": "the settings under [site]",
    "menu": "the menu",
    "strings": "the theme's strings",
    "settings": "the settings under [theme]",
    "newsletter": "the settings under [newsletter]",
    "topic": "the description of the section, tag or author",
    "structured_data": "the data for search engines",
    "lead": "the lead story",
    "latest": "the latest posts",
    "strips": "the newest posts of the sections",
    "topics": "the most used tags",
    "counts": "the number of posts",
    "index": "the rows of the index",
    "years": "the years of the archive",
    "feed": "the feed's title, description or address",
    "items": "the posts in the feed",
    "entries": "the pages of the sitemap",
    "redirects": "the redirects",
    "live": "the pages at the addresses of redirects",
    "hidden": "the files hidden from readers",
    "noindex": "whether search engines are asked to stay away",
    "form_host": "the settings under [newsletter]",
    "raw_html": "the settings under [markdown]",
    "asset": "the asset",
    "name": "the name of the asset",
}
"""What each part of a job is called."""


def reason_of(job: Job, before: Made | None, on_disk: bool) -> str:
    """Return why ``job`` is run; ``before`` is the output as last written, ``on_disk`` whether it still stands so."""
    if before is None:
        return "new"
    moved = [name for name in job.parts if job.parts[name] != before.parts.get(name)]
    moved += [name for name in before.parts if name not in job.parts]
    if not moved:
        return "the file was changed or deleted" if not on_disk else "unchanged"
    said = [name for name in moved if name not in _implied(moved)]
    return ", ".join(words_of(name, job.sources) for name in said) + " changed"


def _implied(moved: list[str]) -> frozenset[str]:
    """Return the parts that change whenever another one that is named does: they tell nobody anything."""
    implied = {"structured_data"} if len(moved) > 1 else set()
    if "post" in moved:
        implied |= {"content", "page", "targets"} & set(moved)
    return frozenset(implied)


def words_of(part: str, sources: Sequence[str]) -> str:
    """Return what a part of an output made of ``sources`` is called."""
    source = f"content/{sources[0]}" if sources else "the site"
    return WORDS.get(part, part).format(source=source)


def all_reasons(jobs: Mapping[str, Job], before: Mapping[str, Made], trusted: Mapping[str, Made]) -> dict[str, str]:
    """Return the reason of each job by its output."""
    return {output: reason_of(job, before.get(output), output in trusted) for output, job in jobs.items()}
