"""A new post among those of a kept site, where all that it moves is the lists that it enters.

It is made by the very functions of index, under what the kept site knows. Whoever would move more has no place here:
the first of a tag, one that others named before it was there, one that brings pictures. The answer is None then, and
the build goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ssg.catalog.atlas import Atlas, Destination
from ssg.catalog.claims import names_borne, names_of
from ssg.catalog.documents import Read
from ssg.catalog.due import clock_of
from ssg.catalog.editions import edition_prefix
from ssg.catalog.entries import Surroundings, make_entry
from ssg.catalog.filing import Addressed, Filed, address_all, file_document
from ssg.catalog.kept_site import KeptEdition, KeptEntry, KeptList, KeptSite
from ssg.catalog.ledger import made_id
from ssg.catalog.places import is_markdown
from ssg.catalog.room import Spoken, is_in_lock
from ssg.catalog.shelf import Shelf
from ssg.catalog.site import Entry, ref_of
from ssg.catalog.taxonomy import Taxonomy
from ssg.core.model import FrontMatter, Ref
from ssg.core.moments import zone_of
from ssg.core.settings import Config
from ssg.core.urls import is_external

ReadIds = Callable[[KeptEntry], tuple[str, ...]]
"""Gives the fragments that the page of a kept entry offers."""

UNMOVED = frozenset(
    {
        *("skipped-symlink", "unknown-key", "bad-language", "conflicting-keys", "newsletter-without-action"),
        *("unfenced-front-matter", "joined-tags", "template-syntax", "mdx-component", "bad-directive", "missing-alt"),
        *("bad-image", "small-image", "key-points-count", "long-key-point", "key-point-repeats-title"),
        *("figure-not-in-text", "unknown-story", "unknown-series", "unknown-related", "unknown-translation"),
        *("merged-tags", "address-vanished", "theme-contract", "lost-block"),
    }
)
"""Codes of findings that stand whoever comes: the others, of dead links first, may be answered by a new post."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new post, and what the clock will do with it."""

    entry: Entry
    valid_from: int
    next_due: int | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What new posts come to."""

    kept: KeptSite
    lock: str  # text of addresses.lock as the last build left it
    paths: Collection[str]  # of all files of the content folder, published or not
    now: int  # seconds since 1970-01-01 UTC
    read_ids: ReadIds


def newcomers(ground: Ground, read: Read) -> list[Newcomer] | None:
    """Return the new posts of the files ``read``, oldest first; None where one is no post or would move more."""
    config = ground.kept.config
    zone = zone_of(config.site.timezone)
    filings = [file_document(source, document, config, zone, ground.now) for source, document in read.values()]
    if any(found for _, found in filings) or not all(
        _is_plain(filed, read[filed.source.path][1].front, ground) for filed, _ in filings
    ):
        return None
    ids = {
        filed.source.path: filed.document.front.id or made_id(config.site.id, filed.source.path) for filed, _ in filings
    }
    taxonomy = Taxonomy(config, ground.kept.claims.intro_folders)
    items, problems = address_all([filed for filed, _ in filings], ids, taxonomy, config)
    topics = _topics_of(ground.kept)
    if (
        problems
        or _are_spoken_for(items, ground)
        or not all(_knows_topics(item, topics, taxonomy, config) for item in items)
    ):
        return None
    around = _surroundings(items, topics, read, ground)
    made = [make_entry(item, around) for item in items]
    if any(each.problems or each.unverified or _moves_more(each.entry) for each in made):
        return None
    return [_newcomer(each.entry, item, ground) for each, item in zip(made, items, strict=True)]


def _newcomer(entry: Entry, item: Addressed, ground: Ground) -> Newcomer:
    clock = clock_of([item.filed], ground.now, zone_of(ground.kept.config.site.timezone))
    return Newcomer(entry, clock.valid_from, clock.due[0].instant if clock.due else None)


# ── who has no place here ───────────────────────────────────────────────────────────────────────────


def _is_plain(filed: Filed, front: FrontMatter, ground: Ground) -> bool:
    """Return whether a file is a published post that names no other and owns no files."""
    names_others = front.related or front.translation_of or front.aliases
    threads = front.story or front.series or front.corrections
    if filed.kind != "post" or filed.status or filed.document.problems or names_others or threads:
        return False
    folder = f"{filed.place.folder}/"
    return not filed.place.is_bundle or not any(
        path.startswith(folder) and not is_markdown(path) for path in ground.paths
    )


def _are_spoken_for(items: Sequence[Addressed], ground: Ground) -> bool:
    """Return whether a name of one of the posts is another's, or has been."""
    names = names_of(ground.kept.claims)
    groups = {entry.group for entry in ground.kept.entries}
    spoken = Spoken(names, ground.kept.config, ground.lock)
    for item in items:
        place = item.filed.place
        remembered = (place.path, item.filed.source.digest.hex(), item.id)
        if not item.url or place.key in groups or any(is_in_lock(text, ground.lock) for text in remembered):
            return True
        borne = names_borne(place.path, item.url, place.key, item.slug, item.id)
        if spoken.for_any([item.url]) or not names.isdisjoint(borne):
            return True
        groups.add(place.key)
    return len({item.url for item in items}) < len(items) or len({item.id for item in items}) < len(items)


def _moves_more(entry: Entry) -> bool:
    """Return whether a post shows pictures of the site, which may have to be made."""
    image = entry.post.image
    return bool(image and not is_external(image.src)) or any(target.variants for target in entry.targets)


# ── topics ──────────────────────────────────────────────────────────────────────────────────────────

Topics = Mapping[tuple[str, str, str], KeptList]
"""(edition prefix, kind, slug) → the list; the home list has neither kind nor slug."""


def _topics_of(kept: KeptSite) -> Topics:
    return {
        (edition.prefix, kind, listed.topic.id): listed for edition in kept.editions for kind, listed in _lists(edition)
    }


def _lists(edition: KeptEdition) -> Iterator[tuple[str, KeptList]]:
    yield "", edition.home
    for kind in ("sections", "tags", "authors"):
        for listed in getattr(edition, kind):
            yield kind, listed


def _names_in(item: Addressed) -> Iterator[tuple[str, str]]:
    """Yield the lists that a post enters: kind and slug."""
    yield "", ""
    yield "sections", item.section
    yield from (("tags", slug) for slug in item.tags)
    yield from (("authors", slug) for slug in item.authors)


def _knows_topics(item: Addressed, topics: Topics, taxonomy: Taxonomy, config: Config) -> bool:
    """Return whether the post enters lists that are there and has posts, and spells tags as these lists do."""
    prefix = edition_prefix(item.filed.lang, config)
    lists = [topics.get((prefix, kind, slug)) for kind, slug in _names_in(item)]
    if not all(listed and listed.rows for listed in lists):
        return False
    for name in item.filed.document.front.tags:
        for slug in taxonomy.tags_of((name,)):
            if slug not in config.tags and topics[prefix, "tags", slug].topic.title != name:
                return False
    return True


# ── around a new post ───────────────────────────────────────────────────────────────────────────────


def _surroundings(items: Sequence[Addressed], topics: Topics, read: Read, ground: Ground) -> Surroundings:
    def ref(kind: str) -> Callable[[str, str], Ref]:
        return lambda slug, prefix: ref_of(topics[prefix, kind, slug].topic)

    config = ground.kept.config
    return Surroundings(
        atlas=_atlas(items, ground),
        section_ref=ref("sections"),
        tag_ref=ref("tags"),
        author_ref=ref("authors"),
        prefix_of=lambda lang: edition_prefix(lang, config),
        translations={item.filed.source.path: () for item in items},
        groups={item.filed.source.path: item.filed.place.key for item in items},
        images=config.images,
        documents=read,
        shelf=Shelf(),
    )


def _atlas(items: Sequence[Addressed], ground: Ground) -> Atlas:
    """Return where links of new posts can lead; of names that are near to what leads nowhere it knows none."""
    kept = ground.kept.entries
    fresh = {item.filed.source.path: Destination(item.url, item.filed.document.ids) for item in items}
    files = {file.source.path: Destination(file.address, None, file) for file in ground.kept.files}
    known = {**fresh, **files}
    entries = {entry.path: entry for entry in kept}
    withheld = {
        path: Destination("", (), withheld="draft")
        for path in ground.paths
        if is_markdown(path) and path not in entries and path not in known
    }
    addresses = {place.url: place for place in known.values()}
    return Atlas(
        _Places({**known, **withheld}, entries, ground.read_ids),
        _Places(addresses, {entry.url: entry for entry in kept}, ground.read_ids),
        {},
    )


class _Places(Mapping[str, Destination]):
    """Destinations by path or address; what a kept post offers is read when somebody leads there."""

    def __init__(self, known: Mapping[str, Destination], kept: Mapping[str, KeptEntry], read_ids: ReadIds) -> None:
        self._known, self._kept, self._read_ids = known, kept, read_ids

    def __getitem__(self, name: str) -> Destination:
        if name in self._known:
            return self._known[name]
        entry = self._kept[name]
        return Destination(entry.url, self._read_ids(entry))

    def __iter__(self) -> Iterator[str]:
        yield from {**self._known, **self._kept}

    def __len__(self) -> int:
        return len({**self._known, **self._kept})
