"""Addresses in a post's Markdown made full: its twin is read elsewhere, where no relative one leads anywhere.

Only what the parser found to be an address of the body is replaced, and only where Markdown, raw HTML and directives
have addresses; code stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from re import Match

_FENCED = r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
_CODE = rf"{_FENCED}|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
_BARE = r"(?:\\.|[^\s<>()\\]|\([^\s<>()]*\))+"  # brackets belong to an address as long as they come in pairs
_DESTINATION = rf"(?P<before>\]\(\s*|^ {{0,3}}\[[^\]\n]+\]:[ \t]*)(?:<(?P<angled>[^<>\n]*)>|(?P<bare>{_BARE}))"
_ATTRIBUTE = r"""(?P<name>\b(?:href|src|poster|data)\s*=\s*)(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)')"""
_ADDRESSES = re.compile(f"{_CODE}|{_DESTINATION}|{_ATTRIBUTE}", re.MULTILINE | re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def with_full_addresses(markdown: str, full: Mapping[str, str]) -> str:
    """Return ``markdown`` with each address as typed in the place of which ``full`` has another."""
    if not full:
        return markdown
    return _ADDRESSES.sub(lambda found: _replaced(found, full), markdown)


def _replaced(found: Match[str], full: Mapping[str, str]) -> str:
    if found["before"] is not None:
        return _destination(found, full)
    typed = found["double"] if found["double"] is not None else found["single"]
    target = full.get(unescape(typed)) if typed is not None else None
    return f'{found["name"]}"{target}"' if target else found[0]


def _destination(found: Match[str], full: Mapping[str, str]) -> str:
    if found["angled"] is not None:
        target = full.get(_meant(found["angled"]))
        return f"{found['before']}<{target}>" if target else found[0]
    target = full.get(_meant(found["bare"]))
    return f"{found['before']}{_bracketed(target)}" if target else found[0]


def _bracketed(target: str) -> str:
    return f"<{target}>" if "(" in target or ")" in target else target


def _meant(typed: str) -> str:
    """Return an address without the escapes of Markdown and HTML."""
    return unescape(_ESCAPED.sub(r"\1", typed))
