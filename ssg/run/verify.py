"""Prove a build: build again, clean and elsewhere, and compare the two output folders byte for byte."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import msgspec

from ssg.core.clock import iso_utc, read_clock
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import BuildReport, Stopwatch
from ssg.publish.write import output_stamps

BLOCK = 1 << 16  # bytes compared at a time
NOT_COMPARED = (".git/",)  # folders in an output folder that belong to how it is deployed

HELP = "build with --clean to mend it, and please report it: this is a bug of ssg"


def pinned(options: BuildOptions) -> BuildOptions:
    """Return ``options`` with the instant of now, so that a second build is for the same one."""
    try:
        return replace(options, now=iso_utc(read_clock(options.now or None, options.environ)))
    except (ValueError, OverflowError, OSError):
        return options  # the build itself says what is wrong with the time


def verify(
    build: Callable[[BuildOptions], BuildReport], options: BuildOptions, output_folder: str, report: BuildReport
) -> BuildReport:
    """Return ``report`` with an error for each output that a clean build makes in another way.

    ``build`` builds the same site with other options, ``options`` have their instant pinned. Nothing is written but
    a temporary folder, which is gone afterwards. Raises OSError.
    """
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="ssg-verify-") as temporary:
        clean_output, cache = os.path.join(temporary, "output"), os.path.join(temporary, "cache")
        clean = build(replace(options, output=clean_output, cache_dir=cache, clean=True, verify=False, locked=True))
        found = list(differences(output_folder, clean_output)) if clean.ok else _failed(clean.diagnostics)
    watch.lap("verify")
    diagnostics = tuple(sorted({*report.diagnostics, *found}))
    return msgspec.structs.replace(report, diagnostics=diagnostics, seconds={**report.seconds, **watch.seconds})


def labelled(progress: Progress) -> Progress:
    """Return a progress for the second build, its stages named apart from those of the first."""
    return lambda stage, done, total: progress(f"verify: {stage}", done, total)


def _failed(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    message = "a clean build fails where this one did not"
    return [diagnostic("verify-failed", message, help=HELP), *problems]


def differences(output_folder: str, clean_folder: str) -> Iterator[Diagnostic]:
    """Yield an error for each file that differs, is missing or is too many in ``output_folder``."""
    built, clean = _files(output_folder), _files(clean_folder)
    for output in sorted(built | clean):
        if output not in built:
            yield _finding(output, f"`{output}` is missing: a clean build writes it")
        elif output not in clean:
            yield _surplus(output)
        else:
            at = first_difference(os.path.join(output_folder, output), os.path.join(clean_folder, output))
            if at is not None:
                yield _finding(output, f"`{output}` differs from a clean build's from byte {at:,} on")


def _files(folder: str) -> set[str]:
    return {output for output in output_stamps(folder) if not output.startswith(NOT_COMPARED)}


def _finding(output: str, message: str) -> Diagnostic:
    return diagnostic("verify-failed", message, help=HELP, subject=output)


def _surplus(output: str) -> Diagnostic:
    help = "delete it if somebody else put it there; else it is left from an earlier build: please report it"
    message = f"`{output}` is one file too many: a clean build does not write it"
    return diagnostic("verify-failed", message, help=help, subject=output)


def first_difference(path: str, other: str) -> int | None:
    """Return the offset of the first byte, from 0, in which two files differ; None when they are equal."""
    offset = 0
    with open(path, "rb") as left, open(other, "rb") as right:
        while True:
            ours, theirs = left.read(BLOCK), right.read(BLOCK)
            if ours != theirs:
                return offset + _common_length(ours, theirs)
            if not ours:
                return None
            offset += len(ours)


def _common_length(ours: bytes, theirs: bytes) -> int:
    pairs = zip(ours, theirs, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))
