"""A post's bytes as front matter and body. The only door to `frontmatter`.

python-frontmatter's handlers split the text; libyaml's events become nodes, so that no value is guessed: `no`, `010`,
`12:30` and `2026-02-30` stay what was typed, and every value has its place.
"""

from __future__ import annotations

import re

import msgspec
from frontmatter.default_handlers import BaseHandler, YAMLHandler

from ssg.content.fields import read_fields
from ssg.content.parse_options import FrontOptions
from ssg.content.unfenced import report_unfenced
from ssg.content.yaml_nodes import read_yaml
from ssg.core.encoding import decode
from ssg.core.errors import Diagnostic, Level
from ssg.core.model import FrontMatter
from ssg.core.nodes import Node
from ssg.core.readers import Problems
from ssg.core.toml_nodes import read_toml

MAX_BLOCK_BYTES = 16 * 1024  # the C parser has crashed on nests of brackets in blocks of 64 KB

_EXCERPTS = 2 * MAX_BLOCK_BYTES  # characters in which findings can lie: a body of megabytes is not searched
_LEVELS: dict[str, Level | None] = {"warn": "warning", "error": "error", "ignore": None}
_HANDLERS = (
    ("---", YAMLHandler(re.compile(r"^---[ \t]*$", re.MULTILINE)), read_yaml),
    ("+++", BaseHandler(re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)), read_toml),
)
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")
_NEARLY_A_MARK = re.compile(r"^[ \t]*(?:-{2,}|\+{2,}|—+|–+|\.{3})[ \t]*$", re.MULTILINE)
# YAML 1.1 takes them for line ends, which would shift every line number behind them.
_SEPARATORS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))


class FrontResult(msgspec.Struct, frozen=True):
    """What a file holds."""

    front: FrontMatter  # after an error: what could be read all the same
    body: str  # as typed, line ends \n
    body_line: int  # the line of the file on which the body starts, from 1
    problems: tuple[Diagnostic, ...] = ()  # by line and column; `file` is empty


class _Block(msgspec.Struct, frozen=True):
    """A text taken apart."""

    text: str  # between the marks
    line: int  # of the block's first line
    body: str
    body_line: int


def read_front_matter(data: bytes, options: FrontOptions) -> FrontResult:
    """Return the front matter and body of a file, and all that is wrong with the front matter. Never raises."""
    text, undecoded = decode(data)
    start = 0 if text[:1] in "-+" else _first_filled_line(text)
    for mark, handler, read in _HANDLERS:
        if text.startswith(mark, start) and handler.detect(text[start : start + MAX_BLOCK_BYTES]):
            problems = Problems(text[: start + _EXCERPTS], "front matter", _LEVELS[options.unknown])
            problems.found.extend(undecoded)
            block = _split(handler, text, start, mark, problems)
            if block is None:
                return FrontResult(FrontMatter(), "", 1, tuple(problems.found))
            root = read(block.text, problems, block.line) if _is_small(block, problems) else None
            front = read_fields(root, options.rename, problems) if root else FrontMatter()
            return FrontResult(front, block.body, block.body_line, tuple(sorted(problems.found)))
    return FrontResult(FrontMatter(), text, 1, (*undecoded, *report_unfenced(text, start)))


def _first_filled_line(text: str) -> int:
    blank = _BLANK_LINES.match(text)
    return blank.end() if blank else 0


def _split(handler: BaseHandler, text: str, start: int, mark: str, problems: Problems) -> _Block | None:
    line = text.count("\n", 0, start) + 1
    try:
        block, body = handler.split(text[start:])
    except ValueError:  # there is no second mark
        _report_unclosed(text, start, line, mark, problems)
        return None
    # Both parts begin with the line end behind their mark.
    return _Block(block[1:].translate(_SEPARATORS), line + 1, body[1:], line + block.count("\n") + 1)


def _report_unclosed(text: str, start: int, line: int, mark: str, problems: Problems) -> None:
    nearly = _NEARLY_A_MARK.search(text, start + len(mark) + 1)
    help = f"end it with a line that is just {mark}; a post without front matter can draw its first line with ***"
    if nearly:
        help = f"line {text.count(chr(10), 0, nearly.start()) + 1} is “{nearly[0].strip()}”; make it {mark}"
    problems.add(
        "unclosed-front-matter", f"the front matter begins with {mark} and never ends", _place(line, 3), help=help
    )


def _is_small(block: _Block, problems: Problems) -> bool:
    size = len(block.text.encode())
    if size <= MAX_BLOCK_BYTES:
        return True
    message = f"the front matter is {size} bytes long; at most {MAX_BLOCK_BYTES} are read"
    help = "move text into the body, or check that the closing line stands where it should"
    problems.add("front-matter-too-large", message, _place(block.line - 1, 3), help=help)
    return False


def _place(line: int, length: int) -> Node:
    return Node("mapping", line, 1, length)
