"""What a file's path says: date, slug, language, folder."""

from __future__ import annotations

import pytest

from ssg.catalog.places import is_markdown, read_place


@pytest.mark.parametrize(
    ("path", "date", "name"),
    [
        ("hello.md", "", "hello"),
        ("2026-01-13-hello.md", "2026-01-13", "hello"),
        ("2026-01-13_hello.md", "2026-01-13", "hello"),
        ("2026-1-3-hello.md", "2026-01-03", "hello"),
        ("2026-01-13.md", "2026-01-13", "2026-01-13"),
        ("2026-01-13-hello/index.md", "2026-01-13", "hello"),
        ("2026-01-13/index.md", "2026-01-13", "2026-01-13"),
        ("2026-01-13/hello.md", "2026-01-13", "hello"),
        ("2026/01/13/hello.md", "2026-01-13", "hello"),
        ("2026/01/13/hello/index.md", "2026-01-13", "hello"),
        ("2026/01/13/index.md", "2026-01-13", "2026-01-13"),
        ("news/2026/01/13/hello.md", "2026-01-13", "hello"),
        ("2025/12/31/2026-01-13-hello.md", "2026-01-13", "hello"),
        ("2025/12/31/2026-01-13/hello.md", "2026-01-13", "hello"),
        ("2026-01-13-launch-week/notes.md", "2026-01-13", "notes"),
        ("2026/hello.md", "", "hello"),
        ("2026-01/hello.md", "", "hello"),
        ("news/index.md", "", "news"),
        ("20260113-hello.md", "", "20260113-hello"),
        ("gpt-4-2026-01-13.md", "", "gpt-4-2026-01-13"),
    ],
)
def test_the_date_and_the_slug_come_from_the_path(path: str, date: str, name: str) -> None:
    place = read_place(path)

    assert (place.date, place.name, place.bad_date) == (date, name, "")


@pytest.mark.parametrize(
    ("path", "bad"),
    [
        ("2026-02-30-hello.md", "2026-02-30"),
        ("2026-13-01.md", "2026-13-01"),
        ("2026-02-30/hello.md", "2026-02-30"),
        ("2026/02/30/hello.md", "2026-02-30"),
        ("0000-01-01-hello.md", "0000-01-01"),
    ],
)
def test_what_looks_like_a_date_and_is_none_is_reported_as_it_was_typed(path: str, bad: str) -> None:
    place = read_place(path)

    assert (place.date, place.bad_date) == ("", bad)


@pytest.mark.parametrize(
    ("path", "lang", "key", "name"),
    [
        ("hello.zh.md", "zh", "hello", "hello"),
        ("news/hello.pt-BR.md", "pt-BR", "news/hello", "hello"),
        ("hello.zh-Hant-TW.markdown", "zh-Hant-TW", "hello", "hello"),
        ("news/hello/index.zh.md", "zh", "news/hello", "hello"),
        ("news/_index.de.md", "de", "news", "news"),
        ("2026-01-13-hello.fr.md", "fr", "2026-01-13-hello", "hello"),
        ("node.js.md", "", "node.js", "node.js"),
        ("llama-3.1.md", "", "llama-3.1", "llama-3.1"),
        ("v2.0.md", "", "v2.0", "v2.0"),
        ("hello.xx.md", "", "hello.xx", "hello.xx"),
    ],
)
def test_a_language_before_the_suffix_is_taken_out_of_the_name(path: str, lang: str, key: str, name: str) -> None:
    place = read_place(path)

    assert (place.lang, place.key, place.name) == (lang, key, name)


@pytest.mark.parametrize(
    ("path", "folder", "key", "is_intro", "is_bundle"),
    [
        ("about.md", "", "about", False, False),
        ("a/b/c.md", "a/b", "a/b/c", False, False),
        ("a/b/index.md", "a/b", "a/b", False, True),
        ("a/b/_index.md", "a/b", "a/b", True, False),
        ("_index.md", "", "", True, False),
    ],
)
def test_index_files_stand_for_their_folder(path: str, folder: str, key: str, is_intro: bool, is_bundle: bool) -> None:
    place = read_place(path)

    assert (place.folder, place.key, place.is_intro, place.is_bundle) == (folder, key, is_intro, is_bundle)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.md", True), ("a.markdown", True), ("a.mdx", True), ("a.html", False), ("a.txt", False), ("md", False)],
)
def test_three_suffixes_are_markdown(path: str, expected: bool) -> None:
    assert is_markdown(path) is expected
