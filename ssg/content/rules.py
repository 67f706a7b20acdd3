"""Parser rules for what CommonMark lacks: directives and attributes; and bounds for borrowed rules.

The rules have the parser's signatures. Its states come in untyped, because only `content/parser` may import it.
Every search ahead is bounded or remembered, so that no input takes quadratic time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ssg.content.collecting import Collected
from ssg.content.directives import Directive, attribute_list, matched_fences, opening

BlockRule = Callable[[Any, int, int, bool], bool]
InlineRule = Callable[[Any, bool], bool]

MAX_FOOTNOTE_LABEL = 200  # characters
MAX_ATTRIBUTES = 400  # characters between braces
MAX_MATH_LINES = 200  # of one block

_ALLOWED_ATTRIBUTES = frozenset(
    {"id", "class", "title", "lang", "dir", "width", "height", "start", "reversed", "cite", "role", "aria-label"}
)
_TAKES_ATTRIBUTES = frozenset({"image", "code_inline", "link_close"})

# ── directives ──────────────────────────────────────────────────────────────────────────────────────


def directive(state: Any, start: int, end: int, silent: bool) -> bool:
    """Block rule: a directive from its opening to its closing fence."""
    text = line_of(state, start)
    if text[:3] != ":::" or state.is_code_block(start):
        return False
    found = opening(text, start)
    close = _closing_line(state, start, end) if found else -1
    if found is None or close < 0:
        return False
    if not silent:
        _push_directive(state, found, start, close)
    return True


def _closing_line(state: Any, start: int, end: int) -> int:
    """Return the line of the fence that closes the one on ``start``, or -1.

    One scan answers for all fences up to ``end``, so that a thousand unclosed ones cost one scan.
    """
    known: dict[int, int] = state.env.setdefault("fences", {})
    if start not in known:
        closed, unclosed = matched_fences(_fence_lines(state, start, end))
        for line in unclosed:
            if line not in known:
                _report_unclosed(state.env["collected"], line)
        known.update(dict.fromkeys(unclosed, -1))
        known.update(closed)
    close = known[start]
    return close if close < end else -1


def _report_unclosed(collected: Collected, line: int) -> None:
    name = collected.lines[line].strip(" \t>:").split("{")[0].split("[")[0].split(" ")[0][:40]
    collected.report(
        "bad-directive",
        f"the directive `{name}` is not closed",
        help="end it with a line of as many colons",
        place=(line, 0),
        subject=name,
    )


def _fence_lines(state: Any, start: int, end: int) -> Iterator[tuple[int, str]]:
    # A fence left of the list item that the parser is in ends the item, and closes outside of it.
    indent = min(state.blkIndent, state.sCount[start])
    for number in range(start, end):
        text = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
        if text and state.sCount[number] < indent:
            return
        if text[:3] in (":::", "```", "~~~") and not state.is_code_block(number):
            yield number, text


def _push_directive(state: Any, found: Directive, start: int, close: int) -> None:
    old_parent, old_end = state.parentType, state.lineMax
    state.parentType, state.lineMax = "directive", close
    token = state.push("directive_open", "div", 1)
    token.map, token.meta = [start, close + 1], {"directive": found}
    if found.family == "callout" and found.title:
        push_inline(state, "callout_title", found.title, start)
    first = len(state.tokens)
    state.md.block.tokenize(state, start + 1, close)
    if found.family in ("figure", "video") and found.attributes.get("src"):
        hide_only_paragraph(state.tokens, first)
    state.push("directive_close", "div", -1).meta = {"directive": found}
    state.parentType, state.lineMax, state.line = old_parent, old_end, close + 1


def push_inline(state: Any, name: str, text: str, line: int) -> None:
    state.push(f"{name}_open", "p", 1)
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, [line, line + 1], []
    state.push(f"{name}_close", "p", -1)


def hide_only_paragraph(tokens: list[Any], first: int) -> None:
    """A caption of one paragraph is printed without `<p>`."""
    if len(tokens) == first + 3 and tokens[first].type == "paragraph_open":
        tokens[first].hidden = tokens[first + 2].hidden = True


def line_of(state: Any, number: int) -> str:
    return str(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])


# ── attributes ──────────────────────────────────────────────────────────────────────────────────────


def attribute_line(state: Any, start: int, end: int, silent: bool) -> bool:
    """Block rule: `{#id .class}` on a line of its own, for the block below."""
    text = line_of(state, start).rstrip()
    if text[:1] != "{" or text[-1:] != "}" or len(text) > MAX_ATTRIBUTES or state.is_code_block(start):
        return False
    found = attribute_list(text[1:-1])
    if found is None:
        return False
    if not silent:
        token = state.push("attribute_line", "", 0)
        token.attrs, token.map = found, [start, start + 1]
        state.line = start + 1
    return True


def resolve_attribute_lines(state: Any) -> None:
    """Core rule: hand the attributes of each attribute line to the block behind it."""
    if not any(token.type == "attribute_line" for token in state.tokens):
        return
    kept: list[Any] = []
    waiting: dict[str, str] = {}
    for token in state.tokens:
        if token.type == "attribute_line":
            waiting |= token.attrs
            continue
        if waiting and token.nesting >= 0:
            _add_attributes(token, waiting, state.env["collected"])
        waiting = {}
        kept.append(token)
    state.tokens = kept


def take_heading_marks(state: Any) -> None:
    """Core rule: take `{#id .class}` off the end of each heading, before its `_` and `*` become emphasis."""
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open" and state.tokens[index + 1].content.endswith("}"):
            inline = state.tokens[index + 1]
            start = inline.content.rfind("{", max(0, len(inline.content) - MAX_ATTRIBUTES))
            found = attribute_list(inline.content[start + 1 : -1]) if start >= 0 else None
            if found is not None and inline.content[start - 1 : start] != "\\":
                inline.content = inline.content[:start].rstrip()
                _add_attributes(token, found, state.env["collected"])


def attributes_behind(state: Any, silent: bool) -> bool:
    """Inline rule: `{#id .class}` right behind a picture, code or a link."""
    if silent or state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    if state.tokens[-1].type not in _TAKES_ATTRIBUTES:
        return False
    end = state.src.find("}", state.pos, min(state.pos + MAX_ATTRIBUTES, state.posMax))
    found = attribute_list(state.src[state.pos + 1 : end]) if end > 0 else None
    if found is None:
        return False
    token = next(
        (token for token in reversed(state.tokens) if token.type in ("image", "code_inline", "link_open")), None
    )
    if token is not None:
        _add_attributes(token, found, state.env["collected"])
    state.pos = end + 1
    return True


def _add_attributes(token: Any, found: dict[str, str], collected: Collected) -> None:
    for name, value in found.items():
        if name not in _ALLOWED_ATTRIBUTES:
            continue
        if name == "class" and "class" in token.attrs:
            value = f"{token.attrs['class']} {value}"
        elif name == "id" and token.type != "heading_open":  # headings claim theirs when they are printed
            value = collected.headings.claim("", value)
        token.attrs[name] = value


# ── bounds ──────────────────────────────────────────────────────────────────────────────────────────


def bounded_footnote_reference(rule: InlineRule) -> InlineRule:
    """Return the plugin's rule for `[^label]`, which looks for a `]` to the end of the paragraph, with a bound."""

    def bounded(state: Any, silent: bool) -> bool:
        if not state.src.startswith("[^", state.pos):
            return False
        last = min(state.pos + MAX_FOOTNOTE_LABEL, state.posMax)
        return state.src.find("]", state.pos, last) > 0 and rule(state, silent)

    return bounded


def bounded_math_block(rule: BlockRule) -> BlockRule:
    """Return the plugin's rule for `$$` blocks, which looks for their end to the end of the body, with a bound."""

    def bounded(state: Any, start: int, end: int, silent: bool) -> bool:
        return rule(state, start, min(end, start + MAX_MATH_LINES), silent)

    return bounded
