"""Laws that hold for every text, every list and every path."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping

from hypothesis import assume, example, given
from hypothesis import strategies as st

from ssg.catalog.addresses import address_error, collisions, normalised_address
from ssg.catalog.ledger import Candidate, LockEntry, identify, merged
from ssg.catalog.lists import list_pages, older_number, sealed_pages, slice_of
from ssg.catalog.places import read_place
from ssg.catalog.redirects import redirects_of
from ssg.core.config import Config, SiteConfig
from ssg.core.settings import AddressesConfig
from ssg.core.urls import (
    MAX_SLUG_BYTES,
    UnsafePath,
    address_of,
    collision_key,
    encoded,
    output_path,
    path_error,
    safe_join,
    segment_error,
    slugify,
)
from ssg.publish.write import in_the_way
from ssg.run.executors import chunks

TEXTS = st.text(max_size=120) | st.text(alphabet="aB1+#-_ ./\\:ßéİ中\u0301\u200d", max_size=40)
NAMES = st.sampled_from(["a", "A", "b", "é", "e\u0301", "ß", "ss", "index.html", "x.md"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


# ── slugs and paths ─────────────────────────────────────────────────────────────────────────────────


@given(TEXTS)
@example("ᾳ")
@example("a" * 81)
def test_a_slug_is_its_own_slug_and_a_safe_segment(text: str) -> None:
    slug = slugify(text)

    assert slugify(slug) == slug
    assert len(slug.encode()) <= MAX_SLUG_BYTES
    if slug:
        assert segment_error(slug) == "" or segment_error(slug).startswith("has the device name")
        assert not set(slug) & set(" /\\.:?#%&<>\"'")
        assert not slug.startswith("-")
        assert not slug.endswith("-")


@given(TEXTS, TEXTS)
def test_slugs_do_not_hang_on_case(text: str, other: str) -> None:
    assert slugify(text.upper().lower()) == slugify(text.lower().upper().lower())
    assert (slugify(text) == slugify(other)) or text != other


@given(st.lists(TEXTS | st.sampled_from(["..", ".", "", "a", "/", "~"]), max_size=5).map("/".join))
def test_a_joined_path_never_leaves_its_folder(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            joined = safe_join(folder, path)
        except UnsafePath:
            return
        inside = os.path.realpath(folder)
        assert os.path.commonpath([inside, os.path.realpath(joined)]) == inside
        assert os.path.realpath(joined) != inside


@given(TEXTS)
def test_an_address_that_has_no_error_is_written_below_the_output_folder(text: str) -> None:
    address = normalised_address(text)

    assert normalised_address(address) == address
    assert address.startswith("/")
    if not address_error(address):
        assert address_of(output_path(address)) == address
        assert path_error(output_path(address)) == ""


@given(TEXTS)
def test_encoding_twice_is_encoding_once(text: str) -> None:
    once = encoded(text)

    assert once.isascii()
    assert encoded(once) == once


@given(TEXTS, st.sampled_from([".md", ".zh.md", ".markdown"]))
def test_any_path_of_a_markdown_file_can_be_read(stem: str, suffix: str) -> None:
    place = read_place(stem + suffix)

    assert place.path == stem + suffix
    assert not (place.date and place.bad_date)


# ── collisions ──────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(PATHS, max_size=8))
def test_outputs_without_a_collision_can_all_stand_on_a_disk_that_ignores_case(outputs: list[str]) -> None:
    found = collisions((output, f"{number}.md") for number, output in enumerate(outputs))
    keys = [collision_key(output) for output in outputs]
    folders = {"/".join(key.split("/")[:length]) for key in keys for length in range(1, key.count("/") + 1)}

    assert (found == []) == (len(set(keys)) == len(keys) and not folders & set(keys))


@given(st.lists(PATHS, max_size=6, unique_by=collision_key), st.lists(PATHS, max_size=6, unique_by=collision_key))
def test_without_what_is_in_the_way_old_and_new_outputs_can_stand_together(old: list[str], new: list[str]) -> None:
    assume(not collisions((output, output) for output in new))
    assume(not collisions((output, output) for output in old))
    stale = set(old) - set(new)
    left = stale - set(in_the_way(stale, new))

    assert collisions((output, output) for output in (*sorted(left), *new)) == []


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────

SIZES = st.tuples(st.integers(0, 300), st.integers(1, 25))


def sealed(total: int, per_page: int) -> Mapping[int, tuple[int, ...]]:
    """Return the posts (0 is the oldest) on each sealed page."""
    posts = range(total - 1, -1, -1)
    return {page.number: slice_of(page, posts) for page in list_pages(total, per_page) if page.number}


@given(SIZES)
def test_every_post_stands_on_exactly_one_page(sizes: tuple[int, int]) -> None:
    total, per_page = sizes
    posts = list(range(total - 1, -1, -1))

    assert [post for page in list_pages(total, per_page) for post in slice_of(page, posts)] == posts


@given(SIZES)
def test_the_root_holds_from_one_page_to_two_and_every_other_page_is_full(sizes: tuple[int, int]) -> None:
    total, per_page = sizes
    root, *rest = list_pages(total, per_page)

    assert root.stop - root.start == total or per_page <= root.stop - root.start <= 2 * per_page - 1
    assert {page.stop - page.start for page in rest} <= {per_page}


@given(SIZES, st.integers(1, 60))
def test_a_sealed_page_never_changes_when_newer_posts_are_added(sizes: tuple[int, int], more: int) -> None:
    total, per_page = sizes
    before, after = sealed(total, per_page), sealed(total + more, per_page)

    assert {number: after[number] for number in before} == before


@given(SIZES)
def test_from_the_root_the_older_pages_are_all_met_once(sizes: tuple[int, int]) -> None:
    total, per_page = sizes
    pages = {page.number: page for page in list_pages(total, per_page)}
    met = [0]
    while number := older_number(pages[met[-1]], total, per_page):
        met.append(number)

    assert met == [0, *range(sealed_pages(total, per_page), 0, -1)]


# ── the ledger and redirects ────────────────────────────────────────────────────────────────────────

ADDRESSES = st.sampled_from([f"/{name}/" for name in "abcdef"])
IDS = st.sampled_from("12345")


@given(
    st.lists(
        st.builds(Candidate, NAMES, st.sampled_from(["x", "y", "z"]), st.just("") | IDS), unique_by=lambda c: c.path
    ),
    st.lists(st.builds(LockEntry, IDS, NAMES, st.sampled_from(["x", "y", "z"]), ADDRESSES), unique_by=lambda e: e.id),
)
def test_every_file_has_an_id_and_no_two_have_the_same(candidates: list[Candidate], lock: list[LockEntry]) -> None:
    ids, problems = identify(candidates, lock, "site")
    typed_twice = len({c.typed_id for c in candidates if c.typed_id}) < sum(bool(c.typed_id) for c in candidates)

    assert len(set(ids.values())) == len(ids)
    assert bool(problems) == typed_twice
    if not problems:
        assert ids.keys() == {candidate.path for candidate in candidates}
    assert (
        identify(reversed(candidates), lock, "site")[0].keys() | ids.keys() == {c.path for c in candidates} or problems
    )


@given(st.lists(st.lists(st.tuples(IDS, ADDRESSES), unique_by=(lambda x: x[0], lambda x: x[1])), max_size=6))
def test_a_former_address_is_never_the_present_one(history: list[list[tuple[str, str]]]) -> None:
    lock: tuple[LockEntry, ...] = ()
    for day in history:
        today = {key: LockEntry(key, f"{key}.md", "", address) for key, address in day}
        lock = merged(lock, today, set(today))
        assert merged(lock, today, set(today)) == lock

    for entry in lock:
        assert entry.address not in entry.former
        assert len(set(entry.former)) == len(entry.former)


@given(
    st.dictionaries(ADDRESSES, ADDRESSES, max_size=6),
    st.sets(ADDRESSES, max_size=3),
    st.sets(ADDRESSES, max_size=3),
)
def test_redirects_never_lead_to_a_redirect_nor_away_from_a_page(
    moved: dict[str, str], gone: set[str], live: set[str]
) -> None:
    addresses = AddressesConfig(tuple(sorted(gone)), tuple(moved.items()))
    redirects, _ = redirects_of((), (), live, Config(SiteConfig("T"), addresses=addresses))
    sources = {redirect.source for redirect in redirects}

    assert len(sources) == len(redirects)
    assert not sources & live
    assert not sources & {redirect.target for redirect in redirects}


# ── work ────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 500), max_size=400), st.integers(1, 64))
def test_chunks_cover_all_work_once(weights: list[int], workers: int) -> None:
    ends = [0, *(stop for _, stop in chunks(weights, workers))]

    assert [start for start, _ in chunks(weights, workers)] == ends[:-1]
    assert ends[-1] == len(weights)
    assert ends == sorted(set(ends))
