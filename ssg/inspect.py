"""Answer questions about a site: what is this output made of, why are these posts related?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from ssg.catalog.related import FULL_SCORE, Match, index_related, rank_rows
from ssg.catalog.related_question import candidate_of
from ssg.catalog.site import Entry
from ssg.content.frontmatter import read_front_matter
from ssg.content.markdown import render_markdown
from ssg.content.parse_options import parse_options
from ssg.content.terms import term_words
from ssg.core.clock import iso_utc
from ssg.core.errors import Refused, frame, has_errors
from ssg.core.folders import CACHE, CONTENT, OUTPUT
from ssg.core.options import BuildOptions, silent
from ssg.core.report import Stopwatch
from ssg.core.urls import address_of, base_path, output_path
from ssg.publish.engine import render_engine
from ssg.publish.manifest import Made, State, load_state, state_file
from ssg.publish.reasons import CAUSE_MARK, in_order, words_of
from ssg.run.freshness import file_digest
from ssg.run.loading import load_site_config
from ssg.run.preparing import Prepared, prepare


class NotBuilt(Exception):
    """There is nothing to answer from; the argument says what to do first."""


# ── why ─────────────────────────────────────────────────────────────────────────────────────────────


def explain_output(site_folder: str, path_or_url: str, output: str, cache_dir: str) -> list[str]:
    """Return lines that say what an output is made of and what last made it change. Raises NotBuilt."""
    output_folder = output or os.path.join(site_folder, OUTPUT)
    cache = cache_dir or os.path.join(site_folder, CACHE)
    state, _ = load_state(state_file(cache, output_folder), render_engine())
    if not state.outputs:
        raise NotBuilt("nothing is known of earlier builds: run ssg build first")
    content_folder = os.path.join(site_folder, CONTENT)
    name = find_output(state, _without_base(path_or_url, site_folder), output_folder, content_folder)
    if name is None:
        raise NotBuilt(_unknown_output(state, path_or_url, content_folder))
    made = state.outputs[name]
    return [*_explained(name, made), *_edited_since(state, made, content_folder)]


def _without_base(path_or_url: str, site_folder: str) -> str:
    """Return a full URL as the address that it has on the site."""
    if "://" not in path_or_url:
        return path_or_url
    address = unquote(urlsplit(path_or_url).path)
    try:
        config, _ = load_site_config(site_folder, "", {})
    except Refused:
        return address
    return address.removeprefix(unquote(base_path(config.site.base_url)))


def find_output(state: State, path_or_address: str, output_folder: str, content_folder: str) -> str | None:
    """Return the output that a path, an address, the end of an address or a source file means."""
    relative = _below(output_folder, path_or_address)
    site_absolute = "/" + path_or_address.lstrip("/")
    for name in (path_or_address, relative, output_path(site_absolute), output_path(site_absolute.rstrip("/") + "/")):
        if name in state.outputs:
            return name
    if slug := path_or_address.strip("/"):
        pages = [name for name in state.outputs if f"/{name}".endswith(f"/{slug}/index.html")]
        if len(pages) == 1:
            return pages[0]
    sources = {(path_or_address.removeprefix(f"{CONTENT}/"),), (_below(content_folder, path_or_address),)}
    made = [name for name, output in state.outputs.items() if output.sources in sources]
    # The page before its Markdown.
    return min(made, key=lambda name: (not name.endswith(".html"), name), default=None)


def _below(folder: str, path: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _unknown_output(state: State, path_or_url: str, content_folder: str) -> str:
    for path in (path_or_url.removeprefix(f"{CONTENT}/"), _below(content_folder, path_or_url)):
        if path in state.stamps:
            return (
                f"no output is made from {CONTENT}/{path}: it is a draft, not due yet, expired, or part of another page"
            )
        if os.path.isfile(os.path.join(content_folder, path)):
            return f"nothing is known of {CONTENT}/{path} yet: run ssg build first"
    return f"no output is made for “{path_or_url}”"


def _explained(name: str, made: Made) -> list[str]:
    written = iso_utc(made.stamp.mtime // 1_000_000_000).replace("T", " ").replace("+00:00", " UTC")
    return [
        f"{name}  ({address_of(name)})",
        f"last written {written}, because:",
        *(f"  {cause}" for cause in (made.reason or "new").split(CAUSE_MARK)),
        "written again when one of these changes:",
        *(
            f"  {made.parts[part].hex()[:10]}  {words_of(part, made.sources)}"
            for part in in_order(made.parts)
            if made.parts[part]
        ),
    ]


def _edited_since(state: State, made: Made, content_folder: str) -> list[str]:
    """Return a line for each source whose bytes are no longer those that the output was made from."""
    return [
        f"{CONTENT}/{path} has changed since the last build: run ssg build"
        for path in made.sources
        if path in state.stamps and file_digest(os.path.join(content_folder, path)) != state.stamps[path].digest
    ]


# ── related ─────────────────────────────────────────────────────────────────────────────────────────


def explain_related(site_folder: str, post: str, options: BuildOptions) -> list[str]:
    """Return a line for each post related to ``post``: score, address, reason. Raises NotBuilt."""
    prepared = prepared_site(site_folder, options)
    posts = prepared.indexed.site.posts
    row = _row_of(post, posts)
    if row is None:
        raise NotBuilt(f"no published post has the path, slug or address “{post}”")
    pins = prepared.indexed.pins
    index = index_related([candidate_of(entry) for entry in posts], pins)
    matches = rank_rows(index, row, row + 1, count=prepared.config.related.count)[0]
    words = _words(posts[row], prepared)
    return [f"{posts[row].post.title}  ({posts[row].post.url})"] + [
        _line(match, posts[match.row], words) for match in matches
    ]


def prepared_site(site_folder: str, options: BuildOptions) -> Prepared:
    """Return the site up to its plan, whatever its findings. Raises NotBuilt when there is no site at all."""
    cache = options.cache_dir or os.path.join(site_folder, CACHE)
    state, _ = load_state(state_file(cache, os.path.join(site_folder, OUTPUT)), render_engine())
    try:
        prepared = prepare(site_folder, options, state, cache, Stopwatch(), silent)
    except Refused as refused:
        raise NotBuilt("\n\n".join(frame(problem) for problem in refused.problems)) from None
    if has_errors(prepared.problems) and not prepared.indexed.site.posts:
        raise NotBuilt("\n\n".join(frame(problem) for problem in prepared.problems))
    return prepared


def _row_of(wanted: str, posts: Sequence[Entry]) -> int | None:
    tidy = wanted.removeprefix(f"{CONTENT}/").strip("/")
    for row, entry in enumerate(posts):
        url = entry.post.url.strip("/")
        if tidy in (entry.post.path, url, url.rpartition("/")[2], entry.post.id):
            return row
    return None


def _words(entry: Entry, prepared: Prepared) -> dict[int, str]:
    with open(prepared.found[entry.post.path].disk_path, "rb") as file:
        data = file.read()
    options = parse_options(prepared.config)
    read = read_front_matter(data, options.front)
    rendered = render_markdown(read.body, read.body_line, options.markdown, not read.front.title, read.front.title)
    title = read.front.title or rendered.title
    return term_words(read.front, title, rendered.excerpt, rendered.prose)


def _line(match: Match, entry: Entry, words: dict[int, str]) -> str:
    reason = match.reason
    shared = []
    if reason.tags:
        shared.append("tags " + ", ".join(reason.tags))
    if reason.terms:
        shared.append("words " + ", ".join(words.get(term, "?") for term in reason.terms))
    why = reason.kind if reason.kind in ("pinned", "story") else ""
    return f"{match.score / FULL_SCORE:6.3f}  {entry.post.url}  {'; '.join(filter(None, [why, *shared]))}".rstrip()
