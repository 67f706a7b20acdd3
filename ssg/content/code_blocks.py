"""Code blocks: what stands behind the fence (language, title, highlighted lines), and their HTML."""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import islice

from ssg.content.highlight import highlight, language_class

_LANGUAGE = re.compile(r"[^\s{,:]*")  # Zola and rustdoc go on with a comma, others with a colon
_CLASS = re.compile(r"\{[ \t]*\.([^\s}]+)")  # Pandoc's and MkDocs' {.python title="…"}
_ATTRIBUTE = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)'|\[([^\]]*)\]|([^\s"'{},]+(?:,\d[\d-]*)*))""")
_LINES = re.compile(r"\{[ \t]*(\d[\d,\s-]*)\}")
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MAX_INFO = 1_000  # characters
_MAX_LINES = 2_000  # of one range
_MAX_RANGES = 50


def fence_html(info: str, code: str) -> str:
    """Return a fenced block: `python title="app.py" hl_lines="2 4-5"` or `python {2,4-5}` stands behind its fence."""
    info = unescape(_ESCAPE.sub(r"\1", info))  # CommonMark 0.31, 2.4 and 2.5
    match = _LANGUAGE.match(info)
    language = match[0] if match else ""
    rest = info[len(language) : _MAX_INFO]
    named = {found[1]: next(filter(None, found.group(2, 3, 4, 5)), "") for found in _ATTRIBUTE.finditer(rest)}
    if not language and (found := _CLASS.match(rest)):
        language = found[1]
    braces = _LINES.search(rest)
    lines = line_numbers(named.get("hl_lines", "") + " " + (braces[1] if braces else ""))
    block = _block_html(code, language, lines)
    title = named.get("title", "")
    return f'<figure class="code">\n<figcaption>{escape(title)}</figcaption>\n{block}</figure>\n' if title else block


def indented_html(code: str) -> str:
    """Return a block of indented code, which has no language."""
    return _block_html(code, "", frozenset())


def line_numbers(text: str) -> frozenset[int]:
    """Return the numbers in `2 4-5` or `2,4-5`; a range is cut at 2,000 lines."""
    found: set[int] = set()
    for match in islice(_RANGE.finditer(text), _MAX_RANGES):
        first, last = int(match[1]), int(match[2] or match[1])
        found.update(range(first, min(last, first + _MAX_LINES) + 1))
    return frozenset(found)


def _block_html(code: str, language: str, lines: frozenset[int]) -> str:
    name = language_class(language)
    css_class = f' class="language-{escape(name)}"' if name else ""
    coloured = highlight(code, name, highlighted_lines=lines)
    # Code may be wider than the page: only what can have the focus can be scrolled by keyboard.
    return f'<pre class="highlight" tabindex="0"><code{css_class}>{coloured}</code></pre>\n'
