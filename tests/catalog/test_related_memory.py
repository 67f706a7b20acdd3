"""Related lists brought up to date after edits are those of a whole run, and few of them change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssg.catalog.related import (
    SPARE,
    STORY,
    STORY_WEIGHT,
    TAG,
    TAG_WEIGHT,
    Candidate,
    Listed,
    Reason,
    RelatedIndex,
    list_rows,
)
from ssg.catalog.related_file import memory_bytes, memory_from
from ssg.catalog.related_kept import EMPTY, has_line_of, packed_lines
from ssg.catalog.related_memory import RelatedMemory, brought_up_to_date, by_address, changes_since, first_memory
from ssg.content.terms import document_terms
from ssg.core.model import FrontMatter

COUNT = 4
SIZE = 320  # posts: more than a whole run is made for
HOUR = 3600


@lru_cache(maxsize=8192)
def post(number: int, text: int, *, lang: str = "en", story: str = "", title: str = "") -> Candidate:
    """Return a post of a hundred words, common and rare ones; ``text`` seeds them."""
    chosen = random.Random(text)
    words = " ".join(f"word{int(chosen.paretovariate(0.5)) % 3000}" for _ in range(100))
    extra = [(f"{TAG}{chosen.randrange(20)}", TAG_WEIGHT)]
    extra += [(STORY + story, STORY_WEIGHT)] if story else []
    return Candidate(
        terms=document_terms(FrontMatter(), title, "", words),
        extra_terms=tuple(extra),
        published=20_000 * 24 * HOUR - 7 * HOUR * number,
        lang=lang,
        group=f"group {number}",
        url=f"/{number}/",
        title_key=title,
    )


def rank(index: RelatedIndex, rows: Sequence[int], count: int) -> list[Listed]:
    return list_rows(index, rows, count=count)


def whole(posts: list[Candidate], pins: dict[int, tuple[int, ...]]) -> RelatedMemory:
    return first_memory(posts, pins, COUNT, rank)


lists = by_address


def after(memory: RelatedMemory, posts: list[Candidate], pins: dict[int, tuple[int, ...]]) -> RelatedMemory:
    found = brought_up_to_date(memory, changes_since(memory, posts, pins), rank)
    return found or whole(posts, pins)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["text", "new", "delete", "title", "language", "story", "copy", "pin", "no pins"]),
        st.integers(0, SIZE - 1),
        st.integers(0, 60),
    ),
    min_size=1,
    max_size=6,
)


def edited(posts: list[Candidate], pins: dict[int, tuple[int, ...]], edit: tuple[str, int, int]) -> None:
    kind, row, seed = edit
    row %= len(posts)
    number = int(posts[row].url.strip("/"))
    match kind:
        case "text":
            posts[row] = post(number, 10_000 + seed)
        case "new":
            pins.clear()
            posts.insert(0, post(max(int(each.url.strip("/")) for each in posts) + 1, 10_000 + seed))
        case "delete":
            pins.clear()
            del posts[row]
        case "title":
            posts[row] = msgspec.structs.replace(posts[row], title_key=f"title {seed % 3}")
        case "language":
            posts[row] = post(number, seed, lang="zh")
        case "story":
            posts[row] = post(number, seed, story=f"s{seed % 3}")
        case "copy":
            posts[row] = msgspec.structs.replace(posts[seed], url=posts[row].url, group=posts[row].group)
        case "pin":
            pins[row] = (seed,)
        case "no pins":
            pins.clear()


@settings(max_examples=15, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_after_any_edits_the_lists_are_those_of_a_whole_run(builds: list[list[tuple[str, int, int]]]) -> None:
    posts, pins = [post(number, number) for number in range(SIZE)], dict[int, tuple[int, ...]]()
    memory = _first()
    for edits in builds:
        for edit in edits:
            edited(posts, pins, edit)
        memory = after(memory, posts, pins)
        assert lists(memory) == lists(whole(posts, pins))


def test_where_posts_read_few_postings_the_lists_are_still_those_of_a_whole_run() -> None:
    """As on a large site: then the buckets decide, too, by which of its terms a post looks for others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ssg.catalog.term_choice.HITS", 64)
        patch.setattr("ssg.catalog.term_choice.SITE_HITS", 0)
        posts = [post(number, number) for number in range(SIZE)]
        memory = whole(posts, {})
        for row in range(0, SIZE, 20):
            words = document_terms(FrontMatter(), "", "", f"word{row} word{row + 1} word{row + 2}")
            posts[row] = msgspec.structs.replace(posts[row], terms=_with(posts[row].terms, words))
            found = brought_up_to_date(memory, changes_since(memory, posts, {}), rank)
            assert found is not None
            memory = found
            assert lists(memory) == lists(whole(posts, {}))


@lru_cache(maxsize=1)
def _first() -> RelatedMemory:
    return whole([post(number, number) for number in range(SIZE)], {})


def test_a_post_that_comes_back_finds_its_old_place() -> None:
    posts = [post(number, number) for number in range(SIZE)]
    memory = after(after(_first(), posts[1:], {}), posts, {})
    assert lists(memory) == lists(_first())


def test_where_nothing_changed_the_memory_is_the_same() -> None:
    assert after(_first(), [post(number, number) for number in range(SIZE)], {}) is _first()


def test_a_whole_run_is_made_when_the_number_of_posts_passes_a_power_of_two() -> None:
    posts = [post(number, number) for number in range(512 - 1)]
    memory = whole(posts, {})
    assert brought_up_to_date(memory, changes_since(memory, [*posts, post(600, 1)], {}), rank) is None


def test_the_memory_reads_back_as_it_was_written() -> None:
    read = memory_from(memory_bytes(_first(), b"engine"), b"engine")
    assert read is not None
    assert (read.posts, read.pins, read.count) == (_first().posts, _first().pins, COUNT)
    assert read.sight.seen.tolist() == _first().sight.seen.tolist()
    assert read.sight.seen.shape == (SIZE, COUNT * SPARE)
    assert read.index.postings.tolist() == _first().index.postings.tolist()
    posts = [post(number, number) for number in range(SIZE)]
    posts[3] = post(3, 10_003)
    assert lists(after(read, posts, {})) == lists(whole(posts, {}))


def damaged(blob: bytes) -> bytes:
    return blob[:-1] + bytes([blob[-1] ^ 1])


@pytest.mark.parametrize(
    "change",
    [damaged, lambda blob: blob[:100], lambda blob: b"", lambda blob: b"x" * 64],
    ids=["bit", "cut", "empty", "x"],
)
def test_a_memory_that_is_damaged_is_none(change) -> None:  # type: ignore[no-untyped-def]
    assert memory_from(change(memory_bytes(_first(), b"engine")), b"engine") is None


def test_a_memory_of_another_engine_is_none() -> None:
    assert memory_from(memory_bytes(_first(), b"engine"), b"other") is None


def test_an_edited_body_changes_a_dozen_lists_of_two_thousand_at_most_as_a_rule() -> None:
    """No statistic of the whole site enters raw, so that lists do not drift with every edit (design, Related)."""
    posts = [post(number, number) for number in range(2000)]
    memory = whole(posts, {})
    changed = []
    for row in range(0, 2000, 80):
        words = random.Random(row)
        more = " ".join(f"word{int(words.paretovariate(0.5)) % 3000}" for _ in range(10))
        extra = document_terms(FrontMatter(), "", "", more)
        posts[row] = msgspec.structs.replace(posts[row], terms=_with(posts[row].terms, extra))
        before, memory = lists(memory), after(memory, posts, {})
        changed.append(sum(before[url] != found for url, found in lists(memory).items()))
    assert median(changed) <= 12
    assert lists(memory) == lists(whole(posts, {}))


def _with(terms: bytes, more: bytes) -> bytes:
    """Return the union of two packed lists of terms, as an edit that adds words makes it."""
    from ssg.content.terms import unpacked

    found = {**dict(unpacked(more)), **dict(unpacked(terms))}
    names = sorted(found)
    return b"".join(name.to_bytes(4, "little") for name in names) + bytes(found[name] for name in names)


def test_a_list_has_a_line_of_a_post_or_not() -> None:
    for rows in ([], [7], [127, 128], [255, 70_000]):
        kept = msgspec.structs.replace(EMPTY, lines=packed_lines((row, Reason("terms")) for row in rows))

        assert [row for row in (7, 12, 127, 128, 255, 256, 70_000) if has_line_of(kept, {row})] == rows
    assert has_line_of(kept, {1, 255})
    assert not has_line_of(kept, {1, 2})
