"""Feeds: each rule of RSS 2.0, Atom and JSON Feed that we promise, and a validator that is itself tested."""

from __future__ import annotations

import json
import re
import time
import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from ssg.core.model import Image, KeyPoint, Ref
from ssg.core.views import FeedInfo, FeedItem
from ssg.render.feed_html import clean_html
from ssg.render.feeds import atom, json_feed, rss
from ssg.render.moments import NEVER, newest, rfc822, rfc3339
from tests.render.feed_rules import ATOM, CONTENT, NEVER_WRITTEN, RULES, UNREADABLE, Rule, mistakes
from tests.render.feed_values import BASE, BODY, FEED, ITEMS, LEAD, SITE, item

GOLDEN = Path(__file__).parents[1] / "golden" / "feeds"
CASES = Path(__file__).parents[3] / "shared" / "corpora" / "fixtures" / "feeds" / "testcases"
WITH_CASES = pytest.mark.skipif(not CASES.is_dir(), reason="the feed validator's cases are not in ../shared/corpora")
MEDIA = "{http://search.yahoo.com/mrss/}content"
DC = "{http://purl.org/dc/elements/1.1/}"


def channel(*items: FeedItem, feed: FeedInfo = FEED) -> ET.Element:
    found = ET.fromstring(rss(feed, items, SITE)).find("channel")
    assert found is not None
    return found


def first_item(found: FeedItem) -> ET.Element:
    node = channel(found).find("item")
    assert node is not None
    return node


def entry(found: FeedItem) -> ET.Element:
    node = ET.fromstring(atom(FEED, (found,), SITE)).find(f"{ATOM}entry")
    assert node is not None
    return node


def json_item(found: FeedItem) -> dict[str, Any]:
    items: list[dict[str, Any]] = json.loads(json_feed(FEED, (found,), SITE))["items"]
    return items[0]


def cleaned(html: str) -> str:
    return clean_html(html, f"{BASE}/news/robot/", BASE)


# ── golden files ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "made"), [
    ("feed.xml", rss(FEED, ITEMS, SITE, style="/assets/t/feed.css")),
    ("atom.xml", atom(FEED, ITEMS, SITE, style="/assets/t/feed.css")),
    ("feed.json", msgspec.json.format(json_feed(FEED, ITEMS, SITE), indent=2)),
    ("empty-feed.xml", rss(FEED, (), SITE)),
    ("empty-atom.xml", atom(FEED, (), SITE)),
])  # fmt: skip
def test_a_feed_reads_as_its_golden_file(name: str, made: bytes) -> None:
    assert made.decode() == (GOLDEN / name).read_text(encoding="utf-8")


# ── RSS ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_rss_channel_names_itself_its_page_its_language_and_its_own_address() -> None:
    found = channel(*ITEMS)
    own = found.findall(f"{ATOM}link")
    assert [found.findtext(name) for name in ("title", "link", "language")] == ["Tensor Times", f"{BASE}/", "en"]
    assert found.findtext("description") == "News about machines that learn"
    assert [link.attrib for link in own] == [{"rel": "self", "type": "application/rss+xml", "href": f"{BASE}/feed.xml"}]


def test_the_description_stands_before_the_full_text() -> None:
    order = [child.tag for child in first_item(item())]
    assert order.index("description") < order.index(CONTENT)


def test_full_text_without_a_summary_still_has_a_description_before_it() -> None:
    assert first_item(item(summary="")).findtext("description") == "Robots &amp; &lt;others&gt; learn"


def test_a_summary_feed_has_no_full_text() -> None:
    found = first_item(item(html=""))
    assert found.find(CONTENT) is None
    assert found.findtext("description") == "They fold &amp; stack."


def test_the_guid_is_the_permanent_id_and_no_address() -> None:
    moved, here = first_item(item(url="/elsewhere/", title="New")).find("guid"), first_item(item()).find("guid")
    assert moved is not None
    assert here is not None
    assert (moved.text, moved.attrib) == (here.text, {"isPermaLink": "false"})


def test_names_stand_in_dc_creator_and_never_in_author() -> None:
    found = first_item(item(authors=(Ref("a", "Ana Sá", "/authors/a/"), Ref("b", "Bo", ""))))
    assert [node.text for node in found.findall(f"{DC}creator")] == ["Ana Sá", "Bo"]
    assert found.find("author") is None


@pytest.mark.parametrize(("moment", "text"), [
    ("2026-01-13T09:30:00+01:00", "Tue, 13 Jan 2026 09:30:00 +0100"),
    ("2026-01-13T23:30:00-05:00", "Tue, 13 Jan 2026 23:30:00 -0500"),
    ("2026-03-01T00:00:00+05:30", "Sun, 01 Mar 2026 00:00:00 +0530"),
    ("2024-02-29T12:00:00Z", "Thu, 29 Feb 2024 12:00:00 +0000"),
    ("2026-01-13", "Tue, 13 Jan 2026 00:00:00 +0000"),
    ("1890-06-01T00:00:00+00:53:28", "Sat, 31 May 1890 23:59:32 +0053"),
])  # fmt: skip
def test_rss_dates_keep_their_offset_and_have_english_names_and_the_right_weekday(moment: str, text: str) -> None:
    assert rfc822(moment) == text


@given(st.datetimes(datetime(1800, 1, 1), datetime(2500, 1, 1), timezones=st.timezones(), allow_imaginary=False))
def test_both_spellings_of_a_date_name_the_same_instant(at: datetime) -> None:
    moment = at.replace(microsecond=0).isoformat()
    assert parsedate_to_datetime(rfc822(moment)) == datetime.fromisoformat(moment)
    assert datetime.fromisoformat(rfc3339(moment)) == datetime.fromisoformat(moment)


def test_the_lead_image_is_one_enclosure_with_length_and_type_and_a_media_content() -> None:
    found = first_item(item())
    address = f"{BASE}/news/robot/lead%20image.jpg"
    assert [node.attrib for node in found.findall("enclosure")] == [
        {"url": address, "length": "182044", "type": "image/jpeg"}
    ]
    assert [node.get("url") for node in found.findall(MEDIA)] == [address]


@pytest.mark.parametrize("image", [Image(src="/a.jpg"), Image(src="/a.jpg", size=9), Image("/a.jpg", type="image/png")])
def test_an_image_of_unknown_size_or_type_is_no_enclosure(image: Image) -> None:
    assert first_item(item(image=image)).find("enclosure") is None
    assert first_item(item(image=image)).find(MEDIA) is not None
    assert [link.get("rel") for link in entry(item(image=image)).findall(f"{ATOM}link")] == ["alternate"]


def test_key_points_open_the_content_as_a_list() -> None:
    opening = '<ul class="key-points"><li>It <em>folds</em></li><li>It stacks</li></ul>\n<p>It '
    assert str(first_item(item()).findtext(CONTENT)).startswith(opening)
    assert str(entry(item()).findtext(f"{ATOM}content")).startswith(opening)
    assert json_item(item())["content_html"].startswith(opening)


def test_a_post_of_another_language_says_so() -> None:
    assert first_item(item(lang="zh")).findtext(f"{DC}language") == "zh"
    assert entry(item(lang="zh")).get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"


# ── Atom ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_atom_feed_and_its_entries_have_each_one_id_title_and_date() -> None:
    root = ET.fromstring(atom(FEED, ITEMS, SITE))
    for node in (root, *root.findall(f"{ATOM}entry")):
        assert [len(node.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]


def test_an_atom_feed_has_a_link_to_itself_and_one_to_its_page() -> None:
    links = ET.fromstring(atom(msgspec.structs.replace(FEED, url="/atom.xml"), ITEMS, SITE)).findall(f"{ATOM}link")
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("self", f"{BASE}/atom.xml"),
        ("alternate", f"{BASE}/"),
    ]


def test_atom_dates_are_rfc_3339_with_their_offset() -> None:
    assert entry(item()).findtext(f"{ATOM}published") == "2026-01-13T09:30:00+01:00"
    assert entry(item()).findtext(f"{ATOM}updated") == "2026-01-14T08:00:00+00:00"
    assert entry(item(updated="")).findtext(f"{ATOM}updated") == "2026-01-13T09:30:00+01:00"


def test_the_feeds_date_is_the_newest_entrys_compared_as_instants() -> None:
    late, early = item(id="a", updated="2026-01-14T01:00:00-08:00"), item(id="b", updated="2026-01-14T08:30:00+00:00")
    assert ET.fromstring(atom(FEED, (early, late), SITE)).findtext(f"{ATOM}updated") == "2026-01-14T01:00:00-08:00"
    assert channel(early, late).findtext("lastBuildDate") == "Wed, 14 Jan 2026 01:00:00 -0800"
    assert newest(()) == ""


def test_an_empty_feed_is_valid_and_claims_no_date_that_anybody_could_take_for_news() -> None:
    assert ET.fromstring(atom(FEED, (), SITE)).findtext(f"{ATOM}updated") == NEVER
    assert channel().find("lastBuildDate") is None
    assert mistakes(rss(FEED, (), SITE)) == mistakes(atom(FEED, (), SITE)) == []
    assert json.loads(json_feed(FEED, (), SITE))["items"] == []


def test_an_entry_without_text_says_its_title_as_summary() -> None:
    assert entry(item(html="", summary="")).findtext(f"{ATOM}summary") == "Robots & <others> learn"


# ── WebSub, browsers ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("make", [rss, atom])
def test_with_a_hub_there_is_one_rel_hub_beside_exactly_one_rel_self(make: Any) -> None:
    feed = msgspec.structs.replace(FEED, hub="https://hub.example/?a=1&b=2")
    root = ET.fromstring(make(feed, ITEMS, SITE))
    links = [link for link in root.iter(f"{ATOM}link") if link.get("rel") in ("hub", "self")]
    assert sorted(str(link.get("rel")) for link in links) == ["hub", "self"]
    assert "https://hub.example/?a=1&b=2" in [link.get("href") for link in links]
    assert b'"hub"' not in make(FEED, ITEMS, SITE)


def test_a_json_feed_names_its_hub() -> None:
    feed = msgspec.structs.replace(FEED, hub="https://hub.example/")
    assert json.loads(json_feed(feed, (), SITE))["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


@pytest.mark.parametrize("make", [rss, atom])
def test_a_browser_is_sent_a_stylesheet_and_never_a_transformation(make: Any) -> None:
    second = make(FEED, ITEMS, SITE, style="/assets/t/feed.1a.css").split(b"\n")[1]
    assert second == b'<?xml-stylesheet type="text/css" href="/blog/assets/t/feed.1a.css"?>'
    assert b"xml-stylesheet" not in make(FEED, ITEMS, SITE)


# ── JSON Feed ───────────────────────────────────────────────────────────────────────────────────────


def test_a_json_feed_has_its_version_title_and_addresses() -> None:
    found = json.loads(json_feed(msgspec.structs.replace(FEED, url="/feed.json"), ITEMS, SITE))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert (found["title"], found["home_page_url"]) == ("Tensor Times", f"{BASE}/")
    assert (found["feed_url"], found["language"]) == (f"{BASE}/feed.json", "en")
    assert found["authors"] == [{"name": "Ada Byron"}]


def test_a_json_item_has_every_field_that_the_post_can_fill() -> None:
    found = json_item(item())
    assert found["id"] == "tag:news.example,2026:p1"
    assert found["url"] == f"{BASE}/news/robot/"
    assert found["summary"] == "They fold & stack."
    assert found["image"] == f"{BASE}/news/robot/lead%20image.jpg"
    assert found["date_published"] == "2026-01-13T09:30:00+01:00"
    assert found["date_modified"] == "2026-01-14T08:00:00+00:00"
    assert found["authors"] == [{"name": "Ana Sá", "url": f"{BASE}/authors/ana/"}]
    assert (found["tags"], found["language"]) == (["News", "Robots", "LLM"], "en")


def test_our_own_fields_stand_under_news() -> None:
    assert json_item(item())["_news"] == {
        "key_points": ["It folds", "It stacks"],
        "sources": [
            {
                "title": "Paper",
                "url": "https://arxiv.example/1",
                "publisher": "arXiv",
                "kind": "paper",
                "accessed": "2026-01-12",
            }
        ],
        "corrections": [{"date": "2026-01-14", "text": "It was Tuesday."}],
        "ai_use": "assisted",
    }


def test_an_item_of_a_summary_feed_has_text_instead_of_html() -> None:
    found = json_item(item(html=""))
    assert "content_html" not in found
    assert found["content_text"] == "They fold & stack."


# ── the body ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("html", "expected"), [
    ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    ("<style>p{}</style><p style='color:red'>a</p>", "<p>a</p>"),
    ("<object data=x><p>else</p></object>", "<p>else</p>"),
    ("<embed src=x><meta http-equiv=refresh content=1><base href=/x><link rel=stylesheet href=x>a", "a"),
    ("<form action=/x><input name=q><button>Go</button>kept</form>", "kept"),
    ("<p onclick=x() id=location data-x=1>a</p>", "<p>a</p>"),
    ("<svg><script>x</script><circle/></svg>a", "a"),
    ('<a href="java\tscript:alert(1)">a</a>', "<a>a</a>"),
    ('<a href="java\x01script:alert(1)">a</a>', "<a>a</a>"),
    ('<a href="java&#9;script:alert(1)">a</a>', "<a>a</a>"),
    ('<img srcset="javascript:1 1x" src="data:text/html,x">', "<img>"),
    ('<p>say href="/x" and <b title=\' href="/y"\'>b</b></p>',
     '<p>say href="/x" and <b title=" href=&quot;/y&quot;">b</b></p>'),
    ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
    ('<iframe src="https://v.example/1?a=1&amp;b=2" title="Film"></iframe>',
     '<p><a href="https://v.example/1?a=1&amp;b=2">Film</a></p>'),
    ("<IFRAME SRC=//v.example/1>", '<p><a href="https://v.example/1">//v.example/1</a></p>'),
    ('<iframe data-src="x" srcdoc="y"></iframe>a', "a"),
    ("<li><input type=checkbox disabled checked> a</li><li><input disabled type='checkbox'> b</li>",
     "<li>☑ a</li><li>☐ b</li>"),
    ('<h2 id="x">Why<a class="anchor" href="#x" aria-label="Link"></a></h2>', "<h2>Why</h2>"),
    ("a\x01b&#2;c\ud800d", "abcd"),
])  # fmt: skip
def test_what_no_reader_may_run_is_gone(html: str, expected: str) -> None:
    assert cleaned(html) == expected


@pytest.mark.parametrize("html", [
    '<table class="t"><thead><tr><th scope="col">a</th></tr></thead></table>',
    '<table><tbody><tr><td colspan="2">b</td></tr></tbody></table>',
    '<figure class="wide"><img src="https://x.example/" alt="a" width="3"><figcaption>b</figcaption></figure>',
    '<pre><code class="language-py"><span class="k">def</span> x &lt; 1</code></pre>',
    '<details><summary>a</summary><p>b</p></details>',
    '<sup class="footnote-ref"><a href="https://x.example/#fn1">[1]</a></sup>',
    '<section class="footnotes"><ol><li>a</li></ol></section>',
    '<dl><dt>a</dt><dd>b</dd></dl><blockquote><p>c</p></blockquote><p><del>d</del> <kbd>e</kbd> <mark>f</mark></p>',
    '<math display="block"><msup><mi>x</mi><mn>2</mn></msup></math>',
    '<video controls="" src="https://x.example/a.mp4" poster="https://x.example/a.png"></video>',
])  # fmt: skip
def test_what_news_is_made_of_is_kept(html: str) -> None:
    assert cleaned(html) == html


@pytest.mark.parametrize(("html", "expected"), [
    ('<a href="/about/">', "https://news.example/blog/about/"),
    ('<a href="#fn1">', "https://news.example/blog/news/robot/#fn1"),
    ('<a href="">', "https://news.example/blog/news/robot/"),
    ('<a href="?a=1">', "https://news.example/blog/news/robot/?a=1"),
    ('<a href="../old/">', "https://news.example/blog/news/old/"),
    ('<a href="//cdn.example/x">', "https://cdn.example/x"),
    ('<a href="/a b/ü">', "https://news.example/blog/a%20b/%C3%BC"),
    ('<img src="a.png">', "https://news.example/blog/news/robot/a.png"),
    ('<video poster="p.png">', "https://news.example/blog/news/robot/p.png"),
    ('<video src="v.mp4">', "https://news.example/blog/news/robot/v.mp4"),
    ('<img srcset="/a.png 1x, b,c.png 2x">',
     "https://news.example/blog/a.png 1x, https://news.example/blog/news/robot/b,c.png 2x"),
    ('<a title=">" href="/a?b=1&amp;c=2">', "https://news.example/blog/a?b=1&c=2"),
    ('<a href="mailto:a@b.example">', "mailto:a@b.example"),
])  # fmt: skip
def test_every_address_comes_out_as_a_full_one(html: str, expected: str) -> None:
    node = HTMLParser(cleaned(html)).css_first("a, img, video")
    assert node is not None
    assert [value for name, value in node.attributes.items() if name != "title"] == [expected]


REFERENCES = st.sampled_from(["/x", "#f", "../y z", "?q", "//h/p", "", "a:b", "x,y.png", "javascript:1", "https://h/"])


@given(st.lists(st.tuples(st.sampled_from(["a href", "img src", "img srcset", "video poster", "q cite"]), REFERENCES)))
def test_no_relative_address_survives(found: list[tuple[str, str]]) -> None:
    html = cleaned("".join(f'<{place}="{reference}">x' for place, reference in found))
    for node in HTMLParser(html).css("*"):
        for name in ("href", "src", "srcset", "poster", "cite"):
            value = node.attributes.get(name)
            assert value is None or re.match(r"https?://|mailto:|[a-z]+:", value)


# ── hostile values ──────────────────────────────────────────────────────────────────────────────────

NASTY = [
    "",
    "]]>",
    "<b>&amp;",
    "a\x00\x0b\x1fb\ufffe",
    "🤖👩\u200d🚀",
    "\u202e\u05e2",
    "\"'",
    "\n \t",
    "\ud800x",
    "&#0;",
]
HOSTILE = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))


@st.composite
def hostile_items(draw: st.DrawFn) -> tuple[FeedItem, ...]:
    def one(number: int) -> FeedItem:
        texts = [draw(HOSTILE) for _ in range(6)]
        return item(
            html=draw(st.sampled_from(["", BODY, "<p>]]></p>", "x" + draw(HOSTILE)])),
            id=f"p{number}",
            title=texts[0],
            summary=texts[1],
            updated=draw(st.sampled_from(["", "2026-01-14T08:00:00+05:30"])),
            authors=tuple(Ref("a", name, "") for name in texts[2:4]),
            tags=(Ref("t", texts[4], "/tags/t/"),),
            key_points=(KeyPoint(texts[5], texts[5]),),
            image=draw(st.sampled_from([None, LEAD, Image("https://x.example/a b.png", alt=texts[0])])),
        )

    return tuple(one(number) for number in range(draw(st.integers(0, 3))))


@settings(max_examples=60, deadline=None)
@given(hostile_items(), HOSTILE, HOSTILE)
def test_whatever_the_words_are_the_feeds_are_valid(items: tuple[FeedItem, ...], title: str, author: str) -> None:
    feed = msgspec.structs.replace(FEED, title=title, description=title, author=author)
    for data in (rss(feed, items, SITE), atom(feed, items, SITE)):
        assert mistakes(data) == []
        assert not feedparser.parse(data).bozo
    assert len(json.loads(json_feed(feed, items, SITE))["items"]) == len(items)


def test_a_reader_gets_the_title_as_it_was_written() -> None:
    title = "AT&T's ]]> “x < y” 🤖"
    assert first_item(item(title=title)).findtext("title") == title
    assert entry(item(title=title)).findtext(f"{ATOM}title") == title
    assert json_item(item(title=title))["title"] == title


@pytest.mark.parametrize("make", [rss, atom])
def test_feedparser_reads_every_entry(make: Any) -> None:
    found = feedparser.parse(make(FEED, ITEMS, SITE))
    assert not found.bozo
    assert [entry.link for entry in found.entries] == [f"{BASE}/news/robot/", f"{BASE}/news/old/"]
    assert found.entries[0].published_parsed[:5] == (2026, 1, 13, 8, 30)


# ── the validator itself ────────────────────────────────────────────────────────────────────────────


@WITH_CASES
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.fixture)
def test_the_validator_finds_the_mistake_that_a_case_shows(rule: Rule) -> None:
    assert rule.code in mistakes((CASES / rule.fixture).read_bytes())


@WITH_CASES
@pytest.mark.parametrize("path", UNREADABLE)
def test_the_validator_says_when_a_feed_is_no_xml(path: str) -> None:
    assert mistakes((CASES / path).read_bytes()) == ["SAXError"]


@WITH_CASES
def test_the_validator_finds_every_mistake_of_its_kinds_that_our_feeds_could_make() -> None:
    known = {(rule.kind, rule.code) for rule in RULES}
    missed = []
    for kind, folder in (("rss", "rss20"), ("atom", "atom")):
        for path in sorted((CASES / folder).rglob("*.xml")):
            data, name = path.read_bytes(), path.relative_to(CASES).as_posix()
            expected = re.search(rb"Expect:\s+([A-Za-z]\w+)", data)
            if expected and (kind, code := expected[1].decode()) in known and not NEVER_WRITTEN.search(name):
                missed += [] if code in mistakes(data) else [(code, name)]
    assert missed == []


# ── speed ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_thousand_tag_feeds_take_less_than_a_second() -> None:
    items = tuple(item(html="", id=f"p{number}") for number in range(10))
    started = time.process_time()
    for number in range(1000):
        rss(msgspec.structs.replace(FEED, url=f"/tags/{number}/feed.xml"), items, SITE)
    assert time.process_time() - started < 1
