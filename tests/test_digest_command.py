"""`ssg digest`: the mail as plain text on standard output, where it stands on standard error, and why there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import CONFIG, TestSite

SENT = CONFIG.replace('"bare"', '"default"') + '[newsletter]\nprovider = "none"\nunsubscribe = "{{ out }}"\n'


@pytest.fixture
def news(site: TestSite) -> TestSite:
    site.configure(SENT)
    site.write("a.md", title="Ants", summary="They carry.", date="2026-01-06")
    site.write("b.md", title="Bees", summary="They fly.", date="2026-01-13")
    return site


def run(site: TestSite, *arguments: str, now: str = "2026-02-01") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ssg", "digest", str(site.folder), "--now", now, *arguments]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)


def test_it_prints_the_newest_digest_and_says_where_it_stands(news: TestSite) -> None:
    done = run(news)

    assert done.returncode == 0
    assert "Bees\nThey fly.\nhttps://test.example/news/b/" in done.stdout
    assert "Unsubscribe: {{ out }}" in done.stdout
    assert "Ants" not in done.stdout
    places = [line for line in done.stderr.splitlines() if "2026-w03" in line]
    assert [os.path.basename(line) for line in places] == ["index.html", "email.html", "email.txt", "email.eml"]


def test_it_writes_nothing_to_the_output_folder(news: TestSite) -> None:
    run(news)

    assert not news.output.exists()


def test_what_it_prints_is_what_a_build_writes(news: TestSite) -> None:
    news.build()

    assert run(news).stdout == news.read("digest/2026-w03/email.txt")


@pytest.mark.parametrize("week", ["2026-W02", "2026-w02", "2026W02"])
def test_a_week_can_be_asked_for(news: TestSite, week: str) -> None:
    assert "Ants" in run(news, "--week", week).stdout


@pytest.mark.parametrize(
    ("arguments", "now", "words"),
    [
        (("--week", "2026-W05"), "2026-02-01", "there is no digest of 2026-W05"),
        (("--week", "2026-W03"), "2026-01-14", "The newest is 2026-W02"),
        (("--week", "last"), "2026-02-01", "“last” is no week"),
        ((), "2026-01-06", "no week with a post is over yet"),
    ],
)
def test_a_week_that_there_is_not_is_said(news: TestSite, arguments: tuple[str, ...], now: str, words: str) -> None:
    done = run(news, *arguments, now=now)

    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_without_a_way_to_unsubscribe_it_says_so_and_fails(news: TestSite) -> None:
    news.configure(SENT.replace('unsubscribe = "{{ out }}"', ""))
    done = run(news)

    assert (done.returncode, done.stdout) == (1, "")
    assert "unsubscribe" in done.stderr
