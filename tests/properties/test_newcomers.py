"""New posts in random histories: whether or not one goes the short way, the site is what a clean build makes of it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from ssg.core.report import BuildReport
from tests.properties.soak import HISTORIES, chosen, seed_of, tell
from tests.sites import CONFIG, TestSite

SETTINGS = """
[listing]
per_page = 3
[feeds]
items = 4
[tags.declared]
title = "Declared"
aliases = ["said"]
[stories.tale]
title = "Tale"
"""

SHARDS = chosen(2, 8)
STEPS = chosen(12, 30)
ROUNDS = chosen(1, -(-HISTORIES // 200))  # of each shard

WORDS = ("robots", "learn", "to", "walk", "fold", "stack", "fall", "telescopes", "see", "whales")
TAGS = ("x", "x", "x", "y", "y", "Said", "declared", "new", "X")
LINKS = (
    "[a](a.md)",
    "[b](/news/b/)",
    "[n](/news/n3/)",
    "[l](/tags/x/)",
    "[n](n5.md)",
    "[c](c#top)",
    "[e](https://e.example/)",
)
RARE: dict[str, tuple[object, ...]] = {
    "url": ("/z.html", "/tags/", "/news/n4/"),
    "slug": ("n4", "b", "page"),
    "aliases": (["/news/n6/"], ["/page/7/"], ["/old/"]),
    "related": (["n7"], ["a"]),
    "translation_of": ("n8", "a"),
    "id": ("tag:one", "tag:two"),
    "lang": ("zh", "de"),
    "draft": (True,),
    "expires": ("2026-01-20", "2026-02-10"),
    "updated": ("2026-01-30",),
    "canonical_url": ("https://else.example/",),
    "story": ("tale",),
    "series": ("told",),
    "corrections": ([{"date": "2026-01-29", "text": "No."}],),
    "featured": (True,),
    "authors": (["Grace"], ["Ada"]),
    "section": ("More", "news"),
    "unheard_of": ("x",),
}


def front_of(chance: random.Random) -> dict[str, object]:
    day, hour = chance.randint(6, 31), chance.randint(0, 23)
    date = f"2026-01-{day:02}" + (f"T{hour:02}:00:00+00:00" if chance.random() < 0.5 else "")
    front: dict[str, object] = {"date": date, "title": f"Post {chance.randint(0, 9)}"}
    front["tags"] = [chance.choice(TAGS[:4] if chance.random() < 0.8 else TAGS) for _ in range(chance.randint(0, 3))]
    if chance.random() < 0.12:
        key = chance.choice(sorted(RARE))
        front[key] = chance.choice(RARE[key])
    return front


def text_of(chance: random.Random) -> str:
    words = " ".join(chance.choices(WORDS, k=20))
    return f"{words} {chance.choice(LINKS)}" if chance.random() < 0.15 else words


def move(site: TestSite, chance: random.Random) -> None:
    """Do what authors do; mostly they write something new."""
    paths = sorted(path.name for path in (site.folder / "content").glob("*.md"))
    kind = chance.random()
    if kind < 0.6:
        suffix = chance.choice((".md", ".md", ".md", ".zh.md", "/index.md"))
        site.write(f"n{chance.randint(0, 30)}{suffix}", text_of(chance), **front_of(chance))
    elif kind < 0.75:
        old = (site.folder / "content" / chance.choice(paths)).read_text("utf-8")
        site.write_raw(chance.choice(paths), f"{old}\nMore.\n")
    elif kind < 0.85:
        site.delete(chance.choice(paths))
    elif kind < 0.9:
        (site.folder / "content" / chance.choice(paths)).rename(site.folder / "content" / f"m{chance.randint(0, 9)}.md")
    else:
        site.write(chance.choice(paths), text_of(chance), **front_of(chance))


def take_back(site: TestSite, report: BuildReport) -> None:
    """Delete the files with mistakes, so that the next builds are builds."""
    for found in report.diagnostics:
        if found.level == "error" and found.file.startswith("content/"):
            (site.folder / found.file).unlink(missing_ok=True)


def start(folder: Path) -> TestSite:
    site = TestSite(folder, f"{CONFIG}{SETTINGS}")
    for number in range(18):
        tags = ["x", "y", "Said"][: 1 + number % 3]
        site.write(
            f"{'abcdefghijklmnopqr'[number]}.md", f"Robots {number}.", tags=tags, date=f"2026-01-{number + 8:02}"
        )
    assert site.build().ok
    return site


def play(folder: Path, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    site = start(folder)
    played = {"histories with new posts": 1, "builds of them": 0, "that went the short way": 0}
    for step in range(STEPS):
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            move(site, chance)
        done = site.build()
        played["builds of them"] += 1
        if not done.ok:
            take_back(site, done)
            continue
        played["that went the short way"] += "parse, index and plan" in done.seconds
        if step % 3 == 0 or step == STEPS - 1:
            clean = folder / f"clean{step}"
            assert site.outputs() == site.clean_outputs(clean), f"seed {seed}, step {step}"
            assert site.build().rendered == 0, f"seed {seed}, step {step}"
    return played


@pytest.mark.parametrize("shard", range(SHARDS))
def test_new_posts_come_to_what_a_clean_build_makes(tmp_path: Path, shard: int, request: pytest.FixtureRequest) -> None:
    played: Counter[str] = Counter()
    for number in range(ROUNDS):
        played.update(play(tmp_path / str(number), seed_of(shard) + 100_000 * number))
    tell(request, played)
