"""A post's Markdown beside its page: the body as typed under a generated header, never the raw front matter."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ssg.core.model import Body, Post
from ssg.core.urls import absolute
from ssg.core.views import SiteInfo
from ssg.render.twin_links import with_full_addresses

_quoted = json.JSONEncoder(ensure_ascii=False).encode  # made once: `json.dumps` makes one for each text


def markdown_twin(post: Post, body: Body, site: SiteInfo, targets: Iterable[tuple[str, str]] = ()) -> bytes:
    """Return the Markdown file of a post; the header is YAML, its texts quoted as JSON, which YAML contains.

    ``targets`` are the addresses of its body, each as typed and as it came out.
    """
    full = {typed: _full(url, post.url, site.base_url) for typed, url in targets}
    rows: list[tuple[str, object]] = [
        ("title", post.title),
        ("subtitle", post.subtitle),
        ("url", absolute(post.url, site.base_url)),
        ("date", post.date),
        ("updated", post.updated),
        ("lang", post.lang),
        ("authors", [author.title for author in post.authors]),
        ("tags", [tag.title for tag in post.tags]),
        ("summary", post.summary),
        ("key_points", [point.text for point in post.key_points]),
    ]
    header = "".join(f"{key}: {_quoted(value)}\n" for key, value in rows if value)
    return f"---\n{header}---\n\n{with_full_addresses(body.markdown.strip(), full)}\n".encode()


def _full(url: str, page: str, base_url: str) -> str:
    return absolute(page + url if url.startswith("#") else url, base_url)
