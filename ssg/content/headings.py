"""Ids for headings and the table of contents: unique, stable, and no names that scripts or the page rely on."""

from __future__ import annotations

import re
from functools import lru_cache

from ssg.core.model import Heading
from ssg.core.urls import slugify

PREFIX = "heading-"
FALLBACK = "section"  # for a heading without a letter or digit

# An element's id becomes a property of `window` and `document` (DOM clobbering): a heading "Location" must not
# become what a script reads as `document.location`.
_SCRIPT_NAMES = """
    __proto__ proto constructor prototype tostring valueof hasownproperty isprototypeof alert all anchors
    applets attributes blur body caches characterset children childnodes clear close closed confirm console
    cookie createelement crypto currentscript customelements defaultview dir doctype document documentelement
    domain embeds event external fetch find firstchild focus forms frames fullscreen getelementbyid head hidden
    history images implementation indexeddb innerheight innerwidth lastchild length links localstorage location
    locationbar menubar name navigator nextsibling nodename nodetype normalize onclick onerror onload open
    opener origin ownerdocument parent parentnode performance personalbar plugins postmessage print prompt
    queryselector referrer scheduler screen scripts scroll scrollbars scrollto scrollx scrolly self
    sessionstorage status statusbar stop styles stylesheets tagname textcontent title toolbar top trustedtypes
    undefined url visibilitystate window write action elements method reset submit target
"""

# Ids of the page around the body: a heading "Search" must not take the place of the search field.
_PAGE_NAMES = """
    main search toc related key-points newsletter sources corrections tags comments footer header nav menu
    content share story series scheme email results skip footnotes masthead query site pager latest archive
"""

_RESERVED = frozenset(_SCRIPT_NAMES.split()) | frozenset(_PAGE_NAMES.split())
_FOOTNOTE_ID = re.compile(r"^fn(?:ref)?-")


def safe_id(wanted: str) -> str:
    """Return ``wanted``, prefixed where it would hide a property that scripts use or an id of the page."""
    if wanted.lower() in _RESERVED or _FOOTNOTE_ID.match(wanted):
        return PREFIX + wanted
    return wanted


def find_id(fragment: str, ids: tuple[str, ...]) -> str:
    """Return the id among ``ids`` that ``fragment`` means, or an empty text.

    Tools differ in what they make of punctuation: for the heading "A.1 Setup" authors write `#a1-setup`, as on
    GitHub, where the id here is `a-1-setup`; and the id of "Results" has a prefix here.
    """
    # Nearly every fragment is spelt as the id is: the rest is worked out for those that are not.
    return fragment if fragment in ids else _by_letters(ids).get(_letters(fragment), "")


@lru_cache(maxsize=64)
def _by_letters(ids: tuple[str, ...]) -> dict[str, str]:
    """Return the ids by letters and digits alone, with and without our prefix; empty where two are alike."""
    found: dict[str, str] = {}
    for known in ids:
        for letters in dict.fromkeys((_letters(known), _letters(known.removeprefix(PREFIX)))):
            found[letters] = "" if letters in found else known
    return found


def _letters(text: str) -> str:
    return slugify(text).replace("-", "")


class Headings:
    """The ids that a body has given away so far, and its table of contents."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.toc: list[Heading] = []
        self._repeats: dict[str, int] = {}
        self._open: list[tuple[int, int]] = []  # (level as typed, level as printed) of the sections that it stands in

    def claim(self, text: str, explicit: str = "") -> str:
        """Return a free id for a heading that reads ``text``: its slug, or -2, -3 behind it."""
        base = safe_id(explicit or slugify(text) or FALLBACK)
        chosen, number = base, self._repeats.get(base, 1)
        while chosen in self.ids:
            number += 1
            chosen = f"{base}-{number}"
        self._repeats[base] = number
        self.ids.add(chosen)
        return chosen

    def add(self, level: int, text: str, explicit: str = "") -> Heading:
        """Return a heading of the ``level`` as typed, which now stands in the table of contents.

        It is printed one level below the section that it stands in: an author who takes `####` for its looks must not
        leave a hole in the outline, by which screen readers move (WCAG, technique H42; to the Nu checker an error).
        """
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        printed = (self._open[-1][1] if self._open else 1) + 1
        self._open.append((level, printed))
        heading = Heading(level=printed, id=self.claim(text, explicit), text=text)
        self.toc.append(heading)
        return heading
