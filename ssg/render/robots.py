"""robots.txt: who may read the site, and what it has to read. AI crawlers are told apart by what they read it for."""

from __future__ import annotations

from ssg.core.settings import RobotsConfig
from ssg.core.urls import absolute
from ssg.core.views import SiteInfo

AI_TRAINING = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Google-Extended",
    "GPTBot",
    "meta-externalagent",
    "PanguBot",
)
"""Crawlers, and tokens that stand for no crawler of their own, of whoever trains models with what they read."""

AI_SEARCH = (
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "DuckAssistBot",
    "meta-externalfetcher",
    "MistralAI-User",
    "OAI-SearchBot",
    "Perplexity-User",
    "PerplexityBot",
)
"""Crawlers that read a page to answer somebody's question, and name it as their source."""

SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml")

_PREVIEW = "# A preview: every page says noindex, and to read that a crawler has to be let in.\n"


def robots_txt(site: SiteInfo, noindex: bool, robots: RobotsConfig) -> bytes:
    """Return robots.txt (RFC 9309); ``noindex`` for a preview.

    A preview is not closed: a crawler that may not fetch a page never sees that it says noindex, and lists its address.
    """
    everybody = "User-agent: *\nAllow: /\n"
    blocks = [(_PREVIEW if noindex else "") + everybody, *_refusals(robots, site.base_path)]
    if not noindex:
        blocks.append("".join(f"Sitemap: {absolute(address, site.base_url)}\n" for address in SITEMAPS))
    return "\n".join(blocks).encode()


def _refusals(robots: RobotsConfig, base_path: str) -> list[str]:
    """Return a group for each kind of crawler that is kept out: the most telling group is the only one it reads."""
    groups = (
        ("reads to train models", AI_TRAINING if robots.ai_training == "disallow" else ()),
        ("reads to answer questions", AI_SEARCH if robots.ai_search == "disallow" else ()),
        ("is named in site.toml", robots.disallow),
    )
    return [
        f"# Who {what}.\n" + "".join(f"User-agent: {name}\n" for name in names) + f"Disallow: {base_path}/\n"
        for what, names in groups
        if names
    ]
