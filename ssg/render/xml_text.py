"""Text as XML 1.0 may hold it: illegal characters left out, the rest escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Production 2 of XML 1.0, and without DEL and the C1 controls that it discourages and validators refuse.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"[\t\r\n]+")


def legal(text: str) -> str:
    """Return ``text`` without the characters that no XML document may hold, escaped or not."""
    # Nearly all text is printable as it stands, and asking is faster than looking for what is not.
    return text if text.replace("\n", "").isprintable() else _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """Return ``text`` legal, on one line and without blanks at its ends."""
    return (text if text.isprintable() else _LINE_ENDS.sub(" ", _ILLEGAL.sub("", text))).strip()


def escape(text: str) -> str:
    """Return legal text for an element or a quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def cdata(text: str) -> str:
    """Return legal text as a CDATA section, `]]>` split over two."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def element(name: str, text: str) -> str:
    """Return one line with an element of plain text; nothing when the text is empty."""
    line = one_line(text)
    return f"<{name}>{escape(line)}</{name}>\n" if line else ""


def attributes(values: Mapping[str, object]) -> str:
    """Return a blank and `name="value"` for each value that is neither empty nor 0, in the given order."""
    return "".join(f' {name}="{escape(one_line(str(value)))}"' for name, value in values.items() if value)
