"""Dates and names of languages for people, as the Unicode CLDR has them: the only door to Babel."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from ssg.core.model import Moment

FALLBACK = "en"


@lru_cache(maxsize=256)
def _locale(lang: str) -> Locale:
    for tag in (lang, lang.partition("-")[0], FALLBACK):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("English is part of the CLDR")


def long_date(moment: Moment, lang: str) -> str:
    """Return `January 13, 2026` in ``lang``."""
    return _written(_day(moment), "long", lang)


def short_date(moment: Moment, lang: str) -> str:
    """Return `Jan 13, 2026` in ``lang``."""
    return _written(_day(moment), "medium", lang)


def month_name(moment: Moment, lang: str, form: Literal["long", "short"] = "long") -> str:
    """Return `January 2026` in ``lang``, or `Jan` where there is room for a short form only."""
    return _month(_day(moment), lang) if form == "long" else _short_month(_day(moment), lang)


# By day: posts have their hours and minutes to themselves, and their days in common.
@lru_cache(maxsize=16384)
def _written(day: str, length: Literal["medium", "long"], lang: str) -> str:
    return format_date(date.fromisoformat(day), format=length, locale=_locale(lang))


@lru_cache(maxsize=4096)
def _month(day: str, lang: str) -> str:
    return format_skeleton("yMMMM", date.fromisoformat(day), locale=_locale(lang), fuzzy=True)


@lru_cache(maxsize=4096)
def _short_month(day: str, lang: str) -> str:
    return format_date(date.fromisoformat(day), format="LLL", locale=_locale(lang))


def _day(moment: Moment) -> str:
    return (moment + "-01")[:10]


@lru_cache(maxsize=256)
def open_graph_locale(lang: str) -> str:
    """Return `en_US` for `en`: Open Graph wants a territory, the CLDR knows the likeliest."""
    from babel.core import get_global

    locale = _locale(lang)
    if locale.territory:
        return f"{locale.language}_{locale.territory}"
    likely = get_global("likely_subtags").get(locale.language, "")
    return f"{locale.language}_{likely.rpartition('_')[2]}" if likely else locale.language


@lru_cache(maxsize=256)
def language_name(lang: str) -> str:
    """Return what its own speakers call a language, `中文` for `zh`; the tag itself where the CLDR does not know it."""
    try:
        name = Locale.parse(lang, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return lang
    return name[:1].upper() + name[1:] if name else lang
