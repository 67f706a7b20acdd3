"""Messages through a pipe: each whole, in their order, of any size; none where the speaker has gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ssg.run.pipes import put, taken


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def test_messages_come_out_as_they_went_in(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    messages = [b"", b"one", os.urandom(1 << 20), b"last"]

    def speak() -> None:
        for message in messages:
            put(writing, message)
        os.close(writing)

    with ThreadPoolExecutor() as speakers:
        speakers.submit(speak)
        heard = [taken(reading) for _ in range(len(messages) + 1)]

    assert heard == [*messages, None]


@pytest.mark.parametrize("sent", [b"", b"\0\0\0", (9).to_bytes(8, "big") + b"eight by"])
def test_a_message_that_was_cut_short_is_none(pipe: tuple[int, int], sent: bytes) -> None:
    reading, writing = pipe
    os.write(writing, sent)
    os.close(writing)

    assert taken(reading) is None
