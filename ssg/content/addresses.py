"""Addresses in raw HTML: every one that only the index can resolve becomes a placeholder.

One pass over the text of a raw HTML token, in time proportional to its length. The tokens are the HTML
standard's tokeniser's where it matters: comments, raw text elements, quoted and bare attribute values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

from ssg.content import jsx
from ssg.content.collecting import Collected, Kind, is_printed
from ssg.content.findings import report_component, report_jsx, report_missing_alt

# (element, attribute) → kind; "*" is every other element.
_URL_ATTRIBUTES: dict[tuple[str, str], Kind] = {
    ("a", "href"): "link",
    ("area", "href"): "link",
    ("iframe", "src"): "link",
    ("img", "src"): "file",
    ("input", "src"): "file",
    ("object", "data"): "file",
    ("*", "href"): "file",
    ("*", "xlink:href"): "file",
    ("*", "src"): "file",
    ("*", "poster"): "file",
}
_SRCSETS = frozenset({"srcset", "imagesrcset"})
# Their content is no markup, up to their own closing tag (HTML standard, 13.2.5.2 to 13.2.5.4).
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_WITHOUT_TEXT = frozenset({"script", "style", "textarea", "title", "iframe", "noembed", "noframes"})
_HTML_NAMES_TEXT = """
    a abbr address area article aside audio b base big blockquote body br button canvas caption center cite code col
    dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head
    header hr html i iframe img input ins kbd label legend li link main map mark math menu meta nav noscript object ol
    optgroup option p picture pre progress q ruby s samp script section select small source span strike strong style
    sub summary sup svg table tbody td textarea tfoot th thead time title tr track tt u ul var video wbr
"""
_HTML_NAMES = frozenset(_HTML_NAMES_TEXT.split())
_VOID_NAMES_TEXT = "area base br col embed hr img input link meta source track wbr"
_CONTAINERS = _HTML_NAMES - frozenset(_VOID_NAMES_TEXT.split())

_TAG = re.compile(r"<(?:(!--)|(/?)([A-Za-z][^\s/>]*))")
_ATTRIBUTE = re.compile(
    rf"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|({jsx.VALUE}|[^\s>"'][^\s>]*)))?"""
)
_SRCSET_WORD = re.compile(r"[\s,]*([^\s,]\S*)")


class Attribute(NamedTuple):
    """An attribute of a tag, and where it stands in its token."""

    name: str  # lower case
    value: str  # as typed, without its quotes
    at: int  # of the name
    start: int  # of the value with its quotes; equal to ``end`` when there is none
    end: int


def rewrite_html(html: str, collected: Collected, line: int) -> tuple[str, str]:
    """Return raw HTML with placeholders for its addresses, and its text without markup, scripts and `<pre>`.

    ``line`` is the line of the body, from 0, on which ``html`` begins.
    """
    scan = _Scan(html, collected, line)
    scan.run()
    return "".join(scan.pieces), " ".join(scan.words)


def attributes_of(tag: str) -> dict[str, str]:
    """Return the attributes of the one tag in ``tag``, entities undone; the first of a name counts."""
    found: dict[str, str] = {}
    start = _TAG.match(tag)
    for attribute in _attributes(tag, start.end()) if start else ():
        meant = jsx.html_value(attribute.name, attribute.value) if attribute.value[:1] == "{" else None
        found.setdefault(attribute.name, meant if isinstance(meant, str) else unescape(attribute.value))
    return found


def is_component(name: str) -> bool:
    """Return whether a tag's name is a JSX component's: capitalised, and not an HTML element in capitals."""
    return name[:1].isupper() and not name.isupper() and name.lower() not in _HTML_NAMES


def srcset_candidates(value: str) -> list[tuple[str, str]]:
    """Return the (address, descriptor) pairs of a srcset (HTML standard, 4.8.4.2.1); a descriptor may be empty."""
    found: list[tuple[str, str]] = []
    position = 0
    while word := _SRCSET_WORD.match(value, position):
        url, position, descriptor = word[1], word.end(), ""
        if not url.endswith(","):
            comma = value.find(",", position)
            end = len(value) if comma < 0 else comma
            descriptor, position = value[position:end].strip(), end
        found.append((url.rstrip(","), descriptor))
    return found


def _attributes(html: str, position: int) -> Iterator[Attribute]:
    while match := _ATTRIBUTE.match(html, position):
        position = match.end()
        group = match.lastindex or 1
        if group == 1:
            yield Attribute(match[1].lower(), "", match.start(1), position, position)
        else:
            quote = 0 if group == 4 else 1
            start, end = match.start(group) - quote, match.end(group) + quote
            yield Attribute(match[1].lower(), match[group], match.start(1), start, end)


class _Scan:
    """One pass over a raw HTML token. It holds the output so far and how far the input is copied."""

    def __init__(self, html: str, collected: Collected, line: int) -> None:
        self.html = html
        self.collected = collected
        self.pieces: list[str] = []
        self.words: list[str] = []
        self._copied = 0
        self._line = line
        self._counted = 0  # characters whose line ends are counted in _line

    def run(self) -> None:
        open_element = self.collected.raw_text
        position = self._raw_text_end(open_element, 0) if open_element else 0
        while match := _TAG.search(self.html, position):
            self._add_text(position, match.start())
            position = self._comment_end(match) if match[1] else self._tag_end(match)
        self._add_text(position, len(self.html))
        self.pieces.append(self.html[self._copied :])

    def _add_text(self, start: int, end: int) -> None:
        if start < end and not self.collected.in_code:
            text = self.html[start:end].strip()
            if text:
                self.words.append(unescape(text) if "&" in text else text)

    def _comment_end(self, match: re.Match[str]) -> int:
        end = self.html.find("-->", match.start() + 2)
        return len(self.html) if end < 0 else end + 3

    def _tag_end(self, match: re.Match[str]) -> int:
        typed_name = match[3]
        name, closing = typed_name.lower(), bool(match[2])
        found = [] if closing else list(_attributes(self.html, match.end()))
        behind = found[-1].end if found else match.end()
        end = self.html.find(">", behind)
        end = len(self.html) if end < 0 else end + 1
        if is_component(typed_name):
            self._escape_component(match, end, closing)
            return end
        if not closing:
            self._rewrite_attributes(name, found, match.start())
        if not closing and name in _CONTAINERS and self.html[max(behind, end - 2) : end] == "/>":
            # HTML has no such tags: "<iframe … />" would swallow the rest of the page.
            self._replace(end - 2, end, f"></{name}>")
        elif name == "pre":
            self.collected.in_code = max(0, self.collected.in_code + (-1 if closing else 1))
        elif not closing and name in _RAW_TEXT:
            return self._raw_text_end(name, end)
        return end

    def _raw_text_end(self, name: str, start: int) -> int:
        closing = re.compile(f"</{name}", re.IGNORECASE).search(self.html, start)
        end = closing.start() if closing else len(self.html)
        # A blank line ends the token, not the element.
        self.collected.raw_text = "" if closing else name
        if name not in _WITHOUT_TEXT:
            self._add_text(start, end)
        return end

    def _escape_component(self, match: re.Match[str], end: int, closing: bool) -> None:
        self._replace(match.start(), end, escape(self.html[match.start() : end], quote=False))
        if not closing:
            report_component(self.collected, match[3], self._place(match.start(), "<" + match[3]))

    def _rewrite_attributes(self, name: str, found: list[Attribute], tag_start: int) -> None:
        names: set[str] = set()
        if name == "img" and all(attribute.name != "alt" for attribute in found):
            report_missing_alt(self.collected, self._place(tag_start, "<img"), "<img")
        for attribute in found:
            if attribute.name in names:
                continue  # browsers keep the first of a name
            names.add(attribute.name)
            if attribute.name == "id" or (attribute.name == "name" and name == "a"):
                self.collected.headings.ids.add(unescape(attribute.value))
            elif self.html[attribute.start : attribute.start + 1] == "{":
                self._rewrite_braces(name, attribute)
            else:
                self._rename(attribute)
                if attribute.value:
                    self._rewrite_value(name, attribute.name, attribute.value, (attribute.start, attribute.end))

    def _rename(self, attribute: Attribute) -> None:
        if (name := jsx.html_name(attribute.name)) != attribute.name:
            self._replace(attribute.at, attribute.at + len(attribute.name), name)

    def _rewrite_braces(self, element: str, attribute: Attribute) -> None:
        """Print a JSX value as HTML means it. Template syntax of other tools stays as typed."""
        name, typed = attribute.name, attribute.value
        meant = jsx.html_value(name, typed)
        if isinstance(meant, str):
            kind = _URL_ATTRIBUTES.get((element, name)) or _URL_ATTRIBUTES.get(("*", name))
            place = self._place(attribute.start, meant)
            marked = self.collected.placeholder(meant, kind, place) if kind else ""
            self._replace(attribute.at, attribute.end, f'{jsx.html_name(name)}="{marked or escape(meant)}"')
        elif meant is not None:
            self._replace(attribute.at, attribute.end, name if meant else "")
        elif not typed.startswith("{{") or name == "style":
            self._replace(attribute.at, attribute.end, "")
            shown = self.html[attribute.at : attribute.end]
            report_jsx(self.collected, shown, self._place(attribute.at, shown))

    def _rewrite_value(self, name: str, attribute: str, value: str, span: tuple[int, int]) -> None:
        if attribute in _SRCSETS:
            self._replace(*span, f'"{self._srcset(value, span[0])}"')
            return
        kind = _URL_ATTRIBUTES.get((name, attribute)) or _URL_ATTRIBUTES.get(("*", attribute))
        if kind is None:
            return
        target = unescape(value).strip()
        if target and not is_printed(target):
            number = self.collected.number(target, kind, self._place(span[0], value))
            self._replace(*span, f'"\x02{number}\x03"')

    def _srcset(self, value: str, start: int) -> str:
        place = self._place(start, value)
        kept = []
        for url, descriptor in srcset_candidates(unescape(value)):
            marked = self.collected.placeholder(url, "file", place) or escape(url)
            kept.append(f"{marked} {escape(descriptor)}".rstrip())
        return ", ".join(kept)

    def _replace(self, start: int, end: int, text: str) -> None:
        self.pieces += (self.html[self._copied : start], text)
        self._copied = end

    def _place(self, position: int, needle: str) -> tuple[int, int]:
        """Return the (line from 0, column from 1) of ``needle``, which stands at ``position`` of the token."""
        self._line += self.html.count("\n", self._counted, position)
        self._counted = position
        lines = self.collected.lines
        if self._line >= len(lines):
            return self._line, 0
        first_line = needle.split("\n", 1)[0]
        return self._line, lines[self._line].find(first_line, 0, 10_000) + 1
