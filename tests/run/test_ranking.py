"""Related lists at work: each build believes its own alone, and a preview has them in memory."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssg import build
from ssg.catalog.related import Candidate
from ssg.catalog.related_lists import RelatedTable, pack_rows, rank_here
from ssg.catalog.related_question import PackedCandidates, Question
from ssg.core.model import Document, FrontMatter, Source
from ssg.run.fetching import RELATED_FILE
from ssg.run.rank_rows import FORK_FROM
from ssg.run.ranking import PREVIEW_FILE, KeptRanking, RankingMemory, load_related
from tests.catalog.test_related_memory import EDITS, SIZE, edited, post
from tests.run.test_shortcut import SHORT
from tests.sites import TestSite

WORDS = (
    "robots",
    "elephants",
    "telescopes",
    "harbours",
    "orchards",
    "glaciers",
    "violins",
    "lanterns",
    "deserts",
    "oars",
)


def write(site: TestSite, name: str, number: int, **front: object) -> Path:
    """Write a post that has words in common with those of the next numbers."""
    body = " ".join(WORDS[(number + place) % len(WORDS)] for place in range(5))
    given = {"title": f"Post {name}", "date": f"2026-01-{number + 1:02}", "summary": f"About {name}.", **front}
    return site.write(f"{name}.md", f"The {body} of today.", **given)


@pytest.fixture
def news(site: TestSite) -> TestSite:
    """A site of ten posts, each with two related ones, and a draft that is nearest of all to post 3."""
    site.configure_more("[related]\ncount = 2")
    for number in range(10):
        write(site, str(number), number)
    write(site, "secret", 3, draft=True)
    return site


def once(act: Callable[[], object], stage: str) -> Callable[[str, int, int], None]:
    """Return a listener of a build's progress that acts when ``stage`` begins to move."""
    waiting = [act]

    def progress(at: str, done: int, total: int) -> None:
        if at == stage and waiting:
            waiting.pop()()

    return progress


def test_a_build_that_another_overtakes_in_their_one_cache_keeps_no_lists_of_the_other(
    news: TestSite, tmp_path: Path
) -> None:
    """Its lists are replaced after it has ranked, before it says which lists are its own."""
    other = replace(news.options, drafts=True, output=str(tmp_path / "drafts"))
    assert build(news.folder, news.options, once(lambda: build(news.folder, other), "render")).ok
    write(news, "3", 3, subtitle="A subtitle leaves the lists as they are")
    done = news.build()

    assert SHORT not in done.seconds  # the lists that it finds are not its own
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


# ── the name of what a build kept ───────────────────────────────────────────────────────────────────


def question(posts: list[Candidate], pins: dict[int, tuple[int, ...]] | None = None, count: int = 4) -> Question:
    return Question(tuple(posts), dict(pins or {}), count)


def some(size: int = SIZE) -> list[Candidate]:
    return [post(number, number) for number in range(size)]


def test_the_name_is_that_of_the_lists_that_stand_in_the_cache(tmp_path: Path) -> None:
    first, again = KeptRanking(str(tmp_path), 1), KeptRanking(str(tmp_path), 1)
    first(question(some()))
    again(question(some()))

    assert first.name == again.name == load_related(str(tmp_path))[1] != b""


def test_the_name_is_that_of_the_last_answer(tmp_path: Path) -> None:
    """With `--keep-going` a site is ranked again without its broken posts."""
    rank = KeptRanking(str(tmp_path), 1)
    rank(question([*some(), post(900, 1)]))
    with_broken = rank.name
    rank(question(some()))

    assert with_broken != rank.name == load_related(str(tmp_path))[1]


def test_there_is_no_name_for_lists_that_are_not_kept(tmp_path: Path) -> None:
    rank = KeptRanking(str(tmp_path), 1)
    rank(question(some()))
    rank(question([*some(), post(0, 7)]))  # two posts at one address

    assert rank.name == b""


# ── in a process beside ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("many", [1, FORK_FROM])  # so many posts, as it is told: from there on another process ranks
def test_beside_the_answer_and_its_name_are_those_that_are_found_here(tmp_path: Path, many: int) -> None:
    asked = question(some(), {3: (5, 7)})
    rank = KeptRanking(str(tmp_path), 2)
    answer = rank.begin(many, lambda: asked)

    assert answer() == pack_rows(rank_here(asked))
    assert rank.name == load_related(str(tmp_path))[1] != b""


def test_where_the_process_beside_is_lost_the_answer_is_found_here(tmp_path: Path) -> None:
    here = os.getpid()

    def asked() -> Question:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return question(some())

    rank = KeptRanking(str(tmp_path), 2)
    assert rank.begin(FORK_FROM, asked)() == pack_rows(rank_here(question(some())))
    assert rank.name == load_related(str(tmp_path))[1] != b""


@pytest.mark.parametrize(("many", "rooms"), [(1, 0), (FORK_FROM, 1)])
def test_room_is_made_when_all_is_read_where_another_process_answers(tmp_path: Path, many: int, rooms: int) -> None:
    made: list[int] = []
    rank = KeptRanking(str(tmp_path), 2, lambda: made.append(os.getpid()))
    answer = rank.begin(many, lambda: question(some()))
    assert made == []
    rank.when_read()
    assert made == [os.getpid()] * rooms
    answer()
    assert made == [os.getpid()] * rooms


def test_nobody_who_does_not_wait_leaves_a_process_behind(tmp_path: Path) -> None:
    rank = KeptRanking(str(tmp_path), 2)
    rank.begin(FORK_FROM, lambda: question(some()))
    rank.close()
    rank.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_packed_lists_are_read_as_they_were_ranked() -> None:
    posts = some()
    packed = pack_rows(rank_here(question(posts)))
    site = [Named(post.url) for post in posts]
    table = RelatedTable(site, packed)  # type: ignore[arg-type]
    assert [[(site.index(entry), why) for entry, why in table[post.url]] for post in posts] == rank_here(  # type: ignore[arg-type]
        question(posts)
    )
    assert (list(table), len(table)) == ([post.url for post in posts], len(posts))
    assert table.get("nobody", ()) == ()


class Named(NamedTuple):
    """As much of an entry as a table of lists looks at."""

    path: str


# ── in memory ───────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(EDITS, st.integers(0, SIZE - 1)), min_size=1, max_size=3))
def test_in_memory_the_answers_are_those_of_a_whole_run(rounds: list[tuple[list[tuple[str, int, int]], int]]) -> None:
    posts, pins = some(), dict[int, tuple[int, ...]]()
    with TemporaryDirectory() as folder:
        rank = RankingMemory(folder)
        rank(question(posts))
        for edits, row in rounds:
            for edit in edits:
                edited(posts, pins, edit)
            assert rank(question(posts, pins)) == rank_here(question(posts, pins))
            row %= len(posts)
            posts[row] = post(int(posts[row].url.strip("/")), 20_000 + row)
            rank.edited([posts[row]])
            assert rank(question(posts, pins)) == rank_here(question(posts, pins))


def test_an_edit_in_its_place_is_what_the_memory_then_knows(tmp_path: Path) -> None:
    rank, fresh = RankingMemory(str(tmp_path)), some()
    rank(question(fresh))
    fresh[3] = post(3, 10_003)
    after = rank.edited([fresh[3]])
    rank(question(fresh))

    assert rank.memory is after  # there was nothing left to do


def test_an_edit_that_is_taken_back_leaves_the_lists_as_they_were(tmp_path: Path) -> None:
    rank = RankingMemory(str(tmp_path))
    before = rank(question(some()))
    rank.edited([post(3, 10_003)])

    assert rank(question(some())) == before


def test_before_any_question_there_is_nothing_to_edit(tmp_path: Path) -> None:
    assert RankingMemory(str(tmp_path)).edited([post(3, 10_003)]) is None


def test_two_posts_at_one_address_leave_no_memory_until_they_part(tmp_path: Path) -> None:
    rank = RankingMemory(str(tmp_path))
    rank(question(some()))
    twins = question([*some(), post(0, 7)])

    assert (rank(twins), rank.memory) == ([[] for _ in twins.candidates], None)
    assert rank(question(some())) == rank_here(question(some()))


def test_a_preview_goes_on_from_what_a_build_left_and_writes_nothing(tmp_path: Path) -> None:
    KeptRanking(str(tmp_path), 1)(question(some()))
    kept = load_related(str(tmp_path))[1]
    drafts = question([*some(), post(900, 1)])

    assert RankingMemory(str(tmp_path))(drafts) == rank_here(drafts)
    assert (load_related(str(tmp_path))[1], os.listdir(tmp_path)) == (kept, [RELATED_FILE])


def test_a_preview_that_had_to_rank_all_posts_leaves_the_lists_to_the_next_one(tmp_path: Path) -> None:
    RankingMemory(str(tmp_path))(question(some()))
    left = os.stat(tmp_path / PREVIEW_FILE)
    RankingMemory(str(tmp_path))(question([*some(), post(900, 1)]))

    assert os.listdir(tmp_path) == [PREVIEW_FILE]
    assert os.stat(tmp_path / PREVIEW_FILE).st_ino == left.st_ino


def test_a_preview_ranks_all_posts_when_it_is_to_list_more_of_them(tmp_path: Path) -> None:
    KeptRanking(str(tmp_path), 1)(question(some()))
    longer = question(some(), count=5)

    assert RankingMemory(str(tmp_path))(longer) == rank_here(longer)


@pytest.mark.parametrize("newer", [RELATED_FILE, PREVIEW_FILE])
def test_a_preview_begins_with_the_newer_of_what_a_build_and_a_preview_left(tmp_path: Path, newer: str) -> None:
    RankingMemory(str(tmp_path))(question(some()))
    KeptRanking(str(tmp_path), 1)(question(some()[::-1]))
    for file in (RELATED_FILE, PREVIEW_FILE):
        os.utime(tmp_path / file, (1, 2 if file == newer else 1))
    rank = RankingMemory(str(tmp_path))
    rank(question(some()))

    assert rank.memory is not None
    assert rank.memory.posts[0].url == {RELATED_FILE: some()[-1], PREVIEW_FILE: some()[0]}[newer].url


@pytest.mark.parametrize("damage", [b"", b"garbage"])
def test_a_preview_does_without_lists_that_are_damaged(tmp_path: Path, damage: bytes) -> None:
    KeptRanking(str(tmp_path), 1)(question(some()))
    (tmp_path / PREVIEW_FILE).write_bytes(damage)

    assert RankingMemory(str(tmp_path))(question(some())) == rank_here(question(some()))


def test_a_preview_whose_disk_is_full_has_its_lists_all_the_same(tmp_path: Path) -> None:
    gone = tmp_path / "gone"  # nothing can be written into a folder that is not there

    assert RankingMemory(str(gone))(question(some())) == rank_here(question(some()))
    assert not gone.exists()


def test_a_process_that_was_started_before_its_question_answers_it_from_the_documents(tmp_path: Path) -> None:
    """What crosses has no terms: those it reads from the documents that it inherited."""
    posts = some()
    paths = [f"{number}.md" for number in range(len(posts))]
    documents = {path: (Source(path, b"", 0), document(each)) for path, each in zip(paths, posts, strict=True)}
    packed = [msgspec.Raw(msgspec.msgpack.encode(msgspec.structs.replace(each, terms=b""))) for each in posts]
    rank = KeptRanking(str(tmp_path), 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ssg.run.ranking.FORK_FROM", 1)
        rank.start(documents)
        answer = rank.begin(len(posts), lambda: Question(PackedCandidates(packed, paths, documents), {3: (5, 7)}, 4))

    assert answer() == pack_rows(rank_here(question(posts, {3: (5, 7)})))
    assert rank.name == load_related(str(tmp_path))[1] != b""


def test_a_process_that_was_started_and_never_asked_is_not_left_behind(tmp_path: Path) -> None:
    rank = KeptRanking(str(tmp_path), 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ssg.run.ranking.FORK_FROM", 0)
        rank.start({})
    rank.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def document(post: Candidate) -> Document:
    return Document(
        front=FrontMatter(),
        heading="",
        ids=(),
        body=b"",
        excerpt="",
        key_points=(),
        words=0,
        minutes=1,
        links=(),
        toc=(),
        terms=post.terms,
    )
