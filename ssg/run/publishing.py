"""The write stage at work: what must be made is made, what is stale goes, the manifest comes last."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from ssg.content.scan import Stamp
from ssg.core.boot import boot_id
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic
from ssg.core.lazy_jobs import LazyJob
from ssg.core.theme import Theme
from ssg.core.urls import OWNED_FILE
from ssg.plan.pages import theme_parts
from ssg.publish.changes import Changes
from ssg.publish.lock import is_dirty, mark_clean, mark_dirty
from ssg.publish.manifest import Made, State, save_state
from ssg.publish.places import PlacesWriter, load_places
from ssg.publish.reasons import ReasonOf, reasons_since
from ssg.publish.write import (
    in_the_way,
    output_stamps,
    owned_outputs,
    remove_outputs,
    sweep_temporary,
    write_owned,
)
from ssg.run.beside import Answer
from ssg.run.rendering import RenderContext, Rendered, render_all
from ssg.run.standing import Splicing


@dataclass(frozen=True, slots=True)
class Standing:
    """The output folder before a build writes to it."""

    owned: frozenset[str]  # outputs of earlier builds, by the folder's own list
    files: Mapping[str, Stamp]  # every file in it
    trusted: Mapping[str, Made]  # outputs that stand as the manifest says


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did to the output folder."""

    outputs: Mapping[str, Made]  # all that stands now, for the manifest
    rendered: tuple[Rendered, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    reasons: Mapping[str, str]  # of the written outputs
    problems: tuple[Diagnostic, ...]


def survey(folder: str, state: State, state_path: str, outputs_stand: Answer) -> Standing:
    """Look at the output folder. Raises ForeignOutput when it is somebody else's.

    An output whose stamp is another one is read: after a fresh checkout, or from the cache of a build server, all
    stamps are new and the bytes are the same. After a build that was cut short nothing is believed unread, nor after
    the system has been started anew: it may have been for want of power.
    """
    dirty = is_dirty(state_path) or state.boot != boot_id()
    if state.outputs and not dirty and outputs_stand():
        return Standing(frozenset((*state.outputs, OWNED_FILE)), {}, state.outputs)
    owned = owned_outputs(folder)
    files = output_stamps(folder)
    trusted = {}
    for output, made in state.outputs.items():
        found = files.get(output)
        if made.stands(found) and not dirty:
            trusted[output] = made
        elif found is not None and found.size == made.stamp.size and _has_digest(folder, output, made.digest):
            trusted[output] = msgspec.structs.replace(made, stamp=msgspec.structs.replace(found, digest=made.digest))
    return Standing(owned, files, trusted)


def _has_digest(folder: str, output: str, digest: bytes) -> bool:
    try:
        with open(os.path.join(folder, *output.split("/")), "rb") as file:
            return digest_bytes(file.read()) == digest
    except OSError:
        return False


def jobs_to_run(jobs: Iterable[LazyJob], trusted: Mapping[str, Made], theme: Theme) -> list[LazyJob]:
    """Return the jobs whose values moved, or whose output does not stand as it was written."""
    of_theme = {name: theme_parts(theme, name) for name in theme.templates}
    return [
        job
        for job in jobs
        if job.output not in trusted or _moved(job, trusted[job.output], of_theme.get(job.template, {}))
    ]


def _moved(job: LazyJob, made: Made, of_theme: Mapping[str, bytes]) -> bool:
    """Return whether the job's values moved; then it is kept, since its reason and its renderer ask for it next.

    Where the theme moved it is known without them, and whoever renders the job fills it.
    """
    if any(made.parts.get(name) != digest for name, digest in of_theme.items()):
        return True
    if job.parts_known:
        return job.parts != made.parts
    moved = job.keep().parts != made.parts
    if not moved:
        job.let_go()
    return moved


def publish(
    jobs: Sequence[LazyJob],
    standing: Standing,
    state: State,
    state_path: str,
    theme: Theme,
    make_context: Callable[[Sequence[LazyJob], Mapping[str, Made], ReasonOf], RenderContext],
    *,
    find_changes: Callable[[], Changes],
    workers: int,
    progress: Callable[[int], None],
    splicing: Splicing | None = None,
) -> Outcome:
    """Make what must be made and delete what is stale. ``find_changes`` is asked when something is to be made, and
    ``splicing`` says what pages may be made of where that is more than the bytes on disk.

    The mark is set before the first write and stays: whoever writes the manifest takes it away.
    """
    todo = jobs_to_run(jobs, standing.trusted, theme)
    planned = {job.output for job in jobs}
    stale = {*standing.owned, *state.outputs} - planned - {OWNED_FILE}
    reason_of = reasons_since(state.outputs, standing.trusted, find_changes() if todo else Changes())
    kept = {job.output: standing.trusted[job.output] for job in jobs if job.output in standing.trusted}
    if not todo and not stale and standing.owned == planned | {OWNED_FILE} and not is_dirty(state_path):
        return Outcome(kept, (), (), (), {}, ())
    context = make_context(todo, standing.trusted, reason_of)
    mark_dirty(state_path)
    sweep_temporary(context.output_folder, standing.files)
    # Before the first output: a build that is killed must not leave files that nobody owns.
    write_owned(context.output_folder, standing.owned | planned)
    removed = remove_outputs(context.output_folder, in_the_way(stale, planned))
    known = splicing or Splicing(load_places(state_path), {}, {})
    stay = planned.difference(job.output for job in todo)
    with PlacesWriter(state_path, {output: of for output, of in known.places.items() if output in stay}) as places:
        context = replace(context, splicing=known, keep_places=places.add)
        rendered = tuple(render_all(context, jobs=workers, progress=progress))
    removed += remove_outputs(context.output_folder, stale.difference(removed))
    write_owned(context.output_folder, planned)
    return _outcome(kept, rendered, removed)


def _outcome(kept: dict[str, Made], rendered: tuple[Rendered, ...], removed: list[str]) -> Outcome:
    outputs = dict(kept)
    for item in rendered:
        if item.made is None:
            outputs.pop(item.output, None)
        else:
            outputs[item.output] = item.made
    written = tuple(sorted(item.output for item in rendered if item.written))
    return Outcome(
        outputs=outputs,
        rendered=rendered,
        written=written,
        removed=tuple(sorted(removed)),
        reasons={item.output: item.made.reason for item in rendered if item.written and item.made},
        problems=tuple(item.problem for item in rendered if item.problem),
    )


def remember(state_path: str, state: State) -> None:
    """Write the manifest, and with it the end of the build. Raises OSError."""
    save_state(state_path, state)
    mark_clean(state_path)
