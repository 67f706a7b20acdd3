"""The small sites that a theme is tried with: every kind of post that is hard to set, and a site without any."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from types import MappingProxyType

NOW = "2026-02-01T12:00:00+00:00"

CONFIG = """\
[site]
title = "Trial News"
id = "trial.example"
base_url = "https://trial.example/paper"
description = "A site on which a theme is tried."
theme = "{theme}"
copyright = "Trial News"
logo = "/logo.svg"
[listing]
per_page = 3
[authors.ada]
name = "Ada Example"
bio = "Writes what a theme has to print."
[sections.news]
title = "News"
description = "What is new."
[sections.reviews]
title = "Product reviews"
[tags.ai]
title = "Artificial Intelligence"
kind = "topic"
description = "Machines that learn."
"""

EMPTY = """\
[site]
title = "Empty News"
id = "empty.example"
base_url = "https://empty.example"
theme = "{theme}"
[newsletter]
provider = "none"
"""

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'

LONG = (
    "A headline of twenty-five words that no desk would print, and yet one day somebody will,"
    " so that every theme has to set it well enough"
)

BODY = """\
A first paragraph with a [link](https://elsewhere.example/) and a **bold** word.

## What happened

Text with `code` and a footnote.[^1]

```python
answer = 40 + 2
```

| Model | Score |
|---|---:|
| One | 81.4 |

## What it means

> A quotation.

## What comes next

![A plain picture](/plain.png)

[^1]: The note.
"""

FULL = (
    """\
---
title: Everything that a post can have
subtitle: A dek that says the story once more, with its angle
date: 2026-01-20T09:30:00+00:00
updated: 2026-01-21T10:00:00+00:00
section: news
authors: [ada, Grace Example]
tags: [ai, Robots, Chips]
image: {src: /plain.png, alt: A plain picture, caption: The caption, credit: The credit}
key_points:
  - "A **first** point"
  - A second point
  - A third point
sources:
  - {title: The report, url: "https://elsewhere.example/", publisher: Elsewhere, kind: report, accessed: 2026-01-19}
corrections:
  - {date: 2026-01-21, text: An earlier version was wrong.}
ai_use: assisted
featured: true
---

"""
    + BODY
)


def _post(number: int, **front: str) -> str:
    lines = {"title": f"Story number {number}", "date": f"2026-01-{number:02}", "tags": "[ai, Robots]", **front}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items() if value) + f"---\n\n{BODY}"


def _png(width: int, height: int) -> bytes:
    """Return a picture of one colour (PNG, ISO/IEC 15948)."""
    rows = (b"\0" + b"\x9a\x5b\x3c" * width) * height
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


POSTS: Mapping[str, str] = MappingProxyType(
    {
        "full.md": FULL,
        "bare.md": "---\ntitle: No more than a title\ndate: 2026-01-02\n---\n",
        "long.md": _post(3, title=LONG, subtitle="A dek", section="reviews", authors="[ada]"),
        "short.md": _post(4, title="Three words only", image="{src: /plain.png, alt: A plain picture}"),
        "untagged.md": _post(5, tags="", section="reviews"),
        "points.md": _post(6, key_points="[One, Two, Three]"),
        "chinese.md": _post(7, title="小米聘请罗福莉领导大模型团队", section="reviews"),
        "translated.md": _post(8, title="A story in two languages"),
        "translated.zh.md": _post(8, title="两种语言的报道", lang="zh", tags="[ai]"),
        **{f"more-{number}.md": _post(number, authors="[ada]") for number in range(9, 14)},
    }
)

PAGES: Mapping[str, str] = MappingProxyType(
    {
        "pages/about.md": f"---\ntitle: About us\nsubtitle: Who writes this\n---\n\n{BODY}",
        "news/_index.md": "---\ntitle: News\n---\n\nWhat the desk of news does.\n",
    }
)


def trial_files(theme: str) -> dict[str, bytes]:
    """Return the files of the site with every kind of post, by path."""
    texts = {
        "site.toml": CONFIG.format(theme=theme),
        **{f"content/posts/{name}": text for name, text in POSTS.items()},
        **{f"content/{name}": text for name, text in PAGES.items()},
        "content/logo.svg": LOGO,
    }
    return {**{path: text.encode() for path, text in texts.items()}, "content/plain.png": _png(1200, 800)}


def empty_files(theme: str) -> dict[str, bytes]:
    """Return the files of a site on its first day."""
    return {
        "site.toml": EMPTY.format(theme=theme).encode(),
        "content/pages/about.md": b"---\ntitle: About us\n---\n\nText.\n",
    }


SITES = (trial_files, empty_files)
