"""llms.txt, by llmstxt.org: the site in Markdown, with links to the Markdown of its newest posts.

The format's own reader takes a file apart line by line: each line of a section is one link with its notes, titles have
no square brackets, and before the first section stands at least a sentence. So key points are notes of their link.
"""

from __future__ import annotations

from ssg.core.urls import absolute
from ssg.core.views import LinkList, SiteInfo, TextLink

ABOUT = "Each link leads to the Markdown of an article, newest first in each section."
OPTIONAL = "Optional"
"""The format's name for the section that may be left out where room is short."""

_IN_TITLES = str.maketrans("[]", "()")
_IN_ADDRESSES = str.maketrans({"(": "%28", ")": "%29"})


def llms_txt(site: SiteInfo, sections: tuple[LinkList, ...]) -> bytes:
    """Return llms.txt: title, description, and a list for each section."""
    summary = f"> {_line(site.description)}\n\n" if site.description else ""
    head = f"# {_line(site.title)}\n\n{summary}{ABOUT}\n"
    return (head + "".join(_section(section, site.base_url) for section in sections)).encode()


def _section(section: LinkList, base_url: str) -> str:
    links = "".join(_link(link, base_url) for link in section.links)
    return f"\n## {_line(section.title)}\n\n{links}"


def _link(link: TextLink, base_url: str) -> str:
    notes = " · ".join(map(_line, link.notes))
    address = absolute(link.url, base_url).translate(_IN_ADDRESSES)
    return f"- [{_line(link.title).translate(_IN_TITLES)}]({address}){f': {notes}' if notes else ''}\n"


def _line(text: str) -> str:
    return " ".join(text.split())
