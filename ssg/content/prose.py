"""What a body says in words: plain text, number of words, reading time, excerpt.

Chinese and Japanese have no spaces between words: their characters are counted, at 500 a minute against 220
words (Brysbaert 2019 for English; Chinese and Japanese readers manage 400 to 600 characters), so that
a character is 0.44 of a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ssg.content.tokens import Token

WORDS_PER_MINUTE = 220
CJK_CHARACTERS_PER_MINUTE = 500
EXCERPT_CHARACTERS = 240

_CJK_RANGES = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_CJK = re.compile(f"[{_CJK_RANGES}]")
_CJK_AND_MARKS = re.compile(
    f"[{_CJK_RANGES}\u3000-\u3004\u3008-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_LONE_MARK = re.compile(r"[^\w\s](?<!\S.)[^\w\s]*(?!\S)")
_ASCII_MARKS = bytes(
    code for code in range(128) if not (chr(code).isalnum() or chr(code).isspace() or code == ord("_"))
)
_ASCII_SPACES = bytes.maketrans(b"\x1c\x1d\x1e\x1f", b"    ")  # which only texts are split at, and bytes are not
_SENTENCE_ENDS = "\u3002\uff01\uff1f"  # full stop, exclamation mark, question mark of Chinese and Japanese

MORE_MARK = re.compile(r"^(?:<!--\s*(?:more|truncate)\s*-->|\{/\*\s*(?:more|truncate)\s*\*/\})$", re.IGNORECASE)

_SPOKEN = frozenset({"text", "code_inline", "math_inline", "math_inline_double"})
_BREAKS = frozenset({"softbreak", "hardbreak"})


def plain_text(tokens: Sequence[Token] | None, *, with_alt: bool = False) -> str:
    """Return the text of inline tokens without markup; pictures count only ``with_alt``."""
    if not tokens:
        return ""
    if len(tokens) == 1 and tokens[0].type == "text":
        return tokens[0].content
    pieces = []
    for token in tokens:
        kind = token.type
        if kind in _SPOKEN:
            pieces.append(token.content)
        elif kind in _BREAKS:
            pieces.append(" ")
        elif kind == "image" and with_alt:
            pieces.append(plain_text(token.children, with_alt=True))
    return "".join(pieces)


def count_words(text: str) -> int:
    """Return the words of ``text``; a Chinese or Japanese character counts as its share of a word."""
    if text.isascii():  # the same as below in a quarter of the time: a lone mark vanishes, a word does not
        return len(text.encode().translate(_ASCII_SPACES, _ASCII_MARKS).split())
    characters = len(_CJK.findall(text))
    spaced = _CJK_AND_MARKS.sub(" ", text) if characters else text
    words = len(spaced.split()) - len(_LONE_MARK.findall(spaced))
    return words + round(characters * WORDS_PER_MINUTE / CJK_CHARACTERS_PER_MINUTE)


def reading_minutes(words: int, words_per_minute: int = WORDS_PER_MINUTE) -> int:
    """Return the whole minutes that ``words`` words take, rounded half up, at least 1.

    Raises ValueError if ``words_per_minute`` is not positive.
    """
    if words_per_minute <= 0:
        raise ValueError("words_per_minute must be positive")
    return max(1, (2 * words + words_per_minute) // (2 * words_per_minute))


def shortened(text: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """Return ``text`` in one line of at most ``limit`` characters and "…", cut behind a sentence or between words."""
    line = " ".join(text[: limit * 20].split())
    if len(line) <= limit:
        return line
    head = line[:limit]
    if _CJK.search(head, limit // 2):
        return _cut_cjk(head)
    # A cut in the middle of a word goes back to its start, unless that would lose most of the text.
    space = limit if line[limit] == " " else head.rfind(" ")
    return head[: space if space > limit // 2 else limit].rstrip(" ,;:.\u2013\u2014-") + "…"


def _cut_cjk(head: str) -> str:
    sentence = max(head.rfind(mark) for mark in _SENTENCE_ENDS)
    if sentence > len(head) // 2:
        return head[: sentence + 1] + "…"
    return head.rstrip("\uff0c\u3001\uff1b\uff1a, ") + "…"
