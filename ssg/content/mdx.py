"""MDX read as Markdown: imports and exports are left out, pictures become figures, tags may have JSX values."""

from __future__ import annotations

import re
from typing import Any

from ssg.content import jsx
from ssg.content.addresses import attributes_of
from ssg.content.collecting import Collected
from ssg.content.directives import Directive
from ssg.content.findings import report_component
from ssg.content.prose import MORE_MARK
from ssg.content.rules import InlineRule, hide_only_paragraph, line_of, push_inline

_MAX_MODULE_LINES = 50  # of one import or export
_MAX_MODULE_LINE = 500  # characters
_MAX_COMPONENT_LINES = 60
_MAX_COMMENT_LINES = 60

_MAX_TAG = 4000  # characters: a bound on looking for the end of a tag

_TAG = re.compile(
    rf"""<[a-z][a-z0-9-]*+(?:\s++[A-Za-z_:][\w.:-]*+(?:\s*=\s*(?:"[^"]*"|'[^']*'|{jsx.VALUE}|[^\s"'=<>`{{]++))?)*+\s*/?>"""
)
_IMPORT = re.compile(r"import\s+(?:type\s+)?(?:[\w$*{},\s]+\sfrom\s+)?([\"'])[^\"'\n]+\1\s*;?\s*")
_EXPORT = re.compile(
    r"export\s+(?:(?:const|let|var)\s+[\w$]+\s*=|(?:default\s+)?(?:async\s+)?function\b"
    r"|default\s+[\w$({]|\{[^}]*\}\s*(?:;|$))"
)
_PICTURE = re.compile(r"<(Figure|Image|Img)(?![\w.:-])")


def module_line(state: Any, start: int, end: int, silent: bool) -> bool:
    """Block rule: an ES import or export at the top level, which is left out with a note."""
    if silent or state.level or state.sCount[start]:
        return False
    text = line_of(state, start)
    if text[:7] not in ("import ", "export "):
        return False
    count = _module_lines(state, start, end)
    if not count:
        return False
    _report_left_out(state.env["collected"], text, start)
    state.line = start + count
    return True


def _report_left_out(collected: Collected, text: str, line: int) -> None:
    collected.report(
        "mdx-component",
        f"`{text[:60].rstrip()}` is MDX, which is left out",
        help="write Markdown, HTML or a directive in its place",
        place=(line, 1),
        subject=text[:60].rstrip(),
    )


def _module_lines(state: Any, start: int, end: int) -> int:
    """Return how many lines the import or export on ``start`` takes; 0 when it is neither."""
    joined = ""
    is_export = state.src.startswith("export", state.bMarks[start])
    for count in range(1, min(end - start, _MAX_MODULE_LINES) + 1):
        text = line_of(state, start + count - 1)
        if not text or len(text) > _MAX_MODULE_LINE:
            return count - 1 if is_export and count > 1 else 0
        if is_export:
            if count == 1 and not _EXPORT.match(text):
                return 0
            continue  # an export lasts to the next empty line
        joined += text + "\n"
        if _IMPORT.fullmatch(joined):
            return count
        if text[-1] not in "{,}" and "from" not in text:
            return 0
    return min(end - start, _MAX_MODULE_LINES) if is_export else 0


def comment(state: Any, start: int, end: int, silent: bool) -> bool:
    """Block rule: a comment of MDX, `{/* … */}`, which is left out with a note; one that says “more” is a mark."""
    if not line_of(state, start).startswith("{/*") or state.is_code_block(start):
        return False
    last = min(end, start + _MAX_COMMENT_LINES)
    closing = next((number for number in range(start, last) if "*/}" in line_of(state, number)), -1)
    if closing < 0 or MORE_MARK.match(line_of(state, start).strip()):
        return False
    if line_of(state, closing).partition("*/}")[2].strip():
        return False  # text goes on behind it
    if not silent:
        _report_left_out(state.env["collected"], line_of(state, start), start)
        state.line = closing + 1
    return True


def figure_component(state: Any, start: int, end: int, silent: bool) -> bool:
    """Block rule: an MDX `<Figure src="…">` becomes a figure."""
    text = line_of(state, start)
    if text[:2] not in ("<F", "<I") or state.is_code_block(start) or not state.md.options["html"]:
        return False
    last = min(end, start + _MAX_COMPONENT_LINES)
    found = _component([line_of(state, number) for number in range(start, last)], 0)
    if found is None:
        return False
    if not silent:
        figure, caption, count = found
        _push_figure(state, figure.at(start), caption, count)
    return True


def _push_figure(state: Any, figure: Directive, caption: str, count: int) -> None:
    collected: Collected = state.env["collected"]
    place = (figure.line, collected.lines[figure.line].find("<") + 1)
    named = _PICTURE.match(collected.lines[figure.line].lstrip())
    report_component(collected, named[1] if named else "Figure", place, "printed as a figure")
    token = state.push("directive_open", "div", 1)
    token.map, token.meta = [figure.line, figure.line + count], {"directive": figure}
    if caption:
        first = len(state.tokens)
        push_inline(state, "paragraph", caption, figure.line)
        state.tokens[first + 1].map = [figure.line, figure.line + count]
        hide_only_paragraph(state.tokens, first)
    state.push("directive_close", "div", -1).meta = {"directive": figure}
    state.line = figure.line + count


def _component(lines: list[str], start: int) -> tuple[Directive, str, int] | None:
    """Return an MDX `<Figure src=…>` that begins at ``lines[start]`` as (figure, caption, lines taken), or None."""
    match = _PICTURE.match(lines[start])
    if match is None:
        return None
    closing = f"</{match[1]}>"
    text = ""
    for count, line in enumerate(lines[start : start + _MAX_COMPONENT_LINES], 1):
        if not line.strip():
            return None
        text += line + "\n"
        if line.rstrip().endswith(("/>", closing)):
            return _figure_component(text, closing, start, count)
    return None


def _figure_component(text: str, closing: str, line: int, count: int) -> tuple[Directive, str, int] | None:
    head, caption = text.rstrip(), ""
    if head.endswith(closing):
        head, _, caption = head[: -len(closing)].partition(">")
    found = {name: value for name, value in attributes_of(head).items() if not value.startswith("{")}
    if not found.get("src"):
        return None
    return Directive("figure", "figure", "", found, 3, line), (caption.strip() or found.get("caption", "")), count


def tag_with_braces(rule: InlineRule) -> InlineRule:
    """Return the parser's rule for raw HTML in a line, which also takes tags with JSX values in braces."""

    def run(state: Any, silent: bool) -> bool:
        if state.src[state.pos] != "<":
            return False
        if rule(state, silent):
            return True
        end = min(state.posMax, state.pos + _MAX_TAG)
        if not state.md.options["html"] or state.src.find("={", state.pos, end) < 0:
            return False
        tag = _TAG.match(state.src, state.pos, end)
        if tag is None:
            return False
        if not silent:
            state.push("html_inline", "", 0).content = tag[0]
        state.pos = tag.end()
        return True

    return run
