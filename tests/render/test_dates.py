"""Dates for people."""

from __future__ import annotations

import pytest

from ssg.render.dates import language_name, long_date, month_name, open_graph_locale, short_date


@pytest.mark.parametrize(
    ("lang", "long", "short", "month"),
    [
        ("en", "January 13, 2026", "Jan 13, 2026", "January 2026"),
        ("en-GB", "13 January 2026", "13 Jan 2026", "January 2026"),
        ("de", "13. Januar 2026", "13.01.2026", "Januar 2026"),
        ("zh", "2026年1月13日", "2026年1月13日", "2026年1月"),
        ("zh-Hant-TW", "2026年1月13日", "2026年1月13日", "2026年1月"),
        ("ja", "2026年1月13日", "2026/01/13", "2026年1月"),
        ("pt-BR", "13 de janeiro de 2026", "13 de jan. de 2026", "janeiro de 2026"),
        ("tlh", "January 13, 2026", "Jan 13, 2026", "January 2026"),
        ("x", "January 13, 2026", "Jan 13, 2026", "January 2026"),
        ("en-x-private", "January 13, 2026", "Jan 13, 2026", "January 2026"),
    ],
)
def test_dates_are_written_in_the_language_of_the_post(lang: str, long: str, short: str, month: str) -> None:
    moment = "2026-01-13T09:30:00+01:00"

    assert (long_date(moment, lang), short_date(moment, lang), month_name("2026-01", lang)) == (long, short, month)


def test_a_date_is_that_of_its_own_offset() -> None:
    assert long_date("2026-01-13T23:30:00-05:00", "en") == "January 13, 2026"


@pytest.mark.parametrize(
    ("lang", "locale"),
    [
        ("en", "en_US"),
        ("en-GB", "en_GB"),
        ("de", "de_DE"),
        ("zh", "zh_CN"),
        ("zh-Hant-TW", "zh_TW"),
        ("pt-BR", "pt_BR"),
    ],
)
def test_open_graph_has_a_language_with_its_territory(lang: str, locale: str) -> None:
    assert open_graph_locale(lang) == locale


def test_a_month_has_a_short_form() -> None:
    assert [month_name("2026-05", lang, "short") for lang in ("en", "de", "zh")] == ["May", "Mai", "5月"]
    assert month_name("2026-01", "en", "short") == "Jan"


@pytest.mark.parametrize(
    ("lang", "name"),
    [("en", "English"), ("zh", "中文"), ("fr", "Français"), ("pt-BR", "Português (Brasil)"), ("x-own", "x-own")],
)
def test_a_language_is_called_as_its_speakers_call_it(lang: str, name: str) -> None:
    assert language_name(lang) == name
