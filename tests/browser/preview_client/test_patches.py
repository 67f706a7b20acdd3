"""An open page becomes the page that was built, and keeps what its reader and its scripts have done."""

from __future__ import annotations

import mimetypes
import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Blog
from tests.browser.preview_client.server import PreviewServer
from tests.browser.preview_client.tabs import Opened, html, listens, shows, was_patched

pytestmark = pytest.mark.browser


# ── patches ─────────────────────────────────────────────────────────────────────────────────────────


def test_new_text_comes_without_a_reload(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")

    shows(page, server.put("/", html("<p>two</p>")))

    expect(page.locator("p")).to_have_text("two")
    assert was_patched(page)
    assert (server.loads(), server.patches()) == (1, 1)


def test_a_page_whose_bytes_are_as_they_were_is_not_fetched(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")

    server.put("/", server.pages["/"], words=702)

    expect(page.locator("ssg-preview .length")).to_contain_text("702")
    assert server.patches() == 0


def test_after_a_patch_the_page_says_so(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    page.evaluate("document.addEventListener('ssg:updated', event => { window.told = event.detail.version; })")

    version = server.put("/", html("<p>two</p>"))

    shows(page, version)
    assert page.evaluate("window.told") == version


def test_the_head_is_patched_with_its_data_blocks(server: PreviewServer, opened: Opened) -> None:
    data = '<script type="application/ld+json">{{"headline": "{}"}}</script><meta name="description" content="{}">'
    page = opened("<p>one</p>", data.format("one", "one"))

    new = html("<p>one</p>", data.format("two", "two")).replace("A title", "Another")
    shows(page, server.put("/", new))

    assert page.title() == "Another"
    assert "two" in page.evaluate("document.querySelector('script[type]').textContent")
    assert page.locator("meta[name=description]").get_attribute("content") == "two"
    assert page.locator("head > *").count() == len(re.findall("<(?:meta|link|title|script)", new))
    assert was_patched(page)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '<script src="/b.js"></script>'),
        ('<script src="/a.js"></script>', '<script src="/b.js"></script>'),
        ('<script src="/a.js"></script>', ""),
        ('<script type="module" src="/a.js"></script>', '<script src="/a.js"></script>'),
    ],
)
@pytest.mark.parametrize("place", ["head", "body"])
def test_other_scripts_need_a_reload(
    server: PreviewServer, opened: Opened, before: str, after: str, place: str
) -> None:
    server.files = {f"/{name}.js": ("text/javascript", f"window.ran = '{name}'".encode()) for name in "ab"}
    page_of = {"head": lambda script: html("<p>one</p>", script), "body": lambda script: html(f"<p>one</p>{script}")}
    server.pages["/"] = page_of[place](before)
    page = opened()

    shows(page, server.put("/", page_of[place](after)))

    assert not was_patched(page)
    assert page.evaluate("window.ran ?? null") == (re.findall("/(.).js", after) or [None])[0]


def test_another_inline_script_needs_a_reload(server: PreviewServer, opened: Opened) -> None:
    server.policy = server.policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    page = opened("<script>window.ran = 1</script>")

    shows(page, server.put("/", html("<script>window.ran = 2</script>")))

    assert page.evaluate("window.ran") == 2


def test_what_a_script_has_put_into_the_page_is_no_reason_to_reload(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.files["/late.js"] = ("text/javascript", b"window.late = true")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {src: '/late.js'}))")
    page.wait_for_function("() => window.late")

    shows(page, server.put("/", html("<p>two</p>")))

    assert was_patched(page)


def test_a_noscript_in_the_head_that_a_parser_without_scripts_would_stumble_over_stays(
    server: PreviewServer, opened: Opened
) -> None:
    head = '<noscript><img src="/pixel.gif" alt=""></noscript><meta name="after" content="1">'
    page = opened("<noscript><p>no scripts</p></noscript><p>one</p>", head)

    shows(page, server.put("/", html("<noscript><p>none</p></noscript><p>two</p>", head)))

    assert page.locator("head > meta[name=after]").count() == 1
    assert page.locator("body > p").all_text_contents() == ["two"]
    assert page.evaluate("document.querySelector('body noscript').children.length") == 0


# ── what a reader has done stays ────────────────────────────────────────────────────────────────────

READER = """
<p>one</p>
<form><input type="text" name="a" placeholder="Name"><input type="checkbox"><textarea>words</textarea>
<select><option>1</option><option>2</option></select></form>
<details><summary>More</summary><p>inside</p></details>
<audio muted></audio>
<div style="height: 4000px"></div><p id="end">end</p>
"""


def test_scroll_focus_caret_typed_text_and_open_details_stay(server: PreviewServer, opened: Opened) -> None:
    page = opened(READER)
    page.locator("input[type=text]").fill("typed text")
    page.locator("input[type=checkbox]").check()
    page.locator("textarea").fill("other words")
    page.locator("select").select_option("2")
    page.locator("summary").click()
    page.locator("input[type=text]").focus()
    page.evaluate("document.activeElement.setSelectionRange(2, 5); scrollTo(0, 1234)")

    changed = READER.replace("one", "two").replace("Name", "Your name").replace("inside", "inside, changed")
    shows(page, server.put("/", html(changed)))

    found = page.evaluate("""() => ({
        scroll: scrollY, tag: document.activeElement.name, from: document.activeElement.selectionStart,
        to: document.activeElement.selectionEnd, typed: document.activeElement.value, checked:
        document.querySelector('[type=checkbox]').checked, words: document.querySelector('textarea').value,
        option: document.querySelector('select').value, open: document.querySelector('details').open,
        hint: document.activeElement.placeholder, inside: document.querySelector('details p').textContent,
    })""")
    assert found == {
        "scroll": 1234,
        "tag": "a",
        "from": 2,
        "to": 5,
        "typed": "typed text",
        "checked": True,
        "words": "other words",
        "option": "2",
        "open": True,
        "hint": "Your name",
        "inside": "inside, changed",
    }
    assert was_patched(page)


def test_an_open_details_and_a_video_are_the_same_ones_where_others_come_before_them(
    server: PreviewServer, opened: Opened
) -> None:
    details = "<details><summary>{0}</summary>{0}</details>"
    video = '<figure><video src="/{}.mp4" preload="none"></video></figure>'
    body = details.format("b") + details.format("c") + video.format("y")
    page = opened(body)
    page.locator("details").nth(1).locator("summary").click()
    page.evaluate("document.querySelector('video').dataset.position = '12'")

    shows(page, server.put("/", html(details.format("a") + video.format("x") + body)))

    assert page.locator("details").evaluate_all("all => all.map(one => one.open)") == [False, False, True]
    assert page.locator("video").evaluate_all("all => all.map(one => one.dataset.position)") == [None, "12"]


# ── what a script has done stays ────────────────────────────────────────────────────────────────────


def test_attributes_that_scripts_have_set_stay_unless_the_build_changed_them(
    server: PreviewServer, opened: Opened
) -> None:
    attributes = 'lang="en" data-accent="red" class="no-js"'
    server.pages["/"] = html('<button hidden>Scheme</button><p class="a">one</p>', attributes=attributes)
    page = opened()
    page.evaluate("""() => {
        Object.assign(document.documentElement.dataset, {theme: 'dark', accent: 'own'});
        document.documentElement.className = 'js';
        document.body.dataset.ready = '';
        document.querySelector('button').hidden = false;
        document.querySelector('p').classList.add('seen');
    }""")

    built = html('<button hidden>Look</button><p class="b">two</p>', attributes=attributes.replace("red", "blue"))
    shows(page, server.put("/", built))

    root = page.evaluate("({...document.documentElement.dataset, name: document.documentElement.className})")
    assert root | {"ssgVersion": ""} == {"theme": "dark", "accent": "blue", "name": "js", "ssgVersion": ""}
    assert page.evaluate("document.body.dataset.ready") == ""
    expect(page.get_by_role("button", name="Look")).to_be_visible()
    assert page.locator("p").get_attribute("class") == "b"


def test_what_scripts_have_added_to_head_and_body_stays(server: PreviewServer, opened: Opened) -> None:
    page = opened("<div>one</div>")
    page.evaluate("""() => {
        const dialog = document.createElement('dialog');
        dialog.textContent = 'Hello';
        document.body.append(dialog);
        dialog.showModal();
        document.body.prepend(Object.assign(document.createElement('div'), {className: 'toast'}));
        document.head.append(Object.assign(document.createElement('meta'), {name: 'added'}));
    }""")

    shows(page, server.put("/", html("<div>one</div><div>two</div><dialog>built</dialog>")))

    assert page.locator("body > div:not(.toast)").all_text_contents() == ["one", "two"]
    assert page.locator("dialog:modal").text_content() == "Hello"
    assert page.locator("dialog:not(:modal)").text_content() == "built"
    assert page.locator(".toast, meta[name=added]").count() == 2
    assert page.evaluate("document.querySelectorAll('[id]').length") == 0


def test_a_page_that_a_script_has_changed_before_the_preview_began_is_patched_as_well(
    server: PreviewServer, opened: Opened
) -> None:
    script = """const box = document.createElement('div');
document.documentElement.className = 'js';
document.querySelector('p').before(box);
document.querySelector('button').hidden = false;"""
    server.files["/early.js"] = ("text/javascript", script.encode())
    body = '<div>a</div><p>{}</p><button hidden>Go</button><script src="/early.js"></script>'
    server.pages["/"] = html(body.format("one"), attributes='lang="en" class="no-js"')
    page = opened()
    assert page.locator("body > div").count() == 2

    shows(page, server.put("/", html(body.format("two"), attributes='lang="en" class="no-js"')))

    assert page.locator("body > div, body > p").all_text_contents() == ["a", "two"]
    assert page.locator("html").get_attribute("class") == "js"
    assert was_patched(page)


def test_what_scripts_have_made_of_a_part_stays_while_the_build_keeps_that_part(
    server: PreviewServer, opened: Opened
) -> None:
    body = "<p>{}</p><pre><code>let a = {}</code></pre>"
    page = opened(body.format("one", 1))
    enrich = (
        "document.querySelector('pre').append(Object.assign(document.createElement('button'), {textContent: 'Copy'}))"
    )
    page.evaluate(enrich)

    shows(page, server.put("/", html(body.format("two", 1))))
    assert page.locator("pre button").count() == 1

    shows(page, server.put("/", html(body.format("two", 2))))
    assert page.locator("pre").inner_html() == "<code>let a = 2</code>"


def test_custom_elements_templates_and_foreign_markup_survive(server: PreviewServer, opened: Opened) -> None:
    body = """<x-box n="1"></x-box><template><b>{0}</b></template>
<svg viewBox="0 0 9 9"><g id="g"><path d="M0 {0}"/></g></svg><math id="m"><mi>{0}</mi></math>"""
    page = opened(body.format(1))
    page.evaluate("""() => customElements.define('x-box', class extends HTMLElement {
        connectedCallback() { window.connected = (window.connected ?? 0) + 1; this.textContent = 'drawn'; }
    })""")

    new = body.format(2).replace("<svg", '<p>new</p><svg role="img"').replace("<math id", '<math display="block" id')
    shows(page, server.put("/", html(f"<section>{new}</section>")))
    shows(page, server.put("/", html(f"<section>{new.replace('M0 2', 'M0 3')}</section>")))

    assert page.evaluate("document.querySelector('template').innerHTML") == "<b>2</b>"
    assert page.evaluate("document.querySelector('path').namespaceURI") == "http://www.w3.org/2000/svg"
    assert page.evaluate("document.querySelector('path').getAttribute('d')") == "M0 3"
    assert page.evaluate("document.querySelector('mi').namespaceURI") == "http://www.w3.org/1998/Math/MathML"
    assert page.locator("x-box").text_content() == "drawn"


def test_a_template_alone_that_changes_is_seen(server: PreviewServer, opened: Opened) -> None:
    page = opened("<div><template><b>1</b></template></div>")

    shows(page, server.put("/", html("<div><template><b>2</b></template></div>")))

    assert page.evaluate("document.querySelector('template').innerHTML") == "<b>2</b>"


EDITS = [
    "<p>a</p>",
    "<p>b</p>",
    '<h2 id="x">x</h2>',
    '<h2 id="y">y</h2>',
    "<ul><li>1</li><li>2</li></ul>",
    "<img alt='' src='data:,'>",
    "text",
]


def test_whatever_is_edited_the_page_is_the_one_that_was_built(server: PreviewServer, opened: Opened) -> None:
    page = opened("".join(EDITS))
    edits = [EDITS[at:] + EDITS[:at] for at in range(len(EDITS))] + [EDITS[::-1], EDITS[::2], EDITS[:1], [], EDITS * 2]

    for edit in edits:
        built = html("\n".join(edit))
        shows(page, server.put("/", built))
        assert page.inner_html("body") == page.evaluate(
            "html => new DOMParser().parseFromString(html, 'text/html').body.innerHTML", built
        )
    assert was_patched(page)


# ── the default theme ───────────────────────────────────────────────────────────────────────────────


def test_the_switch_of_light_and_dark_works_on_after_patches(
    blog: Blog, server: PreviewServer, context: BrowserContext
) -> None:
    story = "/news/xiaomi-luo-fuli-mimo/"
    server.pages[story] = (blog.output / story[1:] / "index.html").read_text("utf-8")
    for file in blog.output.rglob("*.*"):
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        server.files[f"/{file.relative_to(blog.output).as_posix()}"] = (kind, file.read_bytes())
    page = context.new_page()
    page.goto(server.address + story)
    listens(page)
    page.locator(".scheme").click()
    chosen = page.evaluate("document.documentElement.dataset.scheme")

    shows(page, server.put(story, server.pages[story].replace("</h1>", ", edited</h1>")))

    assert page.locator("h1").text_content().endswith(", edited")  # type: ignore[union-attr]
    assert page.evaluate("document.documentElement.dataset.scheme") == chosen == "dark"
    page.locator(".scheme").click()
    assert page.evaluate("document.documentElement.dataset.scheme") == "light"
