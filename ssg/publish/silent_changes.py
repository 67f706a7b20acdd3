"""Did a published post change in silence: its words or figures, without `updated` and without a correction?

Asked where the last build's text is still known, in the parse cache. So the answer is a finding of one build, the one
that publishes the change, and nothing hangs on it: no output, and no later build.
"""

from __future__ import annotations

import re
from collections import Counter

from ssg.content.figures import figures_in, plain
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Document

CODE = "silent-change"
FRESH_SECONDS = 24 * 3600  # a story of today is still being written
SHARE = (1, 20)  # of the words, from which on a change is one that readers should know of
FEWEST_WORDS = 8  # added or taken; below, a typing error was mended

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_ADDRESS = re.compile(r"\]\([^)]*\)|<[^>]*>|https?://\S+")


def silent_change(old: Document, new: Document, texts: tuple[str, str], path: str) -> Diagnostic | None:
    """Return a warning when the text of a post moved materially and its readers are not told; ``texts``: old, new."""
    is_told = new.front.updated != old.front.updated or new.front.corrections != old.front.corrections
    if is_told or old.front.draft:  # a build with drafts remembers texts that readers have never had
        return None
    before, after = (plain(_ADDRESS.sub(" ", text)) for text in texts)
    what = _figures_moved(before, after) or _words_moved(before, after)
    if not what:
        return None
    return diagnostic(
        CODE,
        f"{what} since the last build, and readers are not told",
        help="set `updated`, or say below `corrections` what was wrong",
        at=new.front.places.get("updated") or new.front.places.get("date", (0, 0)),
        file=f"content/{path}",
    )


def _figures_moved(before: str, after: str) -> str:
    """Return in words which figure became another; one that is only added or taken is a matter of words."""
    old, new = (Counter(figure.text for figure in figures_in(text)) for text in (before, after))
    gone, come = sorted((old - new).elements()), sorted((new - old).elements())
    return (
        f"“{gone[0]}” became “{come[0]}”"
        if len(gone) == len(come) == 1
        else "a figure changed"
        if gone and come
        else ""
    )


def _words_moved(before: str, after: str) -> str:
    old, new = (Counter(_TOKEN.findall(text.casefold())) for text in (before, after))
    moved = max((old - new).total(), (new - old).total())
    of = max(old.total(), 1)
    if moved < FEWEST_WORDS or moved * SHARE[1] <= of * SHARE[0]:
        return ""
    return f"{min(100, max(1, moved * 100 // of))} % of the words changed"
