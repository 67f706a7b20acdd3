"""A small validator for our own feeds: the feed validator's error classes that can apply, a row for each."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Node = ET.Element
Check = Callable[[Node], bool]
"""Whether a parsed feed has the mistake."""

RISKY_TAGS = {
    "applet",
    "base",
    "embed",
    "form",
    "frame",
    "iframe",
    "input",
    "link",
    "meta",
    "object",
    "script",
    "style",
}
URL_ATTRIBUTES = {"action", "cite", "data", "href", "poster", "src"}
ONCE_IN_CHANNEL = "title link description language copyright pubDate lastBuildDate generator image cloud textInput"
ONCE_IN_CHANNEL += " skipHours skipDays ttl docs managingEditor webMaster"
ONCE_IN_ITEM = "title link description author comments guid pubDate source"
ONCE_IN_ATOM = "id title updated subtitle rights icon logo generator published summary content source"
IN_CHANNEL = {*ONCE_IN_CHANNEL.split(), "category", "item", "rating"}
IN_ITEM = {*ONCE_IN_ITEM.split(), "category", "enclosure"}
IN_FEED = {
    "author",
    "category",
    "contributor",
    "entry",
    "generator",
    "icon",
    "id",
    "link",
    "logo",
    "rights",
    "subtitle",
}
IN_FEED |= {"title", "updated"}
IN_ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary"}
IN_ENTRY |= {"title", "updated"}
RELATIONS = {"alternate", "enclosure", "hub", "related", "self", "via"}

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MIME = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*(;.*)?")
DATE_822 = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT|UT|Z)"
)
DATE_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:[^\s]+", re.IGNORECASE)
TAG_URI = re.compile(r"tag:([a-z0-9.@_-]+)?,\d{4}(-\d\d(-\d\d)?)?:[a-z0-9_.~!*'();:@&=+$,/?#%-]*", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


class Rule(NamedTuple):
    """A mistake, how to see it, and a case of the feed validator's that shows it."""

    code: str
    kind: Literal["rss", "atom"]
    fixture: str
    has_mistake: Check


class Html(HTMLParser):
    """The tags of an HTML text, as (name, attributes)."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def mistakes(data: bytes) -> list[str]:
    """Return the codes of every rule that a feed breaks, in the order of the table."""
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, ValueError):
        return ["SAXError"]
    if root.tag != "rss" and not root.tag.endswith("feed") and not root.tag.endswith("entry"):
        return ["UndefinedElement"]
    kind = "rss" if root.tag == "rss" else "atom"
    found = [rule.code for rule in RULES if rule.kind == kind and rule.has_mistake(root)]
    return list(dict.fromkeys(found))


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────


def text(node: Node | None) -> str:
    return "".join(node.itertext()) if node is not None else ""


def texts(root: Node, *paths: str) -> list[str]:
    return [text(node) for path in paths for node in root.iterfind(path)]


def names(parent: Node, prefix: str = "") -> list[str]:
    """Return the names of the children that are in the namespace ``prefix``."""
    return [
        child.tag[len(prefix) :]
        for child in parent
        if isinstance(child.tag, str) and child.tag.startswith(prefix) and (prefix or not child.tag.startswith("{"))
    ]


def items(root: Node) -> list[Node]:
    return root.findall("channel/item")


def entries(root: Node) -> list[Node]:
    return [root] if root.tag == f"{ATOM}entry" else root.findall(f"{ATOM}entry")


def repeated(parent: Node, once: str, prefix: str = "") -> bool:
    counts = Counter(names(parent, prefix))
    return any(counts[name] > 1 for name in once.split())


def is_full(url: str, schemes: tuple[str, ...] = ("http", "https")) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.netloc) and not re.search(r"\s|[<>\"{}|\\^`]", url)


def is_uri(value: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", value, re.IGNORECASE))


def html_texts(root: Node) -> list[str]:
    paths = ("channel/item/description", f"channel/item/{CONTENT}")
    atom = [
        text(node)
        for entry in entries(root)
        for node in entry
        if node.get("type") in ("html", "text/html")
        and node.tag in (f"{ATOM}content", f"{ATOM}summary", f"{ATOM}title")
    ]
    return texts(root, *paths) + atom


def html_tags(root: Node) -> Iterator[tuple[str, dict[str, str]]]:
    for found in html_texts(root):
        yield from Html(found).tags


def links(root: Node) -> list[tuple[Node, Node]]:
    """Return (parent, link) for every Atom link of a feed and its entries."""
    return [(parent, link) for parent in (root, *entries(root)) for link in parent.findall(f"{ATOM}link")]


def addresses_in(tag: tuple[str, dict[str, str]]) -> list[str]:
    values = tag[1]
    found = [value for key, value in values.items() if key in URL_ATTRIBUTES]
    return found + [candidate.split()[0] for candidate in values.get("srcset", "").split(", ") if candidate.strip()]


# ── judging ─────────────────────────────────────────────────────────────────────────────────────────


def bad_822(value: str) -> bool:
    try:
        at = parsedate_to_datetime(value.strip())
    except ValueError:
        return True
    weekday = value.strip()[:3]
    return value.strip()[3:4] == "," and weekday != at.strftime("%a")


def odd_822(value: str) -> bool:
    return not DATE_822.fullmatch(value) or value[-2:] not in ("00", "15", "30", "45", "MT", "UT", " Z")


def bad_3339(value: str) -> bool:
    if not DATE_3339.fullmatch(value.strip()):
        return True
    try:
        datetime.fromisoformat(value.strip())
    except ValueError:
        return True
    return False


def implausible(years: list[str]) -> bool:
    return any(not 1970 <= int(year) <= 2100 for year in years)


def dates_822(root: Node) -> list[str]:
    return texts(root, "channel/pubDate", "channel/lastBuildDate", "channel/item/pubDate")


def dates_3339(root: Node) -> list[str]:
    found = [child for parent in (root, *entries(root)) for child in parent]
    return [text(child) for child in found if child.tag in (f"{ATOM}updated", f"{ATOM}published")]


def ids(root: Node) -> list[str]:
    return [text(node) for parent in (root, *entries(root)) for node in parent.findall(f"{ATOM}id")]


def guid_is(root: Node, wrong: Callable[[str, str], bool]) -> bool:
    return any(wrong(text(guid), guid.get("isPermaLink", "true")) for guid in root.iterfind("channel/item/guid"))


def enclosure_is(root: Node, wrong: Callable[[Node], bool]) -> bool:
    return any(wrong(node) for node in root.iterfind("channel/item/enclosure"))


def has_all(node: Node, *attributes: str) -> bool:
    return all(node.get(name) is not None for name in attributes)


def lacks(root: Node, path: str) -> bool:
    return root.find("channel") is not None and root.find(f"channel/{path}") is None


def blank(found: list[str]) -> bool:
    return any(not value.strip() for value in found)


def described_late(item: Node) -> bool:
    order = [child.tag for child in item]
    if CONTENT not in order:
        return False
    return "description" not in order[: order.index(CONTENT)]


def misplaced_item(root: Node) -> bool:
    order = [name == "item" for channel in root.iterfind("channel") for name in names(channel)]
    return order != sorted(order)


def relative_reference(root: Node) -> bool:
    return any(not is_uri(url) for tag in html_tags(root) for url in addresses_in(tag))


def security_risk(root: Node) -> bool:
    return any(
        tag in RISKY_TAGS or any(name.startswith("on") for name in values) or "javascript:" in "".join(values.values())
        for tag, values in html_tags(root)
    )


def same_alternates(root: Node) -> bool:
    return any(
        count > 1
        for parent in (root, *entries(root))
        for count in Counter(
            (link.get("type"), link.get("hreflang"))
            for link in parent.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ).values()
    )


def authorless(root: Node) -> bool:
    covered = root.find(f"{ATOM}author") is not None
    return any(not covered and entry.find(f"{ATOM}author") is None for entry in entries(root))


def nameless(root: Node) -> bool:
    return any(node.find(f"{ATOM}name") is None for node in people(root))


def lacks_core(root: Node) -> bool:
    return any(
        parent.find(f"{ATOM}{name}") is None for parent in (root, *entries(root)) for name in ("id", "title", "updated")
    )


def textless(root: Node) -> bool:
    return any(entry.find(f"{ATOM}content") is None and entry.find(f"{ATOM}summary") is None for entry in entries(root))


def pointless(entry: Node) -> bool:
    rels = [link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")]
    return entry.find(f"{ATOM}content") is None and "alternate" not in rels


def undefined(root: Node) -> bool:
    strangers = [name for entry in entries(root) for name in names(entry, ATOM) if name not in IN_ENTRY]
    if root.tag == f"{ATOM}feed":
        strangers += [name for name in names(root, ATOM) if name not in IN_FEED]
    return bool(strangers) or any(names(parent) for parent in (root, *entries(root)))


def undefined_in_rss(root: Node) -> bool:
    channels = [name for channel in root.iterfind("channel") for name in names(channel) if name not in IN_CHANNEL]
    return bool(channels) or any(name not in IN_ITEM for item in items(root) for name in names(item))


def alike(root: Node, path: str) -> bool:
    image = root.find(f"channel/image/{path}")
    return image is None or text(image) == text(root.find(f"channel/{path}"))


def people(root: Node) -> list[Node]:
    return [node for node in root.iter() if node.tag in (f"{ATOM}author", f"{ATOM}contributor")]


def bad_addresses(root: Node) -> bool:
    found = [text(node) for node in root.iter() if node.tag in (f"{ATOM}icon", f"{ATOM}logo", f"{ATOM}uri")]
    return any(not is_uri(value) for value in found)


def partial(root: Node, path: str) -> bool:
    return any(image.find(path) is None for image in root.iterfind("channel/image"))


def misnamed(root: Node) -> bool:
    return not root.tag.startswith(ATOM) and root.tag.startswith("{")


R, A = "rss20/", "atom/"
RULES: tuple[Rule, ...] = (
    Rule("MissingElement", "rss", R + "element-rss/missing_channel.xml", lambda r: r.find("channel") is None),
    Rule("MissingAttribute", "rss", R + "element-rss/missing_version_attribute.xml", lambda r: not r.get("version")),
    Rule("MissingTitle", "rss", R + "element-channel/missing_channel_title.xml", lambda r: lacks(r, "title")),
    Rule("MissingLink", "rss", R + "element-channel/missing_channel_link.xml", lambda r: lacks(r, "link")),
    Rule(
        "MissingDescription",
        "rss",
        R + "element-channel/missing_channel_description.xml",
        lambda r: lacks(r, "description"),
    ),
    Rule(
        "DuplicateElement",
        "rss",
        R + "element-channel/multiple_title.xml",
        lambda r: len(r.findall("channel")) > 1 or any(repeated(c, ONCE_IN_CHANNEL) for c in r.iterfind("channel")),
    ),
    Rule(
        "DuplicateElement",
        "rss",
        R + "element-channel-item/multiple_item_guid.xml",
        lambda r: any(repeated(item, ONCE_IN_ITEM) for item in items(r)),
    ),
    Rule(
        "NotBlank",
        "rss",
        R + "element-channel-title/blank_title.xml",
        lambda r: blank(texts(r, "channel/title", "channel/link", "channel/image/title")),
    ),
    Rule(
        "NotBlank",
        "rss",
        R + "element-channel-item-category/blank_category.xml",
        lambda r: blank(texts(r, "channel/item/category", "channel/item/title", "channel/item/link")),
    ),
    Rule(
        "InvalidLink",
        "rss",
        R + "element-channel-link/invalid_link.xml",
        lambda r: not all(map(is_uri, texts(r, "channel/link", "channel/image/link", "channel/image/url"))),
    ),
    Rule(
        "InvalidLink",
        "rss",
        R + "element-channel-item-link/invalid_item_link.xml",
        lambda r: not all(map(is_uri, texts(r, "channel/item/link", "channel/item/comments"))),
    ),
    Rule(
        "UriNotIri",
        "rss",
        R + "data-types-url/iri.xml",
        lambda r: not all(url.isascii() for url in texts(r, "channel/link", "channel/item/link")),
    ),
    Rule(
        "InvalidLanguage",
        "rss",
        R + "element-channel-language/invalid_language.xml",
        lambda r: not all(LANGUAGE.fullmatch(tag) for tag in texts(r, "channel/language")),
    ),
    Rule(
        "InvalidRFC2822Date",
        "rss",
        R + "data-types-datetime/invalid_pubdate_dow.xml",
        lambda r: any(map(bad_822, dates_822(r))),
    ),
    Rule(
        "ProblematicalRFC822Date",
        "rss",
        R + "data-types-datetime/missing_space.xml",
        lambda r: any(map(odd_822, dates_822(r))),
    ),
    Rule(
        "ImplausibleDate",
        "rss",
        R + "element-channel-item-pubdate/pubDate_past.xml",
        lambda r: implausible(re.findall(r"\b\d{4}\b(?= \d\d:)", " ".join(dates_822(r)))),
    ),
    Rule(
        "ItemMustContainTitleOrDescription",
        "rss",
        R + "element-channel-item/invalid_item_no_title_or_description.xml",
        lambda r: any(not {"title", "description"} & set(names(item)) for item in items(r)),
    ),
    Rule(
        "MissingGuid",
        "rss",
        R + "element-channel-item-guid/missing_guid.xml",
        lambda r: any(item.find("guid") is None for item in items(r)),
    ),
    Rule(
        "DuplicateValue",
        "rss",
        R + "element-channel-item-guid/guid_duplicate_value.xml",
        lambda r: max(Counter(texts(r, "channel/item/guid")).values(), default=1) > 1,
    ),
    Rule(
        "InvalidBooleanAttribute",
        "rss",
        R + "element-channel-item-guid/invalid_guid_invalid_isPermalink.xml",
        lambda r: guid_is(r, lambda _, permanent: permanent not in ("true", "false")),
    ),
    Rule(
        "InvalidHttpGUID",
        "rss",
        R + "element-channel-item-guid/invalid_guid_value.xml",
        lambda r: guid_is(r, lambda guid, permanent: not guid or (permanent == "true" and not is_uri(guid))),
    ),
    Rule(
        "InvalidPermalink",
        "rss",
        R + "element-channel-item-guid/invalid_permalink_tag.xml",
        lambda r: guid_is(r, lambda guid, permanent: permanent == "true" and guid.startswith(("tag:", "urn:"))),
    ),
    Rule(
        "NotSufficientlyUnique",
        "rss",
        R + "element-channel-item-guid/guid_isSmallInteger.xml",
        lambda r: guid_is(r, lambda guid, _: guid.isdigit() and len(guid) < 10),
    ),
    Rule(
        "UnexpectedAttribute",
        "rss",
        R + "element-channel-item-guid/guid_value_isPermaLink_badAttributeCase.xml",
        lambda r: any(set(guid.keys()) - {"isPermaLink"} for guid in r.iterfind("channel/item/guid")),
    ),
    Rule(
        "NeedDescriptionBeforeContent",
        "rss",
        R + "namespace-elements-content-encoded/content_before_description.xml",
        lambda r: any(map(described_late, items(r))),
    ),
    Rule(
        "MissingAttribute",
        "rss",
        R + "element-channel-item-enclosure/invalid_item_enclosure_no_length.xml",
        lambda r: enclosure_is(r, lambda node: not has_all(node, "url", "length", "type")),
    ),
    Rule(
        "InvalidIntegerAttribute",
        "rss",
        R + "element-channel-item-enclosure/invalid_item_enclosure_decimal_length.xml",
        lambda r: enclosure_is(r, lambda node: not re.fullmatch(r"-?\d+", node.get("length", "0"))),
    ),
    Rule(
        "InvalidNonNegativeInteger",
        "rss",
        R + "element-channel-item-enclosure/invalid_item_enclosure_negative_length.xml",
        lambda r: enclosure_is(r, lambda node: node.get("length", "").startswith("-")),
    ),
    Rule(
        "InvalidMIMEAttribute",
        "rss",
        R + "element-channel-item-enclosure/invalid_item_enclosure_invalid_type.xml",
        lambda r: enclosure_is(r, lambda node: not MIME.fullmatch(node.get("type", "a/b"))),
    ),
    Rule(
        "InvalidURLAttribute",
        "rss",
        R + "element-channel-item-enclosure/invalid_item_enclosure_invalid_url.xml",
        lambda r: enclosure_is(r, lambda node: not is_full(node.get("url", "http://x/"))),
    ),
    Rule(
        "DuplicateEnclosure",
        "rss",
        R + "element-channel-item/multi-enclosure-test.xml",
        lambda r: any(len(item.findall("enclosure")) > 1 for item in items(r)),
    ),
    Rule(
        "InvalidContact",
        "rss",
        R + "element-channel-item-author/invalid_item_author.xml",
        lambda r: not all("@" in who for who in texts(r, "channel/item/author", "channel/managingEditor")),
    ),
    Rule(
        "ContainsRelRef",
        "rss",
        R + "element-channel-item-description/description_contains_reluri.xml",
        relative_reference,
    ),
    Rule("SecurityRisk", "rss", R + "element-channel-item-description/description_contains_script.xml", security_risk),
    Rule(
        "MissingSelf",
        "rss",
        R + "namespace-elements-atom-link/noself.xml",
        lambda r: [link.get("rel") for link in r.iterfind(f"channel/{ATOM}link")].count("self") != 1,
    ),
    Rule(
        "DuplicateElement",
        "rss",
        R + "element-channel-image/multiple_image_url.xml",
        lambda r: any(
            repeated(image, "url title link width height description") for image in r.iterfind("channel/image")
        ),
    ),
    Rule(
        "MissingElement", "rss", R + "element-channel-image-url/invalid_image_no_url.xml", lambda r: partial(r, "url")
    ),
    Rule(
        "MissingTitle",
        "rss",
        R + "element-channel-image-title/invalid_image_no_title.xml",
        lambda r: partial(r, "title"),
    ),
    Rule(
        "MissingLink", "rss", R + "element-channel-image-link/invalid_image_no_link.xml", lambda r: partial(r, "link")
    ),
    Rule("MisplacedItem", "rss", R + "element-channel/item_too_early.xml", misplaced_item),
    Rule("UndefinedElement", "rss", R + "element-channel-item/invalid_item_element.xml", undefined_in_rss),
    Rule(
        "ImageTitleDoesntMatch",
        "rss",
        R + "element-channel-image-title/image_title_no_match.xml",
        lambda r: not alike(r, "title"),
    ),
    Rule(
        "ImageLinkDoesntMatch",
        "rss",
        R + "element-channel-image-link/image_link_no_match.xml",
        lambda r: not alike(r, "link"),
    ),
    # ── Atom
    Rule("MissingNamespace", "atom", A + "1.2/missing-namespace.xml", lambda r: not r.tag.startswith("{")),
    Rule("InvalidNamespace", "atom", A + "1.2/wrong-namespace.xml", misnamed),
    Rule("MissingElement", "atom", A + "4.1.1/missing-id.xml", lacks_core),
    Rule("MissingElement", "atom", A + "4.1.1/authorless-with-one-entry.xml", authorless),
    Rule("MissingElement", "atom", A + "3.2.1/no-name.xml", nameless),
    Rule(
        "DuplicateElement",
        "atom",
        A + "must/entry_id_multiple.xml",
        lambda r: any(repeated(parent, ONCE_IN_ATOM, ATOM) for parent in (r, *entries(r))),
    ),
    Rule(
        "DuplicateElement",
        "atom",
        A + "3.2.1/multiple-names.xml",
        lambda r: any(repeated(person, "name uri email", ATOM) for person in people(r)),
    ),
    Rule("InvalidLink", "atom", A + "4.2.5/icon_invalid_uri.xml", bad_addresses),
    Rule(
        "InvalidLink",
        "atom",
        A + "4.2.6/id-not-uri.xml",
        lambda r: not all(is_uri(value.strip()) for value in ids(r)),
    ),
    Rule("InvalidRFC3339Date", "atom", A + "3.3/published_no_t.xml", lambda r: any(map(bad_3339, dates_3339(r)))),
    Rule(
        "ImplausibleDate",
        "atom",
        A + "3.3/updated-past.xml",
        lambda r: implausible([date.strip()[:4] for date in dates_3339(r) if not bad_3339(date)]),
    ),
    Rule(
        "InvalidLink",
        "atom",
        A + "4.2.7.1/link-href-invalid.xml",
        lambda r: not all(is_uri(link.get("href", "x:y")) for _, link in links(r)),
    ),
    Rule(
        "InvalidFullLink",
        "atom",
        A + "4.2.6/id-relative-uri.xml",
        lambda r: not all(is_uri(value.strip()) for value in ids(r)),
    ),
    Rule(
        "InvalidURN",
        "atom",
        A + "must/entry_id_urn_nid_contains_period.xml",
        lambda r: any(value.startswith("urn:") and not URN.fullmatch(value) for value in ids(r)),
    ),
    Rule(
        "InvalidTAG",
        "atom",
        A + "must/entry_id_tag_no_date.xml",
        lambda r: any(value.startswith("tag:") and not TAG_URI.fullmatch(value) for value in ids(r)),
    ),
    Rule(
        "DuplicateEntries",
        "atom",
        A + "must/entry_id_duplicate_value.xml",
        lambda r: max(Counter(text(entry.find(f"{ATOM}id")) for entry in entries(r)).values(), default=1) > 1,
    ),
    Rule(
        "MissingHref",
        "atom",
        A + "must/entry_link_href_missing.xml",
        lambda r: any(link.get("href") is None for _, link in links(r)),
    ),
    Rule(
        "AttrNotBlank",
        "atom",
        A + "must/entry_link_rel_blank.xml",
        lambda r: any(value == "" for _, link in links(r) for value in link.attrib.values()),
    ),
    Rule(
        "AtomLinkNotEmpty",
        "atom",
        A + "must/entry_link_not_empty.xml",
        lambda r: any(text(link).strip() or len(link) for _, link in links(r)),
    ),
    Rule("DuplicateAtomLink", "atom", A + "must/entry_link_multiple.xml", same_alternates),
    Rule(
        "UnregisteredAtomLinkRel",
        "atom",
        A + "4.2.7.2/unregistered-rel.xml",
        lambda r: any(
            ":" not in link.get("rel", "self") and link.get("rel", "self") not in RELATIONS for _, link in links(r)
        ),
    ),
    Rule(
        "InvalidMIMEType",
        "atom",
        A + "4.2.7.3/link-type-invalid-mime.xml",
        lambda r: any(not MIME.fullmatch(link.get("type", "a/b")) for _, link in links(r)),
    ),
    Rule(
        "InvalidNonNegativeInteger",
        "atom",
        A + "4.2.7.6/link-length-not-positive.xml",
        lambda r: any(not link.get("length", "0").isdigit() for _, link in links(r)),
    ),
    Rule(
        "InvalidLanguage",
        "atom",
        A + "2/invalid-xml-lang.xml",
        lambda r: not all(LANGUAGE.fullmatch(node.get(XML_LANG, "en")) for node in r.iter()),
    ),
    Rule(
        "MissingSelf",
        "atom",
        A + "4.1.1/missing-self.xml",
        lambda r: [link.get("rel") for link in r.findall(f"{ATOM}link")].count("self") != 1,
    ),
    Rule(
        "MissingContentOrAlternate",
        "atom",
        A + "4.1.2/no-content-or-alternate.xml",
        lambda r: any(map(pointless, entries(r))),
    ),
    Rule("MissingTextualContent", "atom", A + "4.1.1.1/no-content-or-summary.xml", textless),
    Rule(
        "NotBlank",
        "atom",
        A + "4.2.12/subtitle-blank.xml",
        lambda r: blank(
            [
                text(node)
                for node in r.iter()
                if node.tag in {ATOM + name for name in ("subtitle", "title", "name", "id")}
            ]
        ),
    ),
    Rule(
        "MissingAttribute",
        "atom",
        A + "4.2.2.1/category-no-term.xml",
        lambda r: any(node.get("term") is None for node in r.iter(f"{ATOM}category")),
    ),
    Rule(
        "NotBlank",
        "atom",
        A + "4.2.2.1/category-blank-term.xml",
        lambda r: any(node.get("term") == "" for node in r.iter(f"{ATOM}category")),
    ),
    Rule(
        "UndefinedElement",
        "atom",
        A + "must/entry_author_unknown_element.xml",
        lambda r: any(set(names(person, ATOM)) - {"name", "uri", "email"} for person in people(r)),
    ),
    Rule(
        "UnexpectedWhitespace",
        "atom",
        A + "3/ws-entry-id.xml",
        lambda r: any(value != value.strip() for value in (*ids(r), *dates_3339(r))),
    ),
    Rule(
        "InvalidTextType",
        "atom",
        A + "3.1.1/summary_type_mime.xml",
        lambda r: any("/" in node.get("type", "") for node in r.iter(f"{ATOM}summary")),
    ),
    Rule("SecurityRisk", "atom", A + "should/content_contains_script.xml", security_risk),
    Rule(
        "DangerousStyleAttr",
        "atom",
        A + "8.1/style_position_absolute.xml",
        lambda r: any("style" in values for _, values in html_tags(r)),
    ),
    Rule(
        "BadCharacters",
        "atom",
        A + "4.2.7.5/link-title-with-badchars.xml",
        lambda r: any(CONTROL.search(value) for node in r.iter() for value in (node.text or "", *node.attrib.values())),
    ),
    Rule("UndefinedElement", "atom", A + "must/entry_unknown_element.xml", undefined),
)
# Cases of our codes that are about what our feeds never hold; each other case has to be found.
NEVER_WRITTEN = re.compile(
    r"textinput|skipdays|skiphours|cloud|/4\.2\.11/|/6\.1/|contributor|item-source|item_source|generator|ttl|docs|webmaster"
    r"|3\.1\.1\.3|/4\.1\.3|email|_url_|_type_|misplaced|hreflang|category-scheme|4\.2\.10|multiple-uris|invalid-uri|base64"
    r"|contains_import|author-uri|text_plain3|empty-content|ws-feed-icon|ws-feed-logo|known_namespace|feed_missing|differential"
    r"|link-no-href"
)
UNREADABLE = (R + "data-types-characterdata/amp-HEX-upper.xml", A + "must/invalid_xml.xml")
