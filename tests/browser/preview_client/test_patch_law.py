"""The law of patches: whatever a page was, it becomes the page that was built."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssg.preview.additions import client_digest, with_script
from ssg.render.host_files import content_security_policy
from tests.browser.preview_client.server import PreviewServer
from tests.browser.preview_client.tabs import Opened, html

pytestmark = pytest.mark.browser

LEAVES = [
    "words",
    "<!-- remark -->",
    "<p>one</p>",
    "<p class='a'>two <b>bold</b></p>",
    "<p id='p'>named</p>",
    "<h2 id='h'>heading</h2>",
    "<details><summary>s</summary>inside</details>",
    "<details open><summary>s</summary>inside</details>",
    "<input value='1'>",
    "<input type='checkbox' checked>",
    "<textarea>text</textarea>",
    "<select><option>1</option><option selected>2</option></select>",
    "<video preload='none'></video>",
    "<img src='data:,' alt=''>",
    "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
    "<math><mi>x</mi></math>",
    "<table><tbody><tr><td>1</td></tr></tbody></table>",
    "<template><i>1</i></template>",
    "<template><i>2</i></template>",
    "<noscript><p>none</p></noscript>",
    "<script type='application/json'>{}</script>",
    "<x-own a='1'></x-own>",
]
WRAPPERS = ["<div>{}</div>", "<section id='s'>{}</section>", "<ul><li>{}</li></ul>", "<details>{}</details>"]

blocks = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.builds(
        lambda wrapper, parts: wrapper.format("\n".join(parts)), st.sampled_from(WRAPPERS), st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)
bodies = st.lists(blocks, max_size=6).map("\n".join)
heads = st.lists(
    st.sampled_from(["<meta name='a'>", "<meta name='b'>", "<style>b{}</style>", "<link rel='next' href='/'>"])
)
pages = st.builds(
    lambda body, head, lang: html(body, "".join(head), f'lang="{lang}"'), bodies, heads, st.sampled_from("ab")
)

BECOME = """async ({client, served, meddle}) => {
    const patch = await import(`/__ssg/patch.js?v=${client}`);
    for (const text of served) {
        if (meddle) for (const one of document.querySelectorAll('body p')) one.dataset.seen = '';
        await patch.become(patch.read(text));
    }
    for (const one of document.querySelectorAll('[data-seen]')) one.removeAttribute('data-seen');
    delete document.documentElement.dataset.ssgVersion;
    const built = patch.read(served.at(-1)).document;
    const parts = (of) => {
        const [head, body] = [of.head, of.body].map((part) => part.cloneNode(true));
        // Documents with scripts and without write them down in two ways.
        const silent = [...body.querySelectorAll('noscript')].map((one) => one.textContent + (one.textContent = ''));
        return [of.documentElement.lang, head.innerHTML, body.innerHTML.trim(), silent];
    };
    return [parts(document), parts(built)];
}"""


@pytest.mark.parametrize("meddle", [False, True], ids=["untouched", "touched by scripts"])
def test_a_patched_page_is_the_page_that_was_built(
    server: PreviewServer, opened: Opened, errors: list[str], meddle: bool
) -> None:
    server.policy = content_security_policy(raw_html=True)
    page = opened("<p>one</p>")

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(pages, min_size=1, max_size=4))
    def follows(history: list[str]) -> None:
        served = [with_script(text.encode(), "page", "version").decode() for text in history]
        stands, built = page.evaluate(BECOME, {"client": client_digest(), "served": served, "meddle": meddle})
        assert stands == built

    follows()
    errors[:] = [error for error in errors if "duplicate ids" not in error]
