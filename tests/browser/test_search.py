"""The search as readers use it: in a real Chromium, over sites of several scripts."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from ssg.content.tokenize import FIRST_LETTERS, chunks_of, folded_terms, term_key
from tests.browser.conftest import Blog, QuietHandler
from tests.conftest import ROOT
from tests.sites import TestSite

CORPORA = ROOT.parent / "shared" / "corpora"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blog]:
    """A site of eighty posts, of which a few are about something."""
    site = TestSite(tmp_path_factory.mktemp("search"))
    site.configure('[site]\ntitle = "News"\nid = "n"\nbase_url = "https://news.example/blog"\nauthor = "Ada"\n')
    for number in range(72):
        site.write(
            f"n{number:02}.md", f"Filler about gardens, number{number}.", title=f"Garden {number}", date="2025-01-01"
        )
    site.write(
        "old.md",
        "Anthropic raised funds. " + "More words. " * 80 + "The zebra crossed.",
        title="Old money",
        date="2024-01-01",
    )
    site.write(
        "chips.md", "Everything about processors.", title="Chips for robots", date="2025-03-01", tags=["hardware"]
    )
    site.write("robots.md", "Robots like chips, and chips like robots.", title="A report", date="2025-04-01")
    site.write(
        "html.md",
        "A post on <b>bold</b> `<img src=x onerror=alert(1)>` unsafely things.",
        title="<script>alert(1)</script> unsafely",
        date="2025-05-01",
    )
    site.write(
        "zh.md", "小米发布了新的大模型，罗福莉加入团队。电车很快。", title="小米与大模型", lang="zh", date="2025-06-01"
    )
    site.write("ja.md", "東京の電車が来た。ロボットを作りました。", title="電車", lang="ja", date="2025-06-01")
    assert site.build().ok
    served = site.folder / "served"
    served.mkdir()
    site.output.rename(served / "blog")
    handler = functools.partial(QuietHandler, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Blog(served / "blog", f"http://127.0.0.1:{server.server_address[1]}/blog")
        server.shutdown()
        thread.join()


def look_for(page: Page, blog: Blog, query: str, prefix: str = "") -> list[str]:
    """Return the titles of what a query finds."""
    page.goto(f"{blog.address}{prefix}/search/?q={quote(query)}")
    expect(page.locator(".search-status")).not_to_be_empty()
    return titles(page)


def titles(page: Page) -> list[str]:
    return page.locator(".search-results a").all_text_contents()


# ── what is found ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("anthropic", ["Old money"]),
        ("ANTHROPIC", ["Old money"]),
        ("anth", ["Old money"]),
        ("funding", ["Old money"]),
        ("fundin", ["Old money"]),
        ("zebra", ["Old money"]),
        ("hardware", ["Chips for robots"]),
        ("chip", ["Chips for robots", "A report"]),
        ("robots chips", ["Chips for robots", "A report"]),
        ('"about processors"', ["Chips for robots"]),
        ('"processors about"', []),
        ("“about processors”", ["Chips for robots"]),
        ("chips -processors", ["A report"]),
        ("the anthropic", ["Old money"]),
        ("number7 ", ["Garden 7"]),
        ("number7", ["Garden 7", "Garden 70", "Garden 71"]),
        ("qqqqqq", []),
        ("the", []),
    ],
)
def test_a_query_finds(page: Page, news: Blog, query: str, expected: list[str]) -> None:
    assert look_for(page, news, query) == expected


@pytest.mark.parametrize(
    ("prefix", "query", "title"),
    [("/zh", query, "小米与大模型") for query in ("大模型", "模型", "罗福莉", "车", "米", "小米 团队")]
    + [("/ja", query, "電車") for query in ("電車", "車", "ロボット", "東京")],
)
def test_scripts_without_spaces_are_searched_too(page: Page, news: Blog, prefix: str, query: str, title: str) -> None:
    assert look_for(page, news, query, prefix) == [title]
    expect(page.locator(".search-results mark").first).to_be_visible()


def test_where_no_story_has_all_words_some_are_shown_and_it_says_so(page: Page, news: Blog) -> None:
    assert look_for(page, news, "anthropic processors") == ["Chips for robots", "Old money"]
    expect(page.locator(".search-status")).to_contain_text("No story has all of these words")


def test_of_stories_that_fit_alike_the_newest_come_first_ten_at_a_time(page: Page, news: Blog) -> None:
    assert len(look_for(page, news, "gardens")) == 10
    expect(page.locator(".search-status")).to_have_text("72 stories")
    page.get_by_role("button", name="More results").click()
    expect(page.locator(".search-results li")).to_have_count(20)

    assert len(set(titles(page))) == 20
    expect(page.locator(".search-results li").nth(10).locator("a")).to_be_focused()


# ── what hits show ──────────────────────────────────────────────────────────────────────────────────


def test_a_hit_has_section_date_title_and_an_excerpt_with_the_words_marked(page: Page, news: Blog) -> None:
    look_for(page, news, "zebra")
    hit = page.locator(".search-results li")

    expect(hit.locator(".label")).to_have_text("News")
    expect(hit.locator("time")).to_have_text("January 1, 2024")
    expect(hit.locator("a")).to_have_attribute("href", "/blog/news/old/")
    expect(hit.locator("mark")).to_have_text(["zebra"])
    expect(hit.locator(".search-excerpt")).to_contain_text("… ")


def test_what_posts_say_is_shown_as_text_and_never_run(page: Page, news: Blog) -> None:
    found: list[str] = []
    page.on("dialog", lambda dialog: found.append(dialog.message))

    assert look_for(page, news, "unsafely") == ["<script>alert(1)</script> unsafely"]
    expect(page.locator(".search-excerpt mark")).to_have_text(["unsafely"])
    assert page.locator(".search-results :is(img, script, b)").count() == 0
    assert found == []


# ── the field and the keyboard ──────────────────────────────────────────────────────────────────────


def test_the_field_has_the_focus_and_results_come_while_typing(page: Page, news: Blog) -> None:
    page.goto(f"{news.address}/search/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("anthropic")
    expect(page.locator(".search-results a")).to_have_text(["Old money"])

    assert page.url.endswith("/search/?q=anthropic")


def test_the_first_letters_of_a_second_word_take_nothing_away(page: Page, news: Blog) -> None:
    page.goto(f"{news.address}/search/")
    page.keyboard.type("chips rob")
    expect(page.locator(".search-results a")).to_have_text(["Chips for robots", "A report"])


def test_an_empty_field_shows_nothing(page: Page, news: Blog) -> None:
    look_for(page, news, "chips")
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".search-results li")).to_have_count(0)
    expect(page.locator(".search-status")).to_be_empty()


def test_arrows_walk_the_results_escape_clears_and_a_slash_leads_to_the_field(page: Page, news: Blog) -> None:
    look_for(page, news, "chips")
    field, links = page.get_by_role("searchbox"), page.locator(".search-results a")
    for key, place in (
        ("ArrowDown", links.nth(0)),
        ("ArrowDown", links.nth(1)),
        ("ArrowUp", links.nth(0)),
        ("/", field),
    ):
        page.keyboard.press(key)
        expect(place).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(links).to_have_count(0)


def test_enter_on_a_result_opens_it_and_back_leads_to_the_results(page: Page, news: Blog) -> None:
    look_for(page, news, "zebra")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/news/old/")
    page.go_back()
    expect(page.locator(".search-results a")).to_have_text(["Old money"])


def test_enter_in_the_field_makes_an_entry_of_the_history(page: Page, news: Blog) -> None:
    look_for(page, news, "zebra")
    page.get_by_role("searchbox").fill("processors")
    page.keyboard.press("Enter")
    expect(page.locator(".search-results a")).to_have_text(["Chips for robots"])
    page.go_back()
    expect(page.locator(".search-results a")).to_have_text(["Old money"])


def test_the_number_of_results_is_announced(page: Page, news: Blog) -> None:
    look_for(page, news, "zebra")

    expect(page.get_by_role("status")).to_have_text("1 story")


def test_a_network_that_fails_is_told_and_asked_again(page: Page, news: Blog) -> None:
    page.goto(f"{news.address}/search/")
    page.route("**/search/i/*", lambda route: route.abort())
    page.keyboard.type("zebra")
    expect(page.get_by_role("status")).to_contain_text("could not be read")
    page.unroute("**/search/i/*")
    page.keyboard.press("Enter")
    expect(page.locator(".search-results a")).to_have_text(["Old money"])


def test_an_answer_that_comes_late_is_dropped(page: Page, news: Blog) -> None:
    held: list[object] = []
    page.goto(f"{news.address}/search/")
    page.route(f"**/search/i/0-{term_key('zebra') * 2 >> 64}.bin", lambda route: held.append(route))
    page.keyboard.type("zebra")
    page.wait_for_url("**/?q=zebra")
    page.unroute_all(behavior="wait")
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".search-status")).to_be_empty()
    for route in held:
        route.continue_()  # type: ignore[attr-defined]
    page.wait_for_load_state("networkidle")
    expect(page.locator(".search-results li")).to_have_count(0)


def test_without_scripts_the_page_says_so_and_leads_to_the_archive(chromium: object, news: Blog) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{news.address}/search/")
    expect(page.locator(".search-without")).to_contain_text("JavaScript")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator(".search-without a").click()
    page.wait_for_url("**/archive/")
    context.close()


# ── the same words as in Python ─────────────────────────────────────────────────────────────────────

ENDINGS = [
    "",
    "s",
    "es",
    "ed",
    "ing",
    "ies",
    "sses",
    "ches",
    "shes",
    "xes",
    "e",
    "ee",
    "us",
    "is",
    "news",
    "ss",
    "lled",
    "nned",
    "zzing",
]
STEMS = [
    "a",
    "be",
    "fun",
    "run",
    "mode",
    "creat",
    "compan",
    "launch",
    "box",
    "class",
    "tie",
    "ax",
    "die",
    "stopp",
    "fall",
    "buzz",
    "ag",
    "need",
]
SAMPLES = [
    *(stem + ending for stem in STEMS for ending in ENDINGS),
    *(
        "GPT-5.2 and C++ beat C#",
        "llama-3.1-405b",
        "snake_case __init__",
        "a b 7",
        "it's",
        "2026-01-13",
        "v1.2.3-rc1",
        "C# C++ F#",
    ),
    *(
        "Straße in Łódź",
        "İstanbul ılık",
        "ΣΊΣΥΦΟΣ",
        "ﬁne ﬂow",
        "①②③ ½ Ⅷ",
        "ＡＩ ２０２６",
        "naïve café",
        "e\u0301te\u0301",
        "\u0130\u0131",
    ),
    *(
        "हिन्दी समाचार",
        "новости моделей",
        "שָׁלוֹם עולם",
        "مرحبا بالعالم",
        "ภาษาไทย",
        "한국어 모델",
        "ქართული",
        "հայերեն և",
        "ᾳ ᾼ ŉ ß",
    ),
    *(
        "OpenAI发布GPT-5模型",
        "ロボットを作りました",
        "会",
        "は",
        "ディープラーニング入門",
        "カタカナABC漢字",
        "々〆〇",
        "𠮷野家",
        "ﾃｽﾄ",
    ),
    *(
        "a-1-b-2",
        "x.5.y",
        "-5",
        ".5",
        "a.b",
        "a-b",
        "don’t",
        "“quoted”",
        "path/to/file.py",
        "foo@example.com",
        "#tag",
        "100%",
        "3,000.50",
    ),
]


def python_terms(text: str) -> set[str]:
    return {term for chunk in chunks_of(text) for term in folded_terms(chunk)}


def script_terms(page: Page, blog: Blog, texts: list[str]) -> list[set[str]]:
    """Return the terms that the browser finds in each text."""
    page.goto(f"{blog.address}/search/")
    found = page.evaluate(
        """async texts => {
            const { terms } = await import(document.querySelector('script[type=module]').src);
            return texts.map(terms);
        }""",
        texts,
    )
    return [set(terms) for terms in found]


def differing(page: Page, blog: Blog, texts: list[str]) -> list[tuple[str, set[str], set[str]]]:
    found = script_terms(page, blog, texts)
    pairs = zip(texts, map(python_terms, texts), found, strict=True)
    return [(text, ours - theirs, theirs - ours) for text, ours, theirs in pairs if ours != theirs]


def test_the_browser_cuts_words_as_python_does(page: Page, news: Blog) -> None:
    assert differing(page, news, SAMPLES) == []


def test_the_browser_cuts_every_letter_as_python_does(page: Page, news: Blog) -> None:
    # Cherokee has its small letters folded to large ones, which is more trouble than it is worth; what browsers knew
    # later than this Python is none of its letters yet.
    cherokee = {*range(0x13A0, 0x1400), *range(0xAB70, 0xABC0)}
    letters = [chr(code) for code in range(0x80, 0x32000) if code not in cherokee and not 0xD800 <= code < 0xE000]
    known = [letter for letter in letters if unicodedata.category(letter) not in ("Cn", "Co")]

    assert differing(page, news, [f"a{letter}b {letter}{letter}" for letter in known]) == []


def test_the_browser_cuts_real_posts_as_python_does(page: Page, news: Blog) -> None:
    posts = sorted((ROOT / "content").rglob("*.md")) + sorted(CORPORA.glob("*/**/*.md"))[::25]
    lines = [line for post in posts for line in post.read_text("utf-8", "replace").splitlines() if line.strip()]

    assert len(lines) > 1000
    assert differing(page, news, lines) == []


@pytest.mark.parametrize("splits", [2, 64, 1024])
def test_the_browser_knows_the_shard_of_each_word(page: Page, news: Blog, splits: int) -> None:
    words = sorted({term for text in SAMPLES for term in python_terms(text)})
    page.goto(f"{news.address}/search/")
    found = page.evaluate(
        """async ([words, splits]) => {
            document.querySelector(".search-form").dataset.splits = splits;
            const { shardOf } = await import(document.querySelector('script[type=module]').src);
            return words.map(shardOf);
        }""",
        [words, splits],
    )

    assert found == [term_key(word) * splits >> 64 for word in words]
    assert FIRST_LETTERS == 4


def test_the_script_is_small(news: Blog) -> None:
    (path,) = Path(news.output, "assets", "t").glob("search.*.js")

    assert len(gzip.compress(path.read_bytes(), 9)) <= 4.5 * 1024
