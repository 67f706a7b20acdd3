"""Index: all documents, the lock and the clock become one Site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ssg.catalog import ledger
from ssg.catalog.addresses import collision
from ssg.catalog.atlas import draw_atlas
from ssg.catalog.claims import NAMES_NOBODY, Naming, naming_of
from ssg.catalog.documents import Read, heads_of
from ssg.catalog.due import Due, clock_of
from ssg.catalog.editions import edition_prefix, editions_of, newest_first
from ssg.catalog.entries import Made, Surroundings, make_entry
from ssg.catalog.files import Facts, bundles_of, published_files
from ssg.catalog.filing import Addressed, Filed, address_all, file_document
from ssg.catalog.introductions import at_section_addresses, introductions_of
from ssg.catalog.redirects import redirects_of
from ssg.catalog.related_lists import Answer, Begin, RelatedTable, at_once, pinned_rows, rank_here
from ssg.catalog.related_question import Ranked
from ssg.catalog.relations import neighbours_of, translation_groups, translations_of
from ssg.catalog.shelf import Shelf
from ssg.catalog.site import Entry, Site, SiteFile, ref_of
from ssg.catalog.taxonomy import Taxonomy
from ssg.catalog.threads import undeclared_threads
from ssg.catalog.weeks import with_weeks
from ssg.core.errors import Diagnostic, diagnostic, located
from ssg.core.folders import LOCK_FILE
from ssg.core.model import Link, Ref, Source
from ssg.core.moments import zone_of
from ssg.core.settings import Config
from ssg.core.urls import output_path
from ssg.core.views import Topic

Key = TypeVar("Key")

HERE = at_once(rank_here)


@dataclass(frozen=True, slots=True)
class Contents:
    """What index works on: the whole content folder, read."""

    documents: Read  # by path below content/
    files: Mapping[str, tuple[Source, Facts]]  # by path below content/
    lock: tuple[ledger.LockEntry, ...]
    left_out: frozenset[str] = frozenset()  # paths of broken posts that this build goes on without


@dataclass(frozen=True, slots=True)
class Indexed:
    """The site and what was noticed on the way."""

    site: Site
    problems: tuple[Diagnostic, ...]
    unverified: tuple[tuple[str, Link, str], ...]  # path, link, address: only plan knows whether it is there
    due: tuple[Due, ...]  # what the clock alone will change, the next first
    pins: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # places of posts → of those that they pin
    naming: Mapping[str, Naming] = field(default_factory=dict)  # by path: of the files that name themselves or others
    withheld: tuple[str, ...] = ()  # paths of what is not to be read yet or any more: drafts, scheduled, expired

    @property
    def valid_from(self) -> int:
        """Return the instant from which on the site is the same, to before next_due."""
        return self.site.valid_from

    @property
    def next_due(self) -> int | None:
        """Return when the clock alone changes the site next; None for never."""
        return self.due[0].instant if self.due else None


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of index: what it works on, and its findings as they come."""

    contents: Contents
    config: Config
    taxonomy: Taxonomy
    problems: list[Diagnostic]


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which documents are published, and what they bring along."""

    everything: tuple[Addressed, ...]  # published or not
    items: tuple[Addressed, ...]  # those that are published
    paths: frozenset[str]  # of items
    introductions: Mapping[str, str]  # path → section slug
    files: tuple[SiteFile, ...]


def build_index(
    contents: Contents,
    config: Config,
    now: int,
    *,
    drafts: bool,
    begin: Begin = HERE,
    when_read: Callable[[], None] = lambda: None,
) -> Indexed:
    """Return the Site at the instant ``now`` (seconds since 1970-01-01 UTC).

    ``drafts`` takes drafts and scheduled posts in, marked by their status. ``begin`` answers which posts are related.
    ``when_read`` is called when no document is needed here any more.
    """
    problems: list[Diagnostic] = []
    filed = _file_all(contents, config, now, problems)
    intro_folders = (item.place.folder for item in filed if item.kind == "intro" and item.place.folder)
    run = _Run(contents, config, Taxonomy(config, intro_folders), problems)
    ids = _identify(run, filed)
    shown = _shown(run, filed, ids, drafts)
    _learn_names(run, shown)
    groups, of_groups = translation_groups(shown.items)
    problems += of_groups
    related, pins = _begin_ranking(run, shown, groups, begin)
    made = _make_entries(run, shown, groups)
    when_read()
    problems += run.taxonomy.merged_tags()
    clock = clock_of(filed, now, zone_of(config.site.timezone))
    site = _assemble(run, shown, made, related, clock.valid_from)
    unverified = tuple((item.entry.path, link, address) for item in made for link, address in item.unverified)
    problems += _vanished(contents, set(ids.values()), site)
    withheld = tuple(item.source.path for item in filed if item.status and item.source.path not in shown.paths)
    return Indexed(site, tuple(problems), unverified, clock.due, pins, _naming(filed), withheld)


def _file_all(contents: Contents, config: Config, now: int, problems: list[Diagnostic]) -> list[Filed]:
    zone = zone_of(config.site.timezone)
    filed = []
    for source, document in heads_of(contents.documents):
        problems += [located(problem, f"content/{source.path}") for problem in document.problems]
        item, found = file_document(source, document, config, zone, now)
        filed.append(item)
        problems += found
    return filed


def _naming(filed: list[Filed]) -> dict[str, Naming]:
    found = ((item.source.path, naming_of(item.document.front)) for item in filed)
    return {path: naming for path, naming in found if naming != NAMES_NOBODY}


def _identify(run: _Run, filed: list[Filed]) -> dict[str, str]:
    candidates = [
        ledger.Candidate(item.source.path, item.source.digest.hex(), item.document.front.id) for item in filed
    ]
    ids, found = ledger.identify(candidates, run.contents.lock, run.config.site.id)
    run.problems.extend(found)
    return ids


def _shown(run: _Run, filed: list[Filed], ids: Mapping[str, str], drafts: bool) -> _Shown:
    addressed, found = address_all(filed, ids, run.taxonomy, run.config)
    run.problems.extend(found)
    introductions = introductions_of(addressed, run.taxonomy, run.config)
    everything = tuple(at_section_addresses(addressed, introductions, run.config))
    wanted = ("", "draft", "scheduled") if drafts else ("",)
    items = tuple(item for item in everything if item.url and item.filed.status in wanted)
    paths = frozenset(item.filed.source.path for item in items)
    files = published_files(run.contents.files.values(), bundles_of(everything, paths, run.config.site.language))
    return _Shown(everything, items, paths, introductions, files)


def _learn_names(run: _Run, shown: _Shown) -> None:
    """Let the taxonomy learn from what is published how tags, authors and sections are spelt: never from a draft."""
    for item in shown.items:
        document = item.filed.document
        if item.filed.kind == "post":
            run.taxonomy.remember(document.front, item.filed.place.folder)
        elif slug := shown.introductions.get(item.filed.source.path):
            prefix = edition_prefix(item.filed.lang, run.config)
            summary = run.contents.documents[item.filed.source.path][1].front.summary
            run.taxonomy.introduce(prefix, slug, document.front.title or document.heading, summary)


def _begin_ranking(
    run: _Run, shown: _Shown, groups: Mapping[str, str], begin: Begin
) -> tuple[Answer | None, Mapping[int, tuple[int, ...]]]:
    """Begin to rank related posts, which takes as long as all the rest; None where nobody wants them. And the pins."""
    posts = [item for item in shown.items if item.filed.kind == "post"]
    posts.sort(key=lambda item: (-item.filed.published, item.filed.source.path))  # as the site has them: newest first
    pins, problems = pinned_rows(posts)
    run.problems.extend(problems)
    count = run.config.related.count
    if not count or not posts:
        return None, pins
    return begin(len(posts), Ranked(posts, groups, run.contents.documents, pins, count).question), pins


def _make_entries(run: _Run, shown: _Shown, groups: Mapping[str, str]) -> list[Made]:
    around = Surroundings(
        atlas=draw_atlas(shown.everything, shown.paths, shown.files),
        section_ref=_memoised(run.taxonomy.section),
        tag_ref=_memoised(run.taxonomy.tag),
        author_ref=_memoised(run.taxonomy.author),
        prefix_of=lambda lang: edition_prefix(lang, run.config),
        translations=translations_of(shown.items, groups),
        groups=groups,
        images=run.config.images,
        documents=run.contents.documents,
        shelf=Shelf(),
    )
    made = [make_entry(item, around) for item in shown.items]
    for item in made:
        run.problems.extend(item.problems)
    return made


def _memoised(topic_of: Callable[[str, str], Topic]) -> Callable[[str, str], Ref]:
    known: dict[tuple[str, str], Ref] = {}

    def ref(slug: str, prefix: str) -> Ref:
        key = (slug, prefix)
        if key not in known:
            known[key] = ref_of(topic_of(slug, prefix))
        return known[key]

    return ref


def _assemble(run: _Run, shown: _Shown, made: list[Made], related: Answer | None, valid_from: int) -> Site:
    entries = {item.filed.source.path: each.entry for item, each in zip(shown.items, made, strict=True)}
    kinds = {item.filed.source.path: item.filed.kind for item in shown.items}
    introductions = {path: slug for path, slug in shown.introductions.items() if path in entries}
    posts = newest_first(entry for path, entry in entries.items() if kinds[path] == "post")
    intros = _one_for_each(((entries[path].lang, slug), entries[path]) for path, slug in introductions.items())
    specials = _one_for_each(
        (item.filed.place.key, entries[item.filed.source.path]) for item in shown.items if item.filed.kind == "special"
    )
    run.problems.extend([*intros.problems, *specials.problems])
    pages = [entry for path, entry in entries.items() if kinds[path] in ("page", "intro") and path not in introductions]
    editions = with_weeks(
        editions_of(posts, intros.chosen, run.taxonomy, run.config), zone_of(run.config.site.timezone), valid_from
    )
    present = {item.id for item in shown.everything}
    lock = ledger.merged(run.contents.lock, _lock_entries([*posts, *pages]), present)
    live = frozenset(entry.url for entry in entries.values()) | {file.address for file in shown.files}
    redirects, of_redirects = redirects_of([*posts, *pages], lock, live, run.config)
    run.problems.extend([*of_redirects, *undeclared_threads(posts, run.config)])
    return Site(
        config=run.config,
        valid_from=valid_from,
        editions=editions,
        posts=posts,
        pages=tuple(sorted(pages, key=lambda entry: (entry.url, entry.path))),
        specials=specials.chosen,
        files=shown.files,
        related=RelatedTable(posts, related()) if related else {},
        neighbours=neighbours_of(editions),
        redirects=redirects,
        lock=ledger.write_lock(lock),
    )


@dataclass(frozen=True, slots=True)
class _Chosen(Generic[Key]):
    """For each name the one entry that may have it, and an error for each further one."""

    chosen: Mapping[Key, Entry]
    problems: tuple[Diagnostic, ...]


def _one_for_each(claims: Iterable[tuple[Key, Entry]]) -> _Chosen[Key]:
    chosen: dict[Key, Entry] = {}
    problems = []
    for key, entry in sorted(claims, key=lambda claim: claim[1].path):
        first = chosen.setdefault(key, entry)
        if first is not entry:
            problems.append(collision(output_path(entry.url), entry.path, first.path))
    return _Chosen(chosen, tuple(problems))


def _lock_entries(entries: Iterable[Entry]) -> dict[str, ledger.LockEntry]:
    return {entry.id: ledger.LockEntry(entry.id, entry.path, entry.source.digest.hex(), entry.url) for entry in entries}


def _vanished(contents: Contents, present: set[str], site: Site) -> list[Diagnostic]:
    answered = {redirect.source for redirect in site.redirects}
    answered |= {entry.url for entry in (*site.posts, *site.pages)}
    return [
        diagnostic(
            "address-vanished",
            f"“{entry.address}” was published and has no source any more (it was content/{entry.path})",
            help="add it to the `aliases` of the post that takes its place, or in site.toml, below [addresses], "
            f'write gone = ["{entry.address}"]',
            file=LOCK_FILE,
            subject=entry.address,
        )
        for entry in ledger.vanished(contents.lock, present)
        if entry.address not in answered and entry.path not in contents.left_out
    ]
