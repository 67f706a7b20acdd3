"""Related posts at work: the lists of the last build brought up to date, by all processes where there is much to do."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import msgspec

from ssg.catalog.documents import Read
from ssg.catalog.related_choice import Candidate
from ssg.catalog.related_file import load_blob, memory_bytes, memory_from, memory_of
from ssg.catalog.related_kept import lines_of
from ssg.catalog.related_lists import Answer, PackedRows, Rows, at_once, pack_rows, rank_here
from ssg.catalog.related_memory import RankRows, RelatedMemory, brought_up_to_date, changes_since, first_memory
from ssg.catalog.related_question import Question, pack_question, unpack_question
from ssg.core.digests import seal_of
from ssg.publish.engine import render_engine
from ssg.publish.write import write_file
from ssg.run.aside import Aside
from ssg.run.executors import can_fork
from ssg.run.fetching import RELATED_FILE, Fetched
from ssg.run.rank_rows import FORK_FROM, rank_in

PREVIEW_FILE = "related-preview.msgpack"


class _Answered(msgspec.Struct, frozen=True):
    """What the process beside has to say."""

    rows: PackedRows
    name: bytes


class KeptRanking:
    """Ranks for builds: what it knows stands in the cache, where several builds may keep their lists one after another.

    So each list goes by its ``name``, a digest: that of the last answer's, empty where they were not kept.
    """

    def __init__(self, cache_folder: str, workers: int, make_room: Callable[[], None] | None = None) -> None:
        """Take how to make room, here and in the process beside, when documents are not needed any more."""
        self._cache_folder = cache_folder
        self._make_room = make_room or (lambda: None)
        self._workers = workers
        self._rank = rank_in(workers)
        self._aside: Aside | None = None
        self._waits = False  # the process beside, for its question
        self.name = b""

    def __call__(self, question: Question) -> Rows:
        return self._answer_to(question, lambda: None)

    def _answer_to(self, question: Question, when_read: Callable[[], None]) -> Rows:
        """Answer; ``when_read`` is called before the most memory is taken, when the documents are not needed."""
        self.name = b""
        if _has_twins(question):
            return rank_here(question)  # two posts at one address: an error that others report
        before, name = load_related(self._cache_folder)
        after = _updated(before, question, self._rank, {}) if before else None
        if after is None:
            after = _first(question, self._rank, when_read)
        self.name = name if after is before else self._save(after)
        return _rows(after, question)

    def start(self, documents: Read) -> None:
        """Start the process beside that will answer, where there is much to do, while we have nothing but documents.

        What index makes until the question is known, 4 KB a post, would stand in both processes, as both write to it.
        """
        if self._goes_beside(len(documents)):
            self._aside = Aside(lambda asked: self._answered(unpack_question(asked, documents)))
            self._waits = True

    def begin(self, posts: int, question: Callable[[], Question]) -> Answer:
        """Begin to answer in a process beside, where there is much to do: index and plan have much to do as well.

        What it takes to rank 10,000 posts, 120 MB, never stands in the memory that the workers of render inherit.
        """
        if not self._goes_beside(posts):
            return at_once(self)(posts, question)
        aside = self._asked(question)

        def answer() -> PackedRows:
            return self._told(aside.result()) or pack_rows(self(question()))

        return answer

    def when_read(self) -> None:
        """Make room: index needs no document any more. Where nobody answers beside, the answer still does."""
        if self._aside:
            self._make_room()

    def _goes_beside(self, posts: int) -> bool:
        return posts >= FORK_FROM and self._workers >= 2 and can_fork()

    def _asked(self, question: Callable[[], Question]) -> Aside:
        """Return a process that works on the question: the one that waits, else one that knows what we know now."""
        packed = pack_question(question()) if self._waits else None
        if packed is None or self._aside is None:
            self.close()
            self._aside, packed = Aside(lambda _: self._answered(question())), b""
        self._waits = False
        self._aside.ask(packed)
        return self._aside

    def _answered(self, question: Question) -> bytes:
        rows = pack_rows(self._answer_to(question, self._make_room))
        return msgspec.msgpack.encode(_Answered(rows, self.name))

    def close(self) -> None:
        """Leave no process behind."""
        if self._aside:
            self._aside.give_up()

    def _told(self, data: bytes | None) -> PackedRows | None:
        if data is None:
            return None  # it was ended, perhaps for want of memory
        answered = msgspec.msgpack.decode(data, type=_Answered)
        self.name = answered.name
        return answered.rows

    def _save(self, memory: RelatedMemory) -> bytes:
        # Lost, it costs time and nothing else: a full disk is reported by who writes the site.
        try:
            return save_related(self._cache_folder, memory)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(self._cache_folder, RELATED_FILE))  # the older lists are not this site's
            return b""


class RankingMemory:
    """Ranks for a preview: what it knows stands in memory, and it works in one process, since a preview has threads.

    ``memory`` is what the last answer was read from; None where there was none to be given.
    """

    def __init__(self, cache_folder: str) -> None:
        self._cache_folder = cache_folder
        self._rank = rank_in(1)
        self._known: RelatedMemory | None = None
        self._asked: Mapping[str, Candidate] = {}  # the posts that it is about, by address
        self._question: Question | None = None  # that ``memory`` answers
        self.memory: RelatedMemory | None = None

    def __call__(self, question: Question) -> Rows:
        self.memory = self._question = None
        if _has_twins(question):
            return [[] for _ in question.candidates]  # an error that others report: nobody will see these lists
        return _rows(self._answer(question), question)

    def edited(self, posts: Iterable[Candidate]) -> RelatedMemory | None:
        """Return ``memory`` after some posts changed in their places; None where there is none."""
        fresh = {post.url: post for post in posts}
        if self._question is None:
            return None
        candidates = [fresh.get(post.url, post) for post in self._question.candidates]
        return self._answer(replace(self._question, candidates=candidates))

    def _answer(self, question: Question) -> RelatedMemory:
        found = self._found(question)
        self.memory = self._known = found
        self._asked = {post.url: post for post in question.candidates}
        self._question = question
        return found

    def _found(self, question: Question) -> RelatedMemory:
        for before in [self._known] if self._known else _saved(self._cache_folder):
            after = _updated(before, question, self._rank, self._asked)
            if after is not None:
                return after
        after = _first(question, self._rank)
        with contextlib.suppress(OSError):  # lost, it costs time
            save_related(self._cache_folder, after, PREVIEW_FILE)
        return after


def _saved(cache_folder: str) -> Iterator[RelatedMemory]:
    """Yield what builds and previews left, the newer first: it is the nearer to how the site is now."""
    for file in sorted((RELATED_FILE, PREVIEW_FILE), key=lambda file: -_written_at(os.path.join(cache_folder, file))):
        memory, _ = load_related(cache_folder, file)
        if memory:
            yield memory


def _written_at(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def load_related(cache_folder: str, file: str = RELATED_FILE) -> tuple[RelatedMemory | None, bytes]:
    """Return the lists of the last build and their name, a digest; None and nothing when there are none that serve."""
    try:
        blob = load_blob(os.path.join(cache_folder, file))
    except OSError:
        return None, b""
    memory = memory_from(blob, render_engine())
    return memory, seal_of(blob) if memory else b""


def related_from(fetched: Fetched) -> tuple[RelatedMemory | None, bytes]:
    """Return the same of a file that has been fetched."""
    name, data = fetched.content()
    memory = memory_of(data, render_engine()) if data is not None else None
    return memory, name if memory else b""


def save_related(cache_folder: str, memory: RelatedMemory, file: str = RELATED_FILE) -> bytes:
    """Keep the lists for the next build and return their name. Raises OSError."""
    blob = memory_bytes(memory, render_engine())
    write_file(os.path.join(cache_folder, file), blob)
    return seal_of(blob)


def _has_twins(question: Question) -> bool:
    urls = question.urls()
    return len(set(urls)) < len(urls)


def _updated(
    before: RelatedMemory, question: Question, rank: RankRows, asked: Mapping[str, Candidate]
) -> RelatedMemory | None:
    """Return what answers ``question``; None when it is better to begin anew."""
    if before.count != question.count:
        return None
    return brought_up_to_date(before, changes_since(before, question.candidates, question.pins, asked), rank)


def _first(question: Question, rank: RankRows, when_read: Callable[[], None] = lambda: None) -> RelatedMemory:
    return first_memory(question.candidates, question.pins, question.count, rank, when_read=when_read)


def _rows(memory: RelatedMemory, question: Question) -> Rows:
    row_of = {url: row for row, url in enumerate(question.urls())}
    rows: Rows = [[] for _ in row_of]
    urls = [post.url for post in memory.posts]
    for post in memory.posts:
        if post.url:
            rows[row_of[post.url]] = [(row_of[urls[number]], reason) for number, reason in lines_of(post)]
    return rows
