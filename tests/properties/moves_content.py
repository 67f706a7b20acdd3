"""Moves of authors: everything that they do to files below content/."""

from __future__ import annotations

import io
import random
import shutil
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from tests.properties.moves import WHICH, Move, pick
from tests.properties.world import FRONT, Text, World

PATHS = ("a.md", "b.md", "labs/c.md", "d/index.md", "a.zh.md", "2026-01-09-g.md", "h.mdx", "labs/h.md")
OTHERS = ("pages/f.md", "labs/_index.md", "_index.md", "404.md", "thanks.zh.md")
"""Files that are no posts: they have no date."""

BODIES = (
    "Some text.",
    "Other text.",
    "Quantum phones and tiny models: a long story of quantum phones.",
    "[a](a.md), [d](/d/index.md) and [home](/) and [nowhere](nowhere.md).",
    "# Title\n\nText.\n\n## A heading\n\nMore <b>text</b>.",
    "![A picture](p.png) ![Another](/d/p.png) <img src='../d/p.png'>",
    "![A photo](photo.jpg) ![Another](/d/photo.jpg) <img src='/photo.jpg' alt=''> [It](photo.jpg)",
    "```python\nprint(1)\n```\n\nSee [the data](d/x.csv).",
    "First.\n\n<!--more-->\n\nSecond.",
)

KEYS: dict[str, tuple[Any, ...]] = {
    "title": ("One", "Two", "Three & <more>"),
    "subtitle": ("Dek",),
    "date": ("2025-12-31", "2026-01-10", "2026-01-10T09:00:00+02:00", "2026-02-02", "2026-01-05 08:00"),
    "updated": ("2026-01-11", "2026-01-12"),
    "slug": ("a", "b", "z"),
    "url": ("/special/", "/old/", "/news/b.html"),
    "section": ("news", "labs"),
    "tags": (["x"], ["X"], ["x", "y"], ["y", "x"], ["Y"], []),
    "authors": (["ada"], ["Bob"], ["Ada", "Bob"]),
    "summary": ("S", "Another"),
    "key_points": (["One *point*"], ["Two", "Three"]),
    "image": (
        "p.png",
        "/d/p.png",
        {"src": "https://img.example/x.png", "alt": "X"},
        {"src": "/d/photo.jpg", "alt": "P", "focus": "left"},
        {"src": "/d/photo.jpg", "alt": "P", "focus": "80% 10%"},
    ),
    "draft": (True, False),
    "expires": ("2026-02-02", "2026-01-07"),
    "aliases": (["/old/"], ["/older/", "/news/b/"]),
    "canonical_url": ("https://elsewhere.example/a",),
    "related": (["b"], ["a", "c"]),
    "story": ("s", "S", "t"),
    "series": ("r", "q"),
    "series_order": (1, 2, 1.5),
    "sources": ([{"title": "T", "url": "https://source.example"}], [{"title": "T"}, {"title": "U"}]),
    "corrections": (
        [{"date": "2026-01-12", "text": "C"}],
        [{"date": "2026-01-13T08:00:00+02:00", "text": "D"}, {"date": "2026-01-11", "text": "E"}],
    ),
    "ai_use": ("assisted", "generated"),
    "featured": (True, "perhaps"),  # the latter is an error
    "lang": ("zh",),
    "translation_of": ("a",),
    "id": ("fixed", "other"),
    "extra": ({"k": 1}, {"k": 2}),
    "unknown": ("value",),  # a warning
}
"""Every key of front matter, and values of it. One that is not there yet is set, one that is may be taken out."""


def picture(width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 2), (width, 0, 0)).save(file, "PNG")
    return file.getvalue()


def photograph(seed: int) -> bytes:
    """Return a picture that is heavy enough for others to be made of it, and large enough to be cut."""
    file = io.BytesIO()
    Image.frombytes("L", (300, 200), random.Random(seed).randbytes(60_000)).save(file, "JPEG", quality=80)
    return file.getvalue()


FILES: dict[str, tuple[bytes, ...]] = {
    "d/x.csv": (b"1", b"2"),
    "d/p.png": (picture(2), picture(3), b"no picture"),
    "p.png": (picture(4), picture(5)),
    "d/photo.jpg": (photograph(1), photograph(2), photograph(1)[:9000], b""),
    "photo.jpg": (photograph(1), photograph(3)),
    "robots-notes.txt": (b"1", b"22"),
}


# ── whole files ─────────────────────────────────────────────────────────────────────────────────────


def create(world: World, path: str, body: int) -> None:
    front = {} if path in OTHERS else {**FRONT, "title": f"New {path}"}
    if path[:4].isdigit():
        del front["date"]
    world.write(path, Text(front, pick(list(BODIES), body)))


def delete(world: World, which: int) -> None:
    path = pick(world.paths(), which)
    del world.texts[path]
    (world.content / path).unlink()


def rename(world: World, which: int, to: str) -> None:
    path = pick(world.paths(), which)
    target = world.content / to
    target.parent.mkdir(parents=True, exist_ok=True)
    (world.content / path).rename(target)
    world.settle(target)
    world.texts[to] = world.texts.pop(path)


def swap(world: World, which: int, other: int) -> None:
    one, two = pick(world.paths(), which), pick(world.paths(), other)
    if one == two:
        return
    aside = world.folder / "aside"
    (world.content / one).rename(aside)
    (world.content / two).rename(world.content / one)
    aside.rename(world.content / two)
    world.texts[one], world.texts[two] = world.texts[two], world.texts[one]
    world.settle(world.content / one)
    world.settle(world.content / two)


def copy(world: World, which: int, to: str) -> None:
    path = pick(world.paths(), which)
    if path != to:
        (world.content / to).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(world.content / path, world.content / to)
        world.settle(world.content / to)
        world.texts[to] = world.texts[path]


def change_file(world: World, path: str, version: int) -> None:
    world.put(world.content / path, pick(list(FILES[path]), version))


def delete_file(world: World, path: str) -> None:
    (world.content / path).unlink(missing_ok=True)


def swap_pictures(world: World) -> None:
    """Let two pictures of one name change places: each keeps its address, and all that is made of them moves."""
    one, other = (world.content / path for path in ("d/photo.jpg", "photo.jpg"))
    if one.exists() and other.exists():
        first, second = one.read_bytes(), other.read_bytes()
        world.put(one, second)
        world.put(other, first)


# ── what stands in a file ───────────────────────────────────────────────────────────────────────────


def edit_body(world: World, which: int, body: int) -> None:
    path = pick(world.paths(), which)
    world.write(path, Text(world.texts[path].front, pick(list(BODIES), body)))


def quote_an_asset(world: World, which: int, asset: int) -> None:
    """Write the address that an asset has now into a post: the text keeps it when the asset moves."""
    addresses = [f"/{output}" for output in sorted(world.outputs()) if output.startswith("assets/t/")]
    if addresses:
        path = pick(world.paths(), which)
        world.write(path, Text(world.texts[path].front, f"It stands at {pick(addresses, asset)} today."))


def set_key(world: World, which: int, key: str, value: int) -> None:
    path = pick(world.paths(), which)
    text = world.texts[path]
    world.write(path, Text({**text.front, key: pick(list(KEYS[key]), value)}, text.body))


def drop_key(world: World, which: int, key: int) -> None:
    path = pick(world.paths(), which)
    text = world.texts[path]
    if text.front:
        gone = pick(sorted(text.front), key)
        world.write(path, Text({name: value for name, value in text.front.items() if name != gone}, text.body))


def edit_and_revert(world: World, which: int) -> None:
    path = pick(world.paths(), which)
    text = world.texts[path]
    world.write(path, Text(text.front, "Soon undone."))
    world.write(path, text)


def edit_in_place_with_the_old_time(world: World, which: int) -> None:
    """Change a letter: size, time of modification and inode stay as they are."""
    path = pick(world.paths(), which)
    text = world.texts[path]
    changed = Text(text.front, text.body[:-1] + ("!" if text.body.endswith(".") else "."))
    modified = (world.content / path).stat().st_mtime_ns
    world.texts[path] = changed
    world.put(world.content / path, changed.bytes(), modified=modified)


def take_over_a_slug(world: World, which: int, other: int) -> None:
    """Give one post the slug of another, which takes a new one."""
    one, two = pick(world.paths(), which), pick(world.paths(), other)
    slug = world.texts[two].front.get("slug") or two.rpartition("/")[2].partition(".")[0]
    for path, new in ((two, "moved-away"), (one, slug)):
        text = world.texts[path]
        world.write(path, Text({**text.front, "slug": new}, text.body))


def touch_everything(world: World) -> None:
    """Check the site out anew: the same bytes, with other stamps."""
    for path in world.paths():
        world.put(world.content / path, world.texts[path].bytes())


MANY = st.sampled_from(PATHS + OTHERS)
VERSION = st.integers(0, len(BODIES) - 1)

CONTENT_MOVES = (
    Move(create, {"path": MANY, "body": VERSION}),
    Move(delete, {"which": WHICH}, World.paths),
    Move(rename, {"which": WHICH, "to": MANY}, World.paths),
    Move(swap, {"which": WHICH, "other": WHICH}, World.paths),
    Move(copy, {"which": WHICH, "to": MANY}, World.paths),
    Move(change_file, {"path": st.sampled_from(sorted(FILES)), "version": VERSION}),
    Move(delete_file, {"path": st.sampled_from(sorted(FILES))}),
    Move(swap_pictures),
    Move(edit_body, {"which": WHICH, "body": VERSION}, World.paths),
    Move(quote_an_asset, {"which": WHICH, "asset": WHICH}, World.paths),
    Move(set_key, {"which": WHICH, "key": st.sampled_from(sorted(KEYS)), "value": VERSION}, World.paths),
    Move(drop_key, {"which": WHICH, "key": WHICH}, World.paths),
    Move(edit_and_revert, {"which": WHICH}, World.paths),
    Move(edit_in_place_with_the_old_time, {"which": WHICH}, World.paths),
    Move(take_over_a_slug, {"which": WHICH, "other": WHICH}, World.paths),
    Move(touch_everything),
)
