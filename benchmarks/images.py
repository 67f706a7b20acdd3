"""How long pictures take: 100 photographs, cold, beside a bare loop that makes the same files; and unchanged.

    python -m benchmarks.images [--photographs N] [--runs N]

Each photograph is made up, always the same: soft patches, finer and finer, with grain, 3000 × 2000 pixels, a JPEG of
about 1 MB. It leads a post and stands in its text. The loop (peers/pillow_loop) runs in the same minute as each build,
and both in two processes; that the files are the same is compared byte by byte.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PIL import Image

from benchmarks.measure import Timing, spread, timed
from benchmarks.sections import IMAGES, write_section
from ssg.core.digests import digest_bytes

HERE = os.path.dirname(os.path.abspath(__file__))
RESULTS = os.path.join(HERE, "RESULTS.md")
ROOT = os.path.dirname(HERE)
WIDTH, HEIGHT = 3000, 2000
GOAL = 1.15  # of the loop's time

POST = """\
---
title: Photograph {number}
date: 2026-01-{day:02}
image:
  src: photograph.jpg
  alt: A made-up photograph
---

Some words about what is seen.

![The same photograph](photograph.jpg)
"""


class Run(NamedTuple):
    """One round: the loop and three builds."""

    loop: Timing
    cold: Timing
    unchanged: Timing
    second_folder: Timing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photographs", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = os.path.join(folder, "site")
        write_site(site, given.photographs)
        runs = [measured(folder, site) for _ in range(given.runs)]
        made = same_files(folder, site)
    text = "\n".join(report(runs, given.photographs, made))
    write_section(RESULTS, IMAGES, text)
    print(text)


# ── the site ────────────────────────────────────────────────────────────────────────────────────────


def write_site(folder: str, photographs: int) -> None:
    os.makedirs(folder)
    with open(os.path.join(folder, "site.toml"), "w", encoding="utf-8") as file:
        file.write('[site]\ntitle = "Photographs"\nbase_url = "https://photographs.example"\n')
    for number in range(photographs):
        post = os.path.join(folder, "content", "posts", f"p{number:03}")
        os.makedirs(post)
        photograph(number).save(os.path.join(post, "photograph.jpg"), quality=90)
        with open(os.path.join(post, "index.md"), "w", encoding="utf-8") as file:
            file.write(POST.format(number=number, day=number % 28 + 1))


def photograph(seed: int) -> Image.Image:
    """Return a picture with structure of every size and some grain, as photographs have it."""
    chance = np.random.default_rng(seed)
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for octave in range(2, 9):
        across = 2**octave
        patches = (chance.random((max(2, across * HEIGHT // WIDTH), across, 3)) * 255).astype("uint8")
        soft = Image.fromarray(patches).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        pixels += np.asarray(soft, np.float32) / 1.7**octave
    pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min()) * 255
    pixels += chance.normal(0, 3, (HEIGHT, WIDTH, 1)).astype(np.float32)
    return Image.fromarray(pixels.clip(0, 255).astype("uint8"))


# ── measuring ───────────────────────────────────────────────────────────────────────────────────────


def measured(folder: str, site: str) -> Run:
    for name in ("loop", "site/output", "site/.ssg-cache", "second"):
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
    build = [sys.executable, "-m", "ssg", "build", site, "--jobs", "2", "--quiet"]
    content, loop = os.path.join(site, "content"), os.path.join(folder, "loop")
    return Run(
        loop=timed([sys.executable, "-m", "benchmarks.peers.pillow_loop", content, loop], ROOT),
        cold=timed(build, ROOT),
        unchanged=timed(build, ROOT),
        second_folder=timed([*build, "--output", os.path.join(folder, "second")], ROOT),
    )


def same_files(folder: str, site: str) -> int:
    """Return how many files both have made. Raises AssertionError where one has made others."""
    ours = sorted(digests(os.path.join(site, "output", "assets", "i")))
    loops = sorted(digests(os.path.join(folder, "loop")))
    assert ours == loops, f"{len(ours)} files of the build are not the {len(loops)} of the loop"
    return len(ours)


def digests(folder: str) -> Iterator[bytes]:
    for entry in os.scandir(folder):
        with open(entry.path, "rb") as file:
            yield digest_bytes(file.read())


# ── the report ──────────────────────────────────────────────────────────────────────────────────────


def report(runs: list[Run], photographs: int, files: int) -> Iterator[str]:
    ratios = [
        spread(getattr(run.cold, kind) / getattr(run.loop, kind) for run in runs)
        for kind in ("seconds", "processor_seconds")
    ]
    met = "met" if ratios[0].median <= GOAL else "not met"
    yield IMAGES
    yield ""
    yield (
        f"Written by `python -m benchmarks.images`; not to be edited. {photographs} photographs of {WIDTH} × {HEIGHT} "
        f"pixels, each of which leads a post and stands in its text, give {files:,} files, byte for byte those of a "
        f"bare loop in two processes. Median of {len(runs)} runs, loop and builds in turn."
    )
    yield ""
    yield "|  | seconds | of the processors |"
    yield "| --- | ---: | ---: |"
    for name, kind in (
        ("bare Pillow loop", "loop"),
        ("cold build", "cold"),
        ("nothing changed", "unchanged"),
        ("into a second folder, nothing encoded", "second_folder"),
    ):
        timings = [getattr(run, kind) for run in runs]
        wall = spread(timing.seconds for timing in timings).median
        processor = spread(timing.processor_seconds for timing in timings).median
        yield f"| {name} | {wall:.2f} | {processor:.2f} |"
    yield ""
    yield (
        f"Cold, {ratios[0].median:.2f} times the loop ({ratios[0].low:.2f} to {ratios[0].high:.2f}), "
        f"{ratios[1].median:.2f} times its processor time. Goal: {GOAL} times at most, {met}."
    )


if __name__ == "__main__":
    main()
