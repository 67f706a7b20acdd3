"""Directives as HTML: figures, videos that load nothing before a click, pull quotes, call-outs."""

from __future__ import annotations

import re
from html import escape

from ssg.content.collecting import Collected, is_printed, picture_marks
from ssg.content.directives import FAMILIES, Directive
from ssg.content.findings import report_missing_alt
from ssg.core.errors import nearest

CALLOUT_TITLES = {
    "note": "Note",
    "tip": "Tip",
    "info": "Info",
    "important": "Important",
    "warning": "Warning",
    "danger": "Danger",
    "caution": "Caution",
}
# A page of the video's host → the address that a script may embed once the reader asked for it.
_EMBEDS = (
    (
        re.compile(
            r"https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|embed/)|youtu\.be/)([\w-]{6,20})"
        ),
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    (re.compile(r"https?://(?:www\.)?vimeo\.com/(\d{4,12})"), "https://player.vimeo.com/video/{}?autoplay=1&dnt=1"),
)


def open_html(directive: Directive, collected: Collected, *, empty: bool) -> str:
    """Return the opening HTML of a directive; ``empty`` when nothing stands inside."""
    family = directive.family
    if family in ("figure", "video") and not directive.attributes.get("src"):
        report_directive(collected, directive, f"the {family} has no `src`", f'write :::{family}{{src="…"}}')
        family = "unknown"
    elif family == "unknown":
        near = nearest(directive.name, list(FAMILIES))
        known = f"did you mean `{near}`?" if near else f"known are {', '.join(FAMILIES)}"
        report_directive(collected, directive, f"`{directive.name}` is not a directive", known)
    return _OPENERS[family](directive, collected, empty)


def close_html(directive: Directive, *, empty: bool) -> str:
    """Return the closing HTML of a directive, the end of what `open_html` began."""
    family = directive.family
    if family == "unknown" or (family in ("figure", "video") and not directive.attributes.get("src")):
        return "</div>\n"
    credit = escape(directive.attributes.get("credit", ""))
    credit_html = f'<small class="credit">{credit}</small>' if credit else ""
    if family in ("figure", "video"):
        return "</figure>\n" if empty and not credit else f"{credit_html}</figcaption>\n</figure>\n"
    if family == "pullquote":
        cite = escape(directive.attributes.get("cite", ""))
        return "</blockquote>\n" + (f"<figcaption>{cite}</figcaption>\n" if cite else "") + "</figure>\n"
    return "</div>\n"


def callout_kind(directive: Directive) -> str:
    """Return the kind of a call-out: its name, or the `kind` of `:::callout`."""
    kind = directive.attributes.get("kind", "note").lower() if directive.name == "callout" else directive.name
    return kind if kind in CALLOUT_TITLES else "note"


def report_directive(collected: Collected, directive: Directive, message: str, help: str) -> None:
    collected.report("bad-directive", message, help=help, place=(directive.line, 0), subject=directive.name)


def _figure_html(directive: Directive, collected: Collected, empty: bool) -> str:
    image = image_html(directive.attributes, collected)
    caption = "" if empty and not directive.attributes.get("credit") else "<figcaption>"
    return f"<figure{_classes('', directive, collected)}>{image}\n{caption}"


def image_html(found: dict[str, str], collected: Collected) -> str:
    """Return the `<img>` for a directive's or component's `src` and `alt`."""
    if "alt" not in found:
        report_missing_alt(collected)
    src = collected.placeholder(found["src"], "image")
    size = f"\x04{src[1:-1]}\x03" if src else ""
    opened, printed, closed = picture_marks(src)
    attributes = f'src="{printed or escape(found["src"])}" alt="{escape(found.get("alt", ""))}"'
    return f'{opened}<img {attributes} loading="lazy" decoding="async"{size}>{closed}'


def _video_html(directive: Directive, collected: Collected, empty: bool) -> str:
    found = directive.attributes
    address, title = found["src"], directive.title or found["src"]
    embed = next((form.format(match[1]) for rule, form in _EMBEDS if (match := rule.match(address))), "")
    external = ' rel="noopener external"' if is_printed(address) else ""
    href = collected.placeholder(address, "file") or escape(address)
    data = f' data-embed="{escape(embed)}"' if embed else ""
    caption = "" if empty and not found.get("credit") else "<figcaption>"
    return (
        f"<figure{_classes('video', directive, collected)}>"
        f'<a class="video-link" href="{href}"{external}{data}>{_poster_html(directive, collected)}'
        f'<span class="video-title">{escape(title)}</span></a>\n{caption}'
    )


def _poster_html(directive: Directive, collected: Collected) -> str:
    poster = directive.attributes.get("poster", "")
    if not poster:
        return ""
    if is_printed(poster) or poster.startswith("//"):
        # A picture from another host would tell that host about the reader before any click.
        report_directive(collected, directive, "the poster is on another host", "keep the picture beside the post")
        return ""
    return image_html({"src": poster, "alt": ""}, collected)


def _pullquote_html(directive: Directive, collected: Collected, empty: bool) -> str:
    return f"<figure{_classes('pullquote', directive, collected)}>\n<blockquote>\n"


def _callout_html(directive: Directive, collected: Collected, empty: bool) -> str:
    kind = callout_kind(directive)
    title = "" if directive.title else f'<p class="callout-title">{CALLOUT_TITLES[kind]}</p>\n'
    return f'<div{_classes(f"callout callout-{kind}", directive, collected)} role="note">\n{title}'


def _unknown_html(directive: Directive, collected: Collected, empty: bool) -> str:
    return f"<div{_classes(f'directive directive-{directive.name}', directive, collected)}>\n"


_OPENERS = {
    "figure": _figure_html,
    "video": _video_html,
    "pullquote": _pullquote_html,
    "callout": _callout_html,
    "unknown": _unknown_html,
}


def _classes(own: str, directive: Directive, collected: Collected) -> str:
    joined = f"{own} {directive.attributes.get('class', '')}".strip()
    wanted = directive.attributes.get("id", "")
    given = f' id="{escape(collected.headings.claim("", wanted))}"' if wanted else ""
    return (f' class="{escape(joined)}"' if joined else "") + given
