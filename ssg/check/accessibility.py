"""What people who hear a page, or walk it by keyboard, go by: its outline, landmarks, and words for what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ssg.check.html import BuiltPage, Element, Rule, Told, words_of

OUTLINE, NAME, ALT, ID = "page-outline", "missing-label", "missing-alt", "doubled-id"


def _language(page: BuiltPage) -> Iterator[Told]:
    root = page.html.root
    lang = (root.attributes.get("lang") or "") if root else ""
    if lang.lower() != page.lang.lower():
        said = f"has lang “{lang}”" if lang else "has no lang"
        message = f"the html element {said}, and the page is in “{page.lang}”"
        yield Told(OUTLINE, message, '<html lang="{{ page.lang }}">')


def _title(page: BuiltPage) -> Iterator[Told]:
    titles = [node for node in page.all("titles") if _is_in_head(node) and words_of(node)]
    if len(titles) != 1:
        yield Told(OUTLINE, _counted("title element", len(titles)), "<title>{{ page.title }}</title> once in the head")


def _is_in_head(node: Element) -> bool:
    """Return whether a title is the page's; a drawing has one as well."""
    above = node.parent
    return above is not None and above.tag == "head"


def _main(page: BuiltPage) -> Iterator[Told]:
    count = len(page.all("mains"))
    if count != 1:
        help = '<main id="main"> once, around what the page is about'
        yield Told(OUTLINE, _counted("main element", count), help)


def _headline(page: BuiltPage) -> Iterator[Told]:
    headlines = [node for node in page.all("headings") if node.tag == "h1" and words_of(node)]
    if len(headlines) != 1:
        help = "one <h1>: the headline, the list's title, the site's name"
        yield Told(OUTLINE, _counted("h1 element", len(headlines)), help)


def _levels(page: BuiltPage) -> Iterator[Told]:
    before = 1
    for node in page.all("headings"):
        level = int((node.tag or "h1")[1])
        if level > before + 1:
            message = f"an {node.tag} follows an h{before}: a level is skipped"
            yield Told(OUTLINE, message, f"use h{before + 1}", words_of(node))
            return
        before = level


def _pictures(page: BuiltPage) -> Iterator[Told]:
    for node in page.all("pictures"):
        if "alt" not in node.attributes:
            help = 'print {{ image.alt }}, or alt="" where the picture says nothing new'
            yield Told(ALT, "an img has no alt", help, _file_name(node.attributes.get("src")))
            return


def _fields(page: BuiltPage) -> Iterator[Told]:
    labelled = {label.attributes.get("for") for label in page.all("labels")} - {None}
    for node in page.all("fields"):
        if _needs_no_label(node) or _has_name(node.attributes) or node.attributes.get("id") in labelled:
            continue
        if not _in_label(node):
            name = node.attributes.get("name") or ""
            said = f"the {node.tag} “{name}”" if name else f"an {node.tag}"
            yield Told(NAME, f"{said} has no label", 'write <label for="its id">, or aria-label', f'name="{name}"')


def _needs_no_label(node: Element) -> bool:
    """Return whether an input shows no field, or its own words (HTML accessibility mappings, 4.1)."""
    kind = (node.attributes.get("type") or "text").lower() if node.tag == "input" else ""
    return kind in ("hidden", "submit", "reset") or (kind == "button" and bool(node.attributes.get("value")))


def _in_label(node: Element) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "label":
            return True
        above = above.parent
    return False


def _controls(page: BuiltPage) -> Iterator[Told]:
    """Links, buttons and frames of which a screen reader could say nothing but that they are there."""
    for node in page.all("controls"):
        if node.tag == "a" and "href" not in node.attributes:
            continue
        if not words_of(node) and not _has_name(node.attributes) and not _shows_a_name(node) and not _is_hidden(node):
            what, sought = _called(node)
            yield Told(NAME, f"{what} has no words", "write what it does between its tags, or as aria-label", sought)
    for node in page.all("frames"):
        if not _has_name(node.attributes) and not _is_hidden(node):
            address = node.attributes.get("src") or ""
            yield Told(
                NAME, f"the iframe of {address or 'a page'} has no title", 'write title="what it shows"', address
            )


def _called(node: Element) -> tuple[str, str]:
    address = node.attributes.get("href")
    return (f"the link to {address}", address) if node.tag == "a" and address else (f"a {node.tag}", "")


def _shows_a_name(node: Element) -> bool:
    return any((shown.attributes.get("alt") or "").strip() for shown in node.css("img[alt]")) or any(
        _has_name(shown.attributes) or words_of(shown.css_first("title")) for shown in node.css("svg, [aria-label]")
    )


def _has_name(attributes: Mapping[str, str | None]) -> bool:
    """Return whether attributes name an element; whom aria-labelledby names is a matter of doubled and broken ids."""
    return any((attributes.get(name) or "").strip() for name in ("aria-label", "aria-labelledby", "title"))


def _is_hidden(node: Element) -> bool:
    return node.attributes.get("aria-hidden") == "true" or "hidden" in node.attributes


def _ids(page: BuiltPage) -> Iterator[Told]:
    for name in page.facts.doubled:
        help = "give each element an id of its own: links and labels reach the first alone"
        yield Told(ID, f"the id “{name}” stands on more than one element", help, name)


def _file_name(address: str | None) -> str:
    return (address or "").rpartition("/")[2]


def _counted(what: str, count: int) -> str:
    return f"the page has {count or 'no'} {what}{'s' if count > 1 else ''}"


RULES: tuple[Rule, ...] = (
    *(_language, _title, _main, _headline, _levels),
    *(_pictures, _fields, _controls, _ids),
)
"""Of all pages that templates make. What only a browser can tell, such as focus and contrast, is not among them."""
