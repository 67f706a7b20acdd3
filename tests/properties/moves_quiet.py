"""Moves of a quiet day: edits that change what a post says and nothing else, on a site of more posts."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.properties.moves import Move, pick
from tests.properties.moves_content import KEYS, VERSION, edit_and_revert, edit_in_place_with_the_old_time
from tests.properties.moves_theme import move_the_clock
from tests.properties.moves_trouble import TROUBLE_MOVES
from tests.properties.world import FRONT, START, Text, World

WORDS = (
    *("quantum", "phones", "robots", "chips", "models", "agents", "policy", "courts", "copyright", "energy"),
    *("grids", "batteries", "search", "browsers", "music", "film", "medicine", "vaccines", "schools", "teachers"),
)
"""What posts are about: few enough that many have some in common."""

OWN_KEYS = ("title", "subtitle", "summary", "key_points", "sources", "corrections", "ai_use", "extra")
"""Keys that concern the post itself and what other pages say of it."""

OTHERS = ("pages/about.md", "labs/_index.md", "404.md")


def begin_quietly(world: World) -> None:
    """Write posts that share words and tags, in two sections and two languages, and pages of all kinds."""
    for number in range(8):
        front = {**FRONT, "title": f"Post {number}", "date": f"2026-01-{number + 1:02}", "tags": [f"t{number % 3}"]}
        folder, language = ("labs/" if number % 4 == 0 else ""), (".zh" if number == 5 else "")
        world.write(f"{folder}p{number}{language}.md", Text(front, about(number)))
    for number, path in enumerate(START):
        world.write(path, Text(world.texts[path].front, about(number + 8)))
    for path in OTHERS:
        world.write(path, Text({"title": path}, "Words of a page."))


def about(number: int) -> str:
    """Return a body; all have the same headings and links, so that they can be exchanged."""
    words = " ".join(WORDS[(number * 3 + step) % len(WORDS)] for step in range(12))
    return f"{words}.\n\n## More\n\nThis leads [home](/)."


def write_about(world: World, which: int, words: Sequence[str]) -> None:
    path = pick(world.paths(), which)
    _, _, rest = world.texts[path].body.partition("\n\n")
    world.write(path, Text(world.texts[path].front, f"{' '.join(words)}.\n\n{rest}" if rest else f"{' '.join(words)}."))


def say_otherwise(world: World, which: int, key: str, value: int) -> None:
    path = pick(world.paths(), which)
    text = world.texts[path]
    world.write(path, Text({**text.front, key: pick(list(KEYS[key]), value)}, text.body))


def say_nothing_of(world: World, which: int, key: str) -> None:
    path = pick(world.paths(), which)
    text = world.texts[path]
    world.write(path, Text({name: value for name, value in text.front.items() if name != key}, text.body))


def swap_bodies(world: World, which: int, other: int) -> None:
    one, two = pick(world.paths(), which), pick(world.paths(), other)
    first, second = world.texts[one], world.texts[two]
    world.write(one, Text(first.front, second.body))
    world.write(two, Text(second.front, first.body))


FEW = (
    "kill_a_build",
    "fill_the_disk",
    "lose_a_cache_file",
    "keep_the_cache",
    "bring_the_cache_back",
    "damage_an_output_in_secret",
    "build_into_the_second_folder",
)
"""Mishaps of a quiet day."""

ANY = st.integers(0, 14)
OWN = st.sampled_from(OWN_KEYS)

QUIET_MOVES = (
    Move(write_about, {"which": ANY, "words": st.lists(st.sampled_from(WORDS), min_size=1, max_size=20)}),
    Move(say_otherwise, {"which": ANY, "key": OWN, "value": VERSION}),
    Move(say_nothing_of, {"which": ANY, "key": OWN}),
    Move(swap_bodies, {"which": ANY, "other": ANY}),
    Move(edit_and_revert, {"which": ANY}),
    Move(edit_in_place_with_the_old_time, {"which": ANY}),
    Move(move_the_clock, {"to": st.integers(0, 1)}),
    *(move for move in TROUBLE_MOVES if move.name in FEW),
)
