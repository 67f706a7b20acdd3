"""What another theme makes of the outputs that stand: which pages are made of them, and which are to be rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from ssg.catalog.claims import names_of
from ssg.catalog.kept_site import KeptSite
from ssg.catalog.loaded_site import site_from
from ssg.catalog.room import Spoken, have_room
from ssg.catalog.site import Site
from ssg.core.config import is_preview
from ssg.core.digests import digest_value
from ssg.core.folders import Folders
from ssg.core.lazy_jobs import LazyJob, NotPlanned, standing
from ssg.core.options import BuildOptions
from ssg.core.theme import TemplateInfo, Theme, strings_for
from ssg.core.urls import base_path
from ssg.plan.files import asset_jobs
from ssg.plan.pages import theme_parts
from ssg.plan.plan import PLANNERS, planning_of
from ssg.plan.planning import Planning
from ssg.publish.cache import Cache
from ssg.publish.manifest import Made, State, state_file
from ssg.publish.places import load_places
from ssg.publish.seal import Seal
from ssg.run.freshness import Freshness
from ssg.run.keeping import Kept, lock_bytes
from ssg.run.ranking import load_related
from ssg.run.reprinting import Reprint, in_order, reprinted
from ssg.run.retouch import Left, retouched
from ssg.run.standing import Printing, Splicing, moved_addresses, moved_components

MOST_RENDERED = 1_000
"""Pages that are planned in this process, 25 KB each: a few new posts move some hundreds. Beyond so many the long way
does it in all processes."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the last build left."""

    seal: Seal
    kept: Kept
    state: State


class Plan(NamedTuple):
    """All outputs under the other theme."""

    jobs: list[LazyJob]
    site: Site
    splicing: Splicing


def theme_plan(
    before: Before, theme: Theme, folders: Folders, fresh: Freshness, options: BuildOptions, cache: Cache
) -> Plan | None:
    """Return the jobs of all outputs; None where too many are to be rendered, or a new asset has no room.

    Raises MissingDocument, NotPlanned, NotPrinted, sqlite3.Error.
    """
    kept, outputs = before.kept.site, before.state.outputs
    assets = {job.output: job for job in asset_jobs(theme)}
    old_assets = {asset.output for asset in kept.theme.assets.values()}
    lock = lock_bytes(folders).decode()
    coming = [output for output in assets if output not in old_assets]
    if coming and not have_room(coming, outputs, Spoken(names_of(kept.claims), kept.config, lock)):
        return None
    moved = dict(_moved_parts(kept.theme, theme))
    path = base_path(kept.config.site.base_url)
    jobs = {
        output: standing(output, _with_parts(made.parts, moved), made.sources)
        for output, made in outputs.items()
        if output not in old_assets
    }
    places = load_places(state_file(folders.cache, folders.output))
    splicing = Splicing(places, _other_components(kept.theme, theme), {})
    work = _work(jobs, outputs, splicing, path)
    if len(work.rendered) > MOST_RENDERED:
        return None
    bare = _without_posts(kept)
    noindex = options.drafts or is_preview(options.environ)
    if work.printings:
        info = planning_of(bare, theme, noindex=noindex).info
        strings = {digest_value(found): found for found in _strings(kept, theme)}
        reprint = Reprint(in_order(work.printings), theme, info, strings, kept, folders.cache)
        splicing = splicing._replace(texts=reprinted(reprint, workers=options.workers))
    site = bare
    if work.rendered:
        related, name = load_related(folders.cache) if kept.related else (None, b"")
        found = retouched(Left(before.kept, related, (), lock), fresh, cache, folders.cache, options.workers)
        if found is None or name != kept.related:
            return None
        site = found.site
        jobs |= _filled(planning_of(site, theme, noindex=noindex), work.rendered)
    return Plan([*jobs.values(), *assets.values()], site, splicing)


def _filled(planning: Planning, outputs: Iterable[str]) -> dict[str, LazyJob]:
    """Return the jobs of ``outputs``, filled: the cache that they are filled from must not cross a fork.

    Raises MissingDocument, and NotPlanned where the site does not come to one of them.
    """
    planned = {job.output: job for planner in PLANNERS for job in planner(planning)}
    for output in outputs:
        if output not in planned:
            raise NotPlanned(output)
        planned[output].keep()
    return {output: planned[output] for output in outputs}


class _Work(NamedTuple):
    """What the other theme moves beside addresses."""

    rendered: list[str]  # outputs of which nothing serves
    printings: list[Printing]  # for the pages of which all but these does


def _work(jobs: Mapping[str, LazyJob], outputs: Mapping[str, Made], splicing: Splicing, base_path: str) -> _Work:
    work = _Work([], [])
    for output, job in jobs.items():
        made, parts = outputs[output], job.parts
        if parts is made.parts or moved_addresses(made, parts, base_path):
            continue
        calls = _calls(output, made, parts, splicing)
        if calls is None:
            work.rendered.append(output)
        else:
            work.printings.extend(calls)
    return work


def _other_components(was: Theme, now: Theme) -> dict[str, frozenset[str]]:
    """Return the components that print otherwise, by the parts of jobs for the templates that call them.

    Templates that print something else otherwise are left out.
    """
    pairs = ((name, was.templates[name], info) for name, info in now.templates.items())
    return {f"template {name}": found for name, old, new in pairs if (found := _others_called(old, new))}


def _others_called(old: TemplateInfo, new: TemplateInfo) -> frozenset[str]:
    moved = {file for file, _ in old.files.items() ^ new.files.items()}
    if old.drawn != new.drawn or old.components.keys() != new.components.keys() or not moved.isdisjoint(new.drawn):
        return frozenset()
    both = {name: (*files, *new.components[name]) for name, files in old.components.items()}
    return frozenset(name for name, files in both.items() if not moved.isdisjoint(files))


def _calls(output: str, made: Made, parts: Mapping[str, bytes], splicing: Splicing) -> list[Printing] | None:
    """Return the calls of components that print otherwise on a page; None where it is to be rendered."""
    moved = moved_components(output, made, parts, splicing)
    if moved is None:
        return None
    strings = parts["strings"]
    return [Printing.of(strings, one.call) for one in moved.places.placed if one.call.component in moved.components]


def _strings(kept: KeptSite, theme: Theme) -> list[dict[str, str]]:
    return [strings_for(theme, edition.lang) for edition in kept.editions]


def _moved_parts(was: Theme, now: Theme) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of jobs that stand for templates and assets which differ."""
    for template in now.templates:
        old = theme_parts(was, template)
        yield from ((name, digest) for name, digest in theme_parts(now, template).items() if old[name] != digest)


def _with_parts(parts: dict[str, bytes], moved: Mapping[str, bytes]) -> dict[str, bytes]:
    names = moved.keys() & parts.keys()
    return parts | {name: moved[name] for name in names} if names else parts


def _without_posts(kept: KeptSite) -> Site:
    """Return the site as far as `site_info` asks for it."""
    return site_from(msgspec.structs.replace(kept, posts=b"", pages=b"", specials={}, editions=()), (), {})
