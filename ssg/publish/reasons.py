"""Why an output is written: what moved among that which it is made of, in words that an author understands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Related, Summary
from ssg.core.views import Corrected, Neighbours, Paginator, Series, Story, StoryRow, Strip
from ssg.publish.changes import Changes
from ssg.publish.edits import Concern
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
    "story": "the story that {source} belongs to",
    "series": "the series that {source} is a part of",
    "stories": "the developing stories",
    "corrections": "the corrections",
    "key_stories": "the key stories of the topic",
    "together": "the tags that occur together",
    "months": "the months of the list, with their numbers of posts",
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
    "news": "the posts of the last 48 hours",
    "links": "the links in llms.txt",
    "robots": "the settings under [robots]",
    "redirects": "the redirects",
    "live": "the pages at the addresses of redirects",
    "hidden": "the files hidden from readers",
    "noindex": "whether search engines are asked to stay away",
    "form_host": "the settings under [newsletter]",
    "raw_html": "the settings under [markdown]",
    "words": "the words of posts",
    "hits": "what hits of the search print",
    "search": "the address of the search",
    "search_index": "how the index of the search is cut",
    "card": "what the card shows",
    "digest": "the stories of the week",
    "digests": "the weeks that are over",
    "digest_url": "the address of the weekly digest",
    "mail": "the headlines of the mail",
    "unsubscribe": "the settings under [newsletter]",
    "message_id": "the id of the site",
    "print": "the picture {source}",
    "asset": "the asset",
    "name": "the name of the asset",
}
"""What each part of a job is called."""

Kind = TypeVar("Kind")

NEW = "new"
CAUSE_MARK = "; "  # between the causes of a reason
NAMED = 3  # causes in a reason; more become a number

Look = Callable[[LazyJob, str, Changes], Iterable[str]]
"""Looks for what made a part of a job move, by the part's name: clauses."""


# ── where to look ───────────────────────────────────────────────────────────────────────────────────


def _own(job: LazyJob, part: str, changes: Changes) -> list[str]:
    return changes.of_file(job.sources[0], Concern.OWN, _tag_of(job)) if len(job.sources) == 1 else []


def _files(job: LazyJob, part: str, changes: Changes) -> list[str]:
    """Return what moved among the templates, style sheets and other files that the part stands for."""
    name = f"asset {job.job().values['asset']}" if job.renderer == "asset" else part
    return changes.of_part(name)


def _shown(lazy: LazyJob, part: str, changes: Changes) -> list[str]:
    """Return what moved of the posts that the part shows now."""
    job = lazy.job()
    concern = Concern.SHOWN | Concern.OWN if job.bodies and part == "items" else Concern.SHOWN
    found: list[str] = []
    for post in SHOWN[part](job.values.get("posts" if part in ("items", "hits") else part)):
        if post.path in changes.files:
            found += changes.of_file(post.path, concern, _tag_of(lazy))
    return found


def _others(concern: Concern) -> Look:
    return lambda job, part, changes: changes.of_any_file(concern, _tag_of(job))


def _tag_of(job: LazyJob) -> str:
    """Return the slug of the tag that an output is about; empty when it is about none."""
    folders = job.output.split("/")[:-1]
    return folders[folders.index("tags") + 1] if "tags" in folders[:-1] else ""


def _inputs(*prefixes: str) -> Look:
    """Return a look at the settings, strings and options whose names begin with one of ``prefixes``."""
    return lambda job, part, changes: changes.of_inputs(prefixes)


def _all_of(value: object, kind: type[Kind]) -> list[Kind]:
    return [item for item in value if isinstance(item, kind)] if isinstance(value, tuple) else []


SHOWN: dict[str, Callable[[object], Iterable[Summary]]] = {
    "related": lambda value: [item.post for item in _all_of(value, Related)],
    "neighbours": lambda value: _all_of((value.older, value.newer), Summary) if isinstance(value, Neighbours) else (),
    "paginator": lambda value: value.posts if isinstance(value, Paginator) else (),
    "story": lambda value: _all_of((value.newest,), Summary) if isinstance(value, Story) else (),
    "series": lambda value: _all_of((value.previous, value.next), Summary) if isinstance(value, Series) else (),
    "stories": lambda value: [row.newest for row in _all_of(value, StoryRow)],
    "corrections": lambda value: [row.post for row in _all_of(value, Corrected)],
    "key_stories": lambda value: _all_of(value, Summary),
    "lead": lambda value: _all_of((value,), Summary),
    "latest": lambda value: _all_of(value, Summary),
    "strips": lambda value: [post for strip in _all_of(value, Strip) for post in strip.posts],
    "items": lambda value: _all_of(value, Summary),
    "hits": lambda value: _all_of(value, Summary),
}
"""The posts that a part shows, from its value."""

SITE = _inputs("setting site.", "setting cards.", "setting authors.", "setting images.")
TOPICS = _inputs("setting sections.", "setting tags.", "setting authors.", "setting stories.", "setting series.")
TOPICS_AND_SITE = _inputs(
    *("setting site.", "setting sections.", "setting tags.", "setting authors.", "setting cards."),
    *("setting stories.", "setting series.", "setting permalinks.", "setting front_matter.", "setting markdown."),
    "setting images.",
)
LISTING = _inputs("setting listing.", "setting feeds.", "setting permalinks.")
STRINGS = _inputs("strings/")
SWITCHES = _inputs("option ", "the host's ")
LISTED, PLACED, SEEN = _others(Concern.LISTED), _others(Concern.PLACED), _others(Concern.SHOWN)

LOOKS: dict[str, tuple[Look, ...]] = {
    "post": (_own, TOPICS_AND_SITE, SWITCHES, PLACED, SEEN),
    "content": (_own, TOPICS_AND_SITE, PLACED),
    "targets": (_own, PLACED, TOPICS_AND_SITE),
    "bytes": (_own,),
    "print": (_own, _inputs("setting images.")),
    "page": (_own, TOPICS_AND_SITE, STRINGS, SWITCHES, LISTED, SEEN),
    "structured_data": (_own, TOPICS_AND_SITE, SWITCHES),
    "related": (_shown, _others(Concern.RELATED | Concern.LISTED), _inputs("setting related."), TOPICS),
    "neighbours": (_shown, LISTED, TOPICS),
    "paginator": (_shown, LISTED, LISTING, TOPICS),
    "story": (_shown, LISTED, TOPICS),
    "series": (_shown, LISTED, TOPICS),
    "stories": (_shown, LISTED, TOPICS),
    "corrections": (_shown, LISTED, TOPICS),
    "key_stories": (_shown, LISTED, TOPICS),
    "together": (LISTED, TOPICS),
    "site": (SITE, PLACED),
    "menu": (_inputs("setting menu", "setting sections.", "setting site.base_url"), LISTED, SEEN),
    "strings": (STRINGS,),
    "settings": (_inputs("setting theme."),),
    "newsletter": (_inputs("setting newsletter."),),
    "topic": (TOPICS, SEEN, LISTED),
    "lead": (_shown, LISTED, TOPICS),
    "latest": (_shown, LISTED, TOPICS),
    "strips": (_shown, LISTED, TOPICS),
    "topics": (LISTED, TOPICS),
    "counts": (LISTED,),
    "index": (LISTED, TOPICS, SEEN),
    "years": (LISTED,),
    "months": (LISTED,),
    "feed": (_inputs("setting site.", "setting feeds."), TOPICS, SEEN),
    "items": (_shown, LISTED, LISTING, TOPICS_AND_SITE),
    "entries": (LISTED, TOPICS_AND_SITE),
    "news": (LISTED, SEEN, TOPICS_AND_SITE),
    "links": (LISTED, SEEN, TOPICS_AND_SITE),
    "robots": (_inputs("setting robots."),),
    "redirects": (_inputs("setting addresses.", "setting permalinks.", "addresses.lock"), PLACED),
    "live": (_inputs("setting addresses."), PLACED, LISTED),
    "noindex": (SWITCHES,),
    "form_host": (_inputs("setting newsletter."),),
    "raw_html": (_inputs("setting markdown."),),
    "words": (_others(Concern.OWN), LISTED, TOPICS_AND_SITE),
    "hits": (_shown, LISTED, TOPICS_AND_SITE),
    "search": (_inputs("setting search.", "setting site."), LISTED),
    "search_index": (LISTED, _inputs("setting site.")),
    "digest": (SEEN, LISTED, TOPICS_AND_SITE),
    "digests": (LISTED, TOPICS_AND_SITE),
    "digest_url": (_inputs("setting site."), LISTED),
    "mail": (SEEN, LISTED),
    "unsubscribe": (_inputs("setting newsletter."),),
    "message_id": (_inputs("setting site."),),
    "card": (_own, TOPICS_AND_SITE, _inputs("setting theme."), LISTED),
    "asset": (_files,),
    "name": (_files,),
}
"""Where to look for what made a part move; the first place that knows something is believed."""


# ── reasons ─────────────────────────────────────────────────────────────────────────────────────────


ReasonOf = Callable[[LazyJob], str]
"""Says why a job is run, when its parts are known."""


def reasons_since(before: Mapping[str, Made], trusted: Mapping[str, Made], changes: Changes) -> ReasonOf:
    """Return what says why a job is run. ``before`` are all outputs of the last build, ``trusted`` those that stand."""
    if not before:
        return lambda job: NEW
    return lambda job: reason_of(job, before.get(job.output), job.output in trusted, changes)


def reason_of(job: LazyJob, before: Made | None, on_disk: bool, changes: Changes) -> str:
    """Return why ``job`` is run; ``before`` is the output as last written, ``on_disk`` whether it still stands so."""
    if before is None:
        return _counted(_own(job, "post", changes) or _causes(job, job.parts, changes)) or NEW
    moved = [name for name in job.parts if job.parts[name] != before.parts.get(name)]
    moved += [name for name in before.parts if name not in job.parts]
    if not moved:
        return "the file was changed or deleted" if not on_disk else "unchanged"
    return _counted(_causes(job, moved, changes)) or _parts_in_words(job, moved)


def _causes(job: LazyJob, moved: Iterable[str], changes: Changes) -> list[str]:
    """Return what made the parts move, each cause once, in the order of the parts."""
    found: dict[str, None] = {}
    for part in moved:
        for look in LOOKS.get(part, (_files,)):
            if said := look(job, part, changes):
                found.update(dict.fromkeys(said))
                break
    return list(found)


def _counted(causes: Sequence[str]) -> str:
    more = len(causes) - NAMED
    return CAUSE_MARK.join([*causes[:NAMED], *([f"and {more} more"] if more > 0 else [])])


def _parts_in_words(job: LazyJob, moved: list[str]) -> str:
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
    if part in WORDS:
        return WORDS[part].format(source=f"content/{sources[0]}" if sources else "the site")
    return f"{part}, with all that it draws in" if part.startswith("template ") else part


def in_order(parts: Iterable[str]) -> list[str]:
    """Return the names of parts, what is nearest to the author first: the text, the lists, the settings, the theme."""
    places = {name: place for place, name in enumerate(WORDS)}
    return sorted(parts, key=lambda name: (places.get(name, len(places)), name))
