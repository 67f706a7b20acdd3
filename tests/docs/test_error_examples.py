"""The message that docs/errors.md quotes for a code is what a site with that mistake gets."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.docs.pages import ROOT
from tests.sites import CONFIG, TestSite

Files = Mapping[str, str | bytes]

POST = "---\ntitle: A\ndate: 2026-01-10\n{}---\n\nText.\n"
LOCKED = '{"id":"8f3a","path":"a.md","digest":"00","address":"/news/a/","former":[]}\n'
THEME = "themes/bare/templates/{}"


def front(*lines: str) -> str:
    """Return a post with these lines in its front matter."""
    return POST.format("".join(f"{line}\n" for line in lines))


def body(*lines: str) -> str:
    """Return a post with these lines as its text."""
    return POST.format("").replace("Text.", "\n".join(lines))


def config(*lines: str) -> str:
    return CONFIG + "".join(f"{line}\n" for line in lines)


MISTAKES: dict[str, Files] = {
    "not-utf8": {"content/a.md": b"---\ntitle: \xe9\n---\n"},
    "control-character": {"content/a.md": "---\ntitle: A\n---\n\nText\0\n"},
    "unsafe-path": {"content/a.md": front("slug: ..")},
    "unclosed-front-matter": {"content/a.md": "---\ntitle: A\n"},
    "unfenced-front-matter": {"content/a.md": "Title: A\nDate: 2026-01-10\n\nText.\n"},
    "front-matter-too-large": {"content/a.md": front("summary: " + "a" * 20000)},
    "nested-too-deeply": {"content/a.md": front("extra: " + "[" * 40 + "]" * 40)},
    "bad-yaml": {"content/a.md": "---\ntitle: Interview: the team\ndate: 2026-01-10\n---\n"},
    "bad-toml": {"site.toml": "[site]\ntitle = default\n"},
    "yaml-alias": {"content/a.md": front("subtitle: *bold")},
    "duplicate-key": {"content/a.md": front("tags: [a]", "tags: [b]")},
    "unknown-key": {"content/a.md": front("tag: [a]")},
    "wrong-type": {"content/a.md": front("draft: maybe")},
    "bad-value": {"site.toml": config("[feeds]", 'content = "ful"')},
    "bad-date": {"content/a.md": "---\ntitle: A\ndate: 2026-02-30\n---\n"},
    "bad-language": {"content/a.md": front("lang: zh_cn")},
    "conflicting-keys": {"content/a.md": front("description: One", "summary: Two")},
    "joined-tags": {"content/a.md": front("tags: models, chips")},
    "missing-setting": {"site.toml": '[site]\nlanguage = "en"\n'},
    "newsletter-without-action": {"site.toml": config("[newsletter]", 'provider = "buttondown"')},
    "mdx-component": {"content/a.mdx": body("<Chart />")},
    "template-syntax": {"content/a.md": body('{{< figure src="devices.png" >}}')},
    "bad-directive": {"content/a.md": body(":::figur", "Text", ":::")},
    "missing-alt": {"content/a.md": body("![](/a.svg)"), "content/a.svg": "<svg/>"},
    "dead-link": {"content/a.md": body("[text](other-post.md)")},
    "missing-image": {"content/a.md": body("![Phones](devices.png)")},
    "bad-image": {"content/devices.png": "no picture"},
    "bad-file-name": {"content/2026-02-30-a.md": "Text.\n"},
    "empty-slug": {"content/a.md": front('slug: "???"')},
    "address-collision": {"content/x/a.md": front(), "content/y/a.md": front()},
    "bad-address": {"content/a.md": front("section: con")},
    "bad-permalink": {"site.toml": config("[permalinks]", 'post = "/{sectoin}/{slug}/"')},
    "duplicate-id": {"content/a.md": front("id: 8f3a"), "content/b.md": front("id: 8f3a")},
    "no-posts": {f"content/topic/{name}.md": "# Title\n\nText.\n" for name in "abcde"},
    "unknown-related": {"content/a.md": front("related: [old-story]")},
    "unknown-translation": {"content/a.md": front("lang: de", "translation_of: hello")},
    "merged-tags": {"content/a.md": front("tags: [LLM]"), "content/b.md": front("tags: [llm]")},
    "bad-lock": {"addresses.lock": "<<<<<<< ours\n"},
    "address-vanished": {"addresses.lock": LOCKED},
    "unknown-theme": {"site.toml": CONFIG.replace("bare", "defualt")},
    "unknown-need": {THEME.format("page.html"): "{{ pages }}"},
    "site-wide-need": {THEME.format("post.html"): "{{ latest }}", "content/a.md": front()},
    "template-error": {THEME.format("post.html"): "{{ post.image.src }}", "content/a.md": front()},
    "unknown-name": {THEME.format("post.html"): "{{ post.titel }}"},
    "lost-block": {THEME.format("post.html"): '{% extends "base.html" %}{% block boddy %}{% endblock %}'},
    "foreign-output": {"output/index.html": "somebody else's"},
}
"""A code, and the files of a site that has the mistake."""


def quoted(code: str) -> str:
    """Return the message that docs/errors.md quotes for a code."""
    text = (ROOT / "docs" / "errors.md").read_text("utf-8")
    found = re.search(rf"^### `{code}`\n.*?^> (.+?)$", text, re.MULTILINE | re.DOTALL)
    assert found, f"errors.md quotes no message of {code}"
    return found[1]


def messages(site: TestSite, files: Files, code: str) -> list[str]:
    """Return the messages of a code that a site with these files gets, the site's own folder left out."""
    for path, data in files.items():
        target = site.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
    report = site.build()
    return [found.message.replace(f"{site.folder}/", "") for found in report.diagnostics if found.code == code]


@pytest.mark.parametrize("code", MISTAKES)
def test_the_reference_quotes_what_a_site_with_the_mistake_gets(code: str, site: TestSite) -> None:
    assert quoted(code) in messages(site, MISTAKES[code], code)
