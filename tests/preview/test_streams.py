"""Tabs that listen: what they are told, in which form, and when they are let go."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.preview.exchange import TooManyStreams
from ssg.preview.streams import HEARTBEAT, HELLO, MAX_WAITING, Event, Streams, Tab, TabKey, formatted

KEY = TabKey("aaaa", "1111")


def parsed(stream: str) -> list[tuple[str, str]]:
    """Return (name, data) of the events in a stream, as the HTML standard reads it (9.2.6)."""
    events: list[tuple[str, str]] = []
    name, data = "message", list[str]()
    for line in stream.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        key, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line == "" and data:
            events.append((name, "\n".join(data)))
        if line == "":
            name, data = "message", []
        elif key == "event":
            name = value
        elif key == "data":
            data.append(value)
    return events


# ── the form of an event ────────────────────────────────────────────────────────────────────────────


def test_an_event_is_its_name_and_its_data() -> None:
    assert formatted(Event("page", '{"version": "1"}')) == b'event: page\ndata: {"version": "1"}\n\n'


def test_lines_of_data_stay_lines() -> None:
    assert formatted(Event("a", "one\r\ntwo\rthree\n")) == b"event: a\ndata: one\ndata: two\ndata: three\ndata: \n\n"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_browser_reads_one_event_with_the_data_that_was_sent(name: str, data: str) -> None:
    lines = data.replace("\r\n", "\n").replace("\r", "\n")

    assert [found for _, found in parsed(formatted(Event(name, data)).decode())] == [lines]


@given(st.text(), st.text())
def test_no_text_makes_a_second_event(name: str, data: str) -> None:
    assert len(parsed(formatted(Event(name, data)).decode())) == 1


# ── tabs ────────────────────────────────────────────────────────────────────────────────────────────


async def read(tab: Tab, chunks: int) -> bytes:
    found = b""
    async for chunk in tab:
        found += chunk
        chunks -= 1
        if not chunks:
            break
    return found


def test_a_tab_is_told_what_was_sent_in_order() -> None:
    async def story() -> bytes:
        tab = Streams().open(KEY)
        tab.tell(Event("page", "1"))
        tab.tell(Event("page", "2"))
        return await read(tab, 1)

    assert asyncio.run(story()) == HELLO + b"event: page\ndata: 1\n\nevent: page\ndata: 2\n\n"


def test_a_tab_that_waits_hears_news_when_they_come() -> None:
    async def story() -> bytes:
        tab = Streams().open(KEY)
        await read(tab, 1)
        waiting = asyncio.create_task(read(tab, 1))
        await asyncio.sleep(0)  # it waits now
        tab.tell(Event("page", "1"))
        return await waiting

    assert asyncio.run(story()) == b"event: page\ndata: 1\n\n"


def test_silence_is_broken_by_a_comment() -> None:
    async def story() -> bytes:
        return await read(Streams(heartbeat_seconds=0.001).open(KEY), 3)

    assert asyncio.run(story()) == HELLO + HEARTBEAT * 2
    assert parsed(HEARTBEAT.decode()) == []


def test_each_tab_is_told_what_is_for_it() -> None:
    async def story() -> list[bytes]:
        streams = Streams()
        tabs = [streams.open(TabKey(page, "1")) for page in ("a", "b")]
        streams.publish(lambda tab: [Event("page", "for b")] if tab.key.page == "b" else [])
        return [await read(tab, 1) for tab in tabs]

    assert asyncio.run(story()) == [HELLO, HELLO + b"event: page\ndata: for b\n\n"]


def test_the_pages_that_are_open_are_known() -> None:
    async def story() -> None:
        streams = Streams()
        assert not streams.looked_at()
        tab, other = streams.open(TabKey("a", "1")), streams.open(TabKey("b", "1"))
        assert (streams.looked_at(), streams.pages(), streams.tabs) == (True, frozenset("ab"), (tab, other))
        tab.close()
        tab.close()
        assert (streams.looked_at(), streams.pages()) == (True, frozenset("b"))
        streams.close()
        assert not streams.looked_at()

    asyncio.run(story())


def test_a_closed_tab_ends_what_waits_for_it_and_hears_nothing_more() -> None:
    async def story() -> bytes:
        tab = Streams().open(KEY)
        await read(tab, 1)
        waiting = asyncio.create_task(read(tab, 9))
        await asyncio.sleep(0)
        tab.close()
        tab.tell(Event("page", "1"))
        return await waiting

    assert asyncio.run(story()) == b""


def test_a_tab_that_does_not_read_is_closed_before_it_fills_the_memory() -> None:
    async def story() -> tuple[bool, bytes]:
        streams = Streams()
        tab = streams.open(KEY)
        for number in range(MAX_WAITING * 2):
            tab.tell(Event("page", str(number)))
        return streams.looked_at(), await read(tab, 1)

    assert asyncio.run(story()) == (False, b"")


def test_more_than_may_be_do_not_come_in_until_one_has_gone() -> None:
    async def story() -> None:
        streams = Streams()
        tabs = [streams.open(KEY) for _ in range(64)]
        with pytest.raises(TooManyStreams):
            streams.open(KEY)
        tabs[7].close()
        streams.open(KEY)

    asyncio.run(story())
