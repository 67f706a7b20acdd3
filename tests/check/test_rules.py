"""Each rule of a page: what breaks it is told once, and what looks like it is left alone."""

from __future__ import annotations

import json

import pytest

from ssg.check import accessibility, sharing
from ssg.check.forms import broken_forms, differing_forms, forms_of
from ssg.check.html import BuiltPage, Told, built_page, parsed

HEAD = "<!doctype html><html lang=en><head><title>T</title></head><body><main><h1>T</h1>"


def page_of(text: str, kind: str = "post") -> BuiltPage:
    return built_page(kind, "en", parsed(text.encode()))


# ── accessibility ───────────────────────────────────────────────────────────────────────────────────


def heard(text: str) -> list[Told]:
    return [told for rule in accessibility.RULES for told in rule(page_of(text))]


BARRIERS = {
    "no language": (HEAD.replace(" lang=en", ""), "page-outline"),
    "another language": (HEAD.replace("lang=en", "lang=de"), "page-outline"),
    "no title": (HEAD.replace("<title>T</title>", ""), "page-outline"),
    "an empty title": (HEAD.replace("<title>T", "<title> "), "page-outline"),
    "no main": (HEAD.replace("<main>", ""), "page-outline"),
    "no headline": (HEAD.replace("h1", "h2").replace("h2", "p"), "page-outline"),
    "two headlines": (f"{HEAD}<h1>U</h1>", "page-outline"),
    "a level skipped": (f"{HEAD}<h2>a</h2><h4>b</h4>", "page-outline"),
    "a picture": (f'{HEAD}<img src="a.png">', "missing-alt"),
    "a field": (f'{HEAD}<input name="q">', "missing-label"),
    "a field with another's label": (f'{HEAD}<label for="x">a</label><input id="y">', "missing-label"),
    "a choice": (f"{HEAD}<select><option>a</select>", "missing-label"),
    "a text field with words in it": (f"{HEAD}<textarea>words</textarea>", "missing-label"),
    "a link": (f'{HEAD}<a href="/a/"></a>', "missing-label"),
    "a link around a picture that says nothing": (f'{HEAD}<a href="/a/"><img src="a.png" alt=""></a>', "missing-label"),
    "a button": (f"{HEAD}<button> </button>", "missing-label"),
    "a button of nothing but a drawing": (f"{HEAD}<button><svg></svg></button>", "missing-label"),
    "a frame": (f'{HEAD}<iframe src="/a/"></iframe>', "missing-label"),
    "an id twice": (f'{HEAD}<p id="a"><p id="a">', "doubled-id"),
}


@pytest.mark.parametrize(("text", "code"), BARRIERS.values(), ids=BARRIERS)
def test_each_barrier_is_told_once_with_what_to_write(text: str, code: str) -> None:
    (told,) = heard(text)

    assert told.code == code
    assert told.help


WAYS = {
    "nothing but the least": HEAD,
    "levels that go up again": f"{HEAD}<h2>a</h2><h3>b</h3><h2>c</h2>",
    "a picture for show": f'{HEAD}<img src="a.png" alt="">',
    "a label around its field": f"{HEAD}<label>a <span><input></span></label>",
    "a label for its field": f'{HEAD}<label for="x">a</label><input id="x">',
    "a field that says its name": f'{HEAD}<input aria-label="a"><input aria-labelledby="b"><input title="c">',
    "fields that nobody sees": f'{HEAD}<input type="hidden"><input type=SUBMIT><input type="button" value="a">',
    "a link with a picture that says something": f'{HEAD}<a href="/a/"><img src="a.png" alt="A"></a>',
    "a link that says its name": f'{HEAD}<a href="/a/" aria-label="A"></a>',
    "a drawing with a title": f'{HEAD}<a href="/a/"><svg aria-label="A"></svg></a>',
    "a link that is kept from screen readers": f'{HEAD}<a href="/a/" aria-hidden="true"></a>',
    "a place that is no link": f'{HEAD}<a id="x"></a><a name="x"></a>',
    "a frame with a title": f'{HEAD}<iframe src="/a/" title="A"></iframe>',
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_what_can_be_heard_is_left_alone(text: str) -> None:
    assert heard(text) == []


# ── sharing ─────────────────────────────────────────────────────────────────────────────────────────

META = {
    "og:title": "T",
    "og:type": "article",
    "og:url": "https://a.example/b/",
    "og:site_name": "S",
    "og:locale": "en_US",
    "article:published_time": "2026-01-10T00:00:00Z",
}
DESCRIBED = "What is new, said in a sentence that is long enough to stand alone."
ARTICLE = {
    "@type": "NewsArticle",
    "headline": "T",
    "datePublished": "2026-01-10T00:00:00Z",
    "dateModified": "2026-01-10",
    "publisher": {"name": "S"},
    "mainEntityOfPage": "https://a.example/b/",
}


def shared(
    meta: dict[str, str] | None = None,
    article: object = ARTICLE,
    *,
    title: str = "T",
    described: str = DESCRIBED,
    more: str = '<link rel="canonical" href="https://a.example/b/">',
    kind: str = "post",
) -> list[Told]:
    metas = "".join(f'<meta property="{name}" content="{text}">' for name, text in (META | (meta or {})).items())
    data = f'<script type="application/ld+json">{json.dumps({"@graph": [article]})}</script>' if article else ""
    head = f'<head><title>T</title><meta name="description" content="{described}">{metas}{data}{more}</head>'
    page = page_of(f"<!doctype html><html lang=en>{head}<body><main><h1>{title}</h1>", kind)
    return [told for rule in sharing.RULES for told in rule(page)]


def test_a_complete_head_is_left_alone() -> None:
    assert shared() == []
    assert shared({"og:image": "https://a.example/c.png", "og:image:alt": ""}) == []


LACKS = {
    "a long headline": (lambda: shared(title="word " * 30), "snippet-length", "title:"),
    "a long description": (lambda: shared(described="word " * 100), "snippet-length", "summary:"),
    "a short description": (lambda: shared(described="New."), "snippet-length", "summary:"),
    "no description": (lambda: shared(described=""), "snippet-length", "summary:"),
    "an empty title": (lambda: shared({"og:title": " "}), "incomplete-card", ""),
    "no time of publication": (lambda: shared({"article:published_time": ""}), "incomplete-card", ""),
    "a picture without a text": (lambda: shared({"og:image": "https://a.example/c.png"}), "incomplete-card", ""),
    "a relative address": (lambda: shared({"og:url": "/b/"}), "incomplete-card", ""),
    "no canonical address": (lambda: shared(more=""), "incomplete-card", ""),
    "two of them": (lambda: shared(more='<link rel="canonical" href="/a/">' * 2), "incomplete-card", ""),
    "no article": (lambda: shared(article=None), "bad-structured-data", ""),
    "another thing": (lambda: shared(article={"@type": "Thing"}), "bad-structured-data", ""),
    "no publisher": (lambda: shared(article=ARTICLE | {"publisher": None}), "bad-structured-data", ""),
    "a time without zone": (
        lambda: shared(article=ARTICLE | {"datePublished": "2026-01-10T12:00:00"}),
        "bad-structured-data",
        "",
    ),
    "no JSON": (
        lambda: shared(
            article=None, more='<link rel="canonical" href="/"><script type="application/ld+json">{</script>'
        ),
        "bad-structured-data",
        "",
    ),
}


@pytest.mark.parametrize(("lack", "code", "sought"), LACKS.values(), ids=LACKS)
def test_what_a_head_lacks_is_told_once(lack: object, code: str, sought: str) -> None:
    (told,) = lack()  # type: ignore[operator]

    assert (told.code, told.sought) == (code, sought)


def test_a_page_that_search_engines_are_kept_from_needs_no_card() -> None:
    robots = '<meta name="robots" content="noindex">'

    assert shared(dict.fromkeys(META, ""), None, more=robots) == []


def test_a_theme_without_any_card_is_told_so_in_a_note() -> None:
    (told,) = shared(dict.fromkeys(META, ""))

    assert told.optional
    assert "no OpenGraph" in told.message


def test_lists_are_not_measured() -> None:
    assert shared(article=None, title="word " * 30, described="New.", kind="tag") == []


# ── forms ───────────────────────────────────────────────────────────────────────────────────────────

FORM = (
    '<form name="news" method="POST" data-netlify="true" data-netlify-honeypot="trap">'
    '<input type="hidden" name="form-name" value="news"><input name="trap"><input name="email"></form>'
)


def test_a_form_that_the_host_finds_is_left_alone() -> None:
    page = page_of(FORM)

    assert list(broken_forms(page)) == []
    assert [(form.name, form.fields) for form in forms_of(page)] == [("news", ("email", "form-name", "trap"))]


UNDETECTED = {
    "unmarked": FORM.replace(' data-netlify="true"', ""),
    "nameless": FORM.replace('name="news" method', "method").replace('value="news"', 'value=""'),
    "sent by get": FORM.replace('method="POST"', ""),
    "no form-name": FORM.replace('name="form-name"', 'name="form"'),
    "another form-name": FORM.replace('value="news"', 'value="mail"'),
    "no trap": FORM.replace('<input name="trap">', ""),
    "two of a name": FORM * 2,
}


@pytest.mark.parametrize("text", UNDETECTED.values(), ids=UNDETECTED)
def test_what_the_host_would_not_take_is_told_once(text: str) -> None:
    (told,) = broken_forms(page_of(text))

    assert told.code == "undetected-form"
    assert told.help


@pytest.mark.parametrize(
    "text", ['<form action="/search/">', '<form method="post" action="https://mail.example/join">']
)
def test_forms_that_are_no_business_of_the_host_are_left_alone(text: str) -> None:
    assert list(broken_forms(page_of(text))) == []


def test_forms_of_one_name_with_other_fields_are_told_at_the_second_page() -> None:
    pages = [
        (number, forms_of(page_of(text))) for number, text in ((1, FORM), (4, FORM.replace("email", "mail")), (5, FORM))
    ]

    assert [number for number, _ in differing_forms(pages)] == [4]
