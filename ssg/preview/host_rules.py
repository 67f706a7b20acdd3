"""`_redirects` and `_headers`, read and applied as Netlify does (docs.netlify.com, and its own parsers)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ssg.core.urls import encoded

_URL = re.compile(r"https?://", re.IGNORECASE)
_STATUS = re.compile(r"([1-5][0-9]{2})(!?)")
_PLACEHOLDER = re.compile(r":([A-Za-z_][A-Za-z0-9_]*)")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]+")
_SPLAT = "splat"
_IN_A_PATH = "/!$&'()*,;=@~-._+"
_IN_A_QUERY = "/%?&=+@!$'()*,;:~-._"


# ── _redirects ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RedirectRule:
    """A line of `_redirects` that may apply here."""

    path: str  # decoded, without a slash at the end; of a pattern nothing but its number is used
    pattern: re.Pattern[str] | None  # None when the path is taken as it is
    names: tuple[str, ...]  # of the pattern's groups
    query: tuple[tuple[str, str], ...]  # parameter and value, or a placeholder for it
    target: str  # percent-encoded, with placeholders
    status: int
    forced: bool  # it applies where a file stands, too


class Landing(NamedTuple):
    """Where a rule leads: its target with the placeholders filled in."""

    target: str  # percent-encoded: what was in the request cannot end a header, or begin a query
    status: int
    forced: bool


@dataclass(frozen=True, slots=True)
class Redirects:
    """The rules of a `_redirects` file, by number: the first that matches wins."""

    exact: Mapping[str, tuple[tuple[int, RedirectRule], ...]]  # by path
    patterns: tuple[tuple[int, RedirectRule], ...]


def read_redirects(data: bytes) -> Redirects:
    """Return the rules of a `_redirects` file. Lines that cannot be read, or never apply here, are left out:
    those for other hosts, and those with conditions (country, language, role), which a preview cannot know."""
    exact: dict[str, tuple[tuple[int, RedirectRule], ...]] = {}
    patterns = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n")):
        rule = _redirect_rule(line)
        if rule and rule.pattern:
            patterns.append((number, rule))
        elif rule:
            exact[rule.path] = (*exact.get(rule.path, ()), (number, rule))
    return Redirects(exact, tuple(patterns))


def _redirect_rule(line: str) -> RedirectRule | None:
    words = _without_comment(line.split())
    place = next((number for number, word in enumerate(words) if number and _is_target(word)), 0)
    if not place or not words[0].startswith("/"):
        return None
    status = _STATUS.fullmatch(words[place + 1]) if place + 1 < len(words) else None
    if len(words) > place + 1 + bool(status) or _leads_to_any_host(words[place]):
        return None
    pattern, names = _path_pattern(words[0])
    return RedirectRule(
        path=_bare(unquote(words[0])),
        pattern=pattern,
        names=names,
        query=tuple((name, value) for name, _, value in (word.partition("=") for word in words[1:place])),
        target=encoded(words[place]),
        status=int(status[1]) if status else 301,
        forced=bool(status and status[2]),
    )


def _without_comment(words: list[str]) -> list[str]:
    return next((words[:number] for number, word in enumerate(words) if word.startswith("#")), words)


def _is_target(word: str) -> bool:
    return word.startswith("/") or _URL.match(word) is not None


def _leads_to_any_host(target: str) -> bool:
    """Return whether the request would choose the host: `https://:splat`, `//…`."""
    return target.startswith("//") or _PLACEHOLDER.search(urlsplit(target).netloc) is not None


def _path_pattern(path: str) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    """Return what matches a path, and the names of its groups: a placeholder is a segment, a splat all that follows."""
    parts = path.strip("/").split("/")
    names = [part[1:] for part in parts if _PLACEHOLDER.fullmatch(part)]
    splat = parts[-1] == "*"
    if not names and not splat:
        return None, ()
    text = "".join(
        "/([^/]+)" if _PLACEHOLDER.fullmatch(part) else "/" + re.escape(unquote(part))
        for part in (parts[:-1] if splat else parts)
    )
    return re.compile(text + ("(?:/(.*))?" if splat else "/?"), re.DOTALL), (*names, *([_SPLAT] if splat else []))


def _bare(path: str) -> str:
    return path.rstrip("/") or "/"


def landing(redirects: Redirects, path: str, query: str) -> Landing | None:
    """Return where the first rule for a decoded path and a query leads; None when there is no rule."""
    parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    for _, rule in sorted((*redirects.exact.get(_bare(path), ()), *redirects.patterns), key=_number):
        values = _values(rule, path, parameters)
        if values is not None:
            return Landing(_filled(rule, values, query), rule.status, rule.forced)
    return None


def _number(numbered: tuple[int, RedirectRule]) -> int:
    return numbered[0]


def _values(rule: RedirectRule, path: str, parameters: Sequence[tuple[str, str]]) -> dict[str, str] | None:
    """Return the values of the rule's placeholders; None when it does not match."""
    values: dict[str, str] = {}
    if rule.pattern:
        matched = rule.pattern.fullmatch(path)
        if matched is None:
            return None
        values = {name: value or "" for name, value in zip(rule.names, matched.groups(), strict=True)}
    sent = dict(parameters)
    for name, wanted in rule.query:
        if name not in sent or not (wanted.startswith(":") or sent[name] == wanted):
            return None
        values[wanted.removeprefix(":")] = sent[name]
    return values


def _filled(rule: RedirectRule, values: Mapping[str, str], query: str) -> str:
    """Return the rule's target with its placeholders filled in, and the request's query where it has none."""
    path, mark, own_query = rule.target.partition("?")
    path = _with_values(path, values, safe=_IN_A_PATH)
    if mark:
        return f"{path}?{_with_values(own_query, values, safe='')}"
    if not query or rule.query or not 200 <= rule.status < 400:
        return path
    base, hash_mark, fragment = path.partition("#")
    # Not `encoded`: it remembers what it has seen, and this is whatever anybody asks for.
    return f"{base}?{quote(query, safe=_IN_A_QUERY)}{hash_mark}{fragment}"


def _with_values(text: str, values: Mapping[str, str], *, safe: str) -> str:
    return _PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=safe) if found[1] in values else found[0], text)


# ── _headers ────────────────────────────────────────────────────────────────────────────────────────


class HeaderRule(NamedTuple):
    """A path of `_headers`, and what goes out with what it matches."""

    pattern: re.Pattern[str]
    headers: tuple[tuple[str, str], ...]


def read_headers(data: bytes) -> tuple[HeaderRule, ...]:
    """Return the rules of a `_headers` file; below one path, several headers of one name are joined by ", "."""
    blocks: list[tuple[str, dict[str, tuple[str, str]]]] = []
    for line in data.decode("utf-8", "replace").split("\n"):
        line = line.strip()
        name, colon, value = line.partition(":")
        if line.startswith("/"):
            blocks.append((line, {}))
        elif blocks and colon and not line.startswith("#") and _is_header(name.strip(), value.strip()):
            headers = blocks[-1][1]
            before = headers.get(name.strip().lower())
            joined = f"{before[1]}, {value.strip()}" if before else value.strip()
            headers[name.strip().lower()] = (name.strip(), joined)
    return tuple(HeaderRule(_headers_pattern(path), tuple(headers.values())) for path, headers in blocks)


def _is_header(name: str, value: str) -> bool:
    return _TOKEN.fullmatch(name) is not None and _VALUE.fullmatch(value) is not None


def _headers_pattern(path: str) -> re.Pattern[str]:
    parts = [part for part in path.split("/") if part]
    text = "".join(map(_headers_part, parts))
    return re.compile(text + "/?", re.DOTALL | re.IGNORECASE)


def _headers_part(part: str) -> str:
    if part.startswith(":"):
        return "/[^/]+"
    if part == "*":
        return "(?:/.*)?"
    return "/" + ".*".join(re.escape(unquote(piece)) for piece in part.split("*"))


def headers_for(rules: Sequence[HeaderRule], path: str) -> dict[str, tuple[str, str]]:
    """Return (name, value) by lower-case name for a decoded path: of several rules that name a header the last wins."""
    found: dict[str, tuple[str, str]] = {}
    for rule in rules:
        if rule.pattern.fullmatch(path):
            found |= {name.lower(): (name, value) for name, value in rule.headers}
    return found
