"""Bytes as text with `\\n` line ends, and the places where they are none."""

from __future__ import annotations

import re

from ssg.core.errors import Diagnostic, diagnostic

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""The C0 controls that no text may hold: they are illegal in XML, and NUL ends a string in C."""


def decode(data: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return UTF-8 ``data`` as text, BOM left out and line ends as `\\n`, and what is wrong with it.

    Bytes and controls that are refused come out as U+FFFD, so that later mistakes are still found in one go.
    """
    if data[:2] in _UTF16:
        return "", (_not_utf8(data, 0, "the file is UTF-16, not UTF-8"),)
    # Searched as bytes, this costs 5 µs for a post; a pattern over the text costs ten times that.
    has_controls = len(data.translate(None, _CONTROL_BYTES)) != len(data)
    raw = data.removeprefix(_BOM)
    problems: tuple[Diagnostic, ...] = ()
    try:
        text = _unix_lines(raw.decode())
    except UnicodeDecodeError as error:
        offset = error.start + len(data) - len(raw)
        message = f"byte {offset} of the file is 0x{data[offset]:02X}, which is not UTF-8"
        problems = (_not_utf8(data, offset, message),)
        text = _unix_lines(raw.decode(errors="replace"))
    return (CONTROL.sub("\ufffd", text), (*problems, _control(text))) if has_controls else (text, problems)


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _not_utf8(data: bytes, offset: int, message: str) -> Diagnostic:
    before = _unix_lines(data[:offset].removeprefix(_BOM).decode(errors="replace"))
    return diagnostic(
        "not-utf8",
        message,
        help="save the file as UTF-8",
        at=(before.count("\n") + 1, len(before) - before.rfind("\n")),
        source=_unix_lines(data.removeprefix(_BOM).decode(errors="replace")),
    )


def _control(text: str) -> Diagnostic:
    places = [found.start() for found in CONTROL.finditer(text)]
    start = places[0]
    name = "the NUL character" if text[start] == "\0" else f"the control character U+{ord(text[start]):04X}"
    more = f", and {len(places) - 1} more" if len(places) > 1 else ""
    return diagnostic(
        "control-character",
        f"{name} stands in the text{more}",
        help="delete it; most editors show it as a box or as ^ and a letter",
        at=(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)),
        source=CONTROL.sub("\ufffd", text),
    )
