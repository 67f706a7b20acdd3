"""site.toml: defaults, every kind of mistake with its place and remedy, and the addresses of deploys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.core.config import Config, deploy_base_url, load_config, with_base_url
from ssg.core.errors import Diagnostic

MINIMAL = '[site]\ntitle = "The Post"\nbase_url = "https://example.com/blog/"\n'


def loaded(text: str) -> Config:
    config, problems = load_config(text)
    assert problems == ()
    assert config is not None
    return config


def only_problem(text: str) -> Diagnostic:
    _, problems = load_config(text)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_title_is_enough() -> None:
    config = loaded('[site]\ntitle = "The Post"\n')

    assert config.site.language == "en"
    assert config.site.timezone == "UTC"
    assert config.site.theme == "default"
    assert config.permalinks.post == "/{section}/{slug}/"
    assert config.permalinks.page == "/{path}/"
    assert (config.listing.per_page, config.feeds.items, config.feeds.content) == (20, 20, "full")
    assert (config.related.count, config.cards.mode, config.front_matter.unknown) == (6, "off", "warn")
    assert (config.markdown.html, config.markdown.math) == (True, False)
    assert config.newsletter.provider == "netlify"


def test_the_example_of_the_contract_is_read_whole() -> None:
    config = loaded(
        MINIMAL
        + """
        language = "zh-hant-tw"
        timezone = "Asia/Shanghai"
        author = "mara"
        theme = "paper"
        logo = "/logo.png"
        copyright = "© 2026"
        [theme]
        accent = "#c00"
        sizes = [1, 2.5]
        [permalinks]
        post = "/{year}/{month}/{day}/{slug}.html"
        [newsletter]
        provider = "buttondown"
        action = "https://buttondown.com/x"
        [front_matter.rename]
        excerpt = "summary"
        layout = "extra"
        [addresses]
        gone = ["/old/"]
        moved = {"/a/" = "/b/"}
        [authors.mara]
        name = "Mara"
        same_as = "https://example.com/m"
        [sections.ai-research]
        [tags.ai]
        aliases = ["A.I."]
        kind = "topic"
        [stories.debut]
        title = "A debut"
        [series.lab]
        [[menu]]
        title = "News"
        url = "/news/"
        [[menu]]
        title = "Elsewhere"
        url = "https://example.org"
        """
    )

    assert config.site.language == "zh-Hant-TW"
    assert config.theme == {"accent": "#c00", "sizes": [1, 2.5]}
    assert config.front_matter.rename == (("excerpt", "summary"), ("layout", "extra"))
    assert config.addresses.gone == ("/old/",)
    assert config.addresses.moved == (("/a/", "/b/"),)
    assert config.authors["mara"].same_as == ("https://example.com/m",)
    assert config.sections["ai-research"].title == "Ai research"
    assert config.tags["ai"].aliases == ("A.I.",)
    assert [entry.title for entry in config.menu] == ["News", "Elsewhere"]
    assert config.places["authors.mara.name"] == (26, 16)


@pytest.mark.parametrize("host", ["a..b", ".a.b", "a" * 64 + ".b", "ü" * 60 + ".de", "a,b.c", "a.b:x", "a.b:99999"])
def test_a_base_url_whose_host_cannot_be_is_an_error(host: str) -> None:
    found = only_problem(f'[site]\ntitle = "T"\nbase_url = "https://{host}"\n')

    assert (found.code, found.line, found.column) == ("bad-value", 3, 12)
    assert found.help.startswith("write a host like example.com")


@pytest.mark.parametrize("host", ["a", "a.b.", "bücher.example", "exa_mple.com", "a.b:8080", "[::1]", "例え.jp"])
def test_a_base_url_may_have_any_host_that_can_be(host: str) -> None:
    assert loaded(f'[site]\ntitle = "T"\nbase_url = "https://{host}/blog"\n').site.base_url == f"https://{host}/blog"


@pytest.mark.parametrize("path", ["/blög/日本", "/bl%C3%B6g/%E6%97%A5%E6%9C%AC/"])
def test_the_path_of_a_base_url_is_encoded_once(path: str) -> None:
    """`<link>` of RSS, sitemaps and the targets of redirects have to be ASCII."""
    found = with_base_url(loaded(MINIMAL), f"https://bücher.example{path}").site.base_url

    assert found == "https://bücher.example/bl%C3%B6g/%E6%97%A5%E6%9C%AC"


def test_the_id_of_a_site_is_the_host_of_its_base_url_in_the_file() -> None:
    config = loaded(MINIMAL)

    assert config.site.id == "example.com"
    assert config.site.base_url == "https://example.com/blog"
    assert with_base_url(config, "http://localhost:8000/").site.id == "example.com"
    assert with_base_url(config, "http://localhost:8000/").site.base_url == "http://localhost:8000"


# added to the minimal file: text → code, column, message begins with, help
MISTAKES = [
    ('[addresses.moved]\n"/../x" = "/y/"', "unsafe-path", 1, "`addresses.moved` is “/../x”", "use letters"),
    ('titel = "x"', "unknown-key", 1, "`site` has `titel`, which is not a key", "did you mean `title`?"),
    ("theme = 3", "wrong-type", 9, "`site.theme` is a number, “3”, where text is meant", 'write it in quotes: "3"'),
    ('language = "english"', "bad-language", 12, "`site.language` is “english”", "write it like en, zh or pt-BR"),
    ('timezone = "Berlin"', "bad-value", 12, "`site.timezone` is “Berlin”", "did you mean “Europe/Berlin”?"),
    ('theme = "../x"', "unsafe-path", 9, "`site.theme` is “../x”", "write the name of a folder below themes/"),
    ('logo = "javascript:x"', "bad-value", 8, "`site.logo` is", "write a path, or an address with https://"),
    ('[sitee]\nx = "y"', "unknown-key", 2, "site.toml has `sitee`, which is not a key", "did you mean `site`?"),
    (
        '[theme]\n[listing]\nper_page = "20"',
        "wrong-type",
        12,
        "`listing.per_page` is text",
        "write digits without quotes",
    ),
    ("[listing]\nper_page = 0", "bad-value", 12, "`listing.per_page` is “0”", "write a whole number from 1 to 1000"),
    (
        "[listing]\nper_page = true",
        "wrong-type",
        12,
        "`listing.per_page` is true or false",
        "write digits without quotes",
    ),
    ("[listing]\nper_page = 2.5", "wrong-type", 12, "`listing.per_page` is a number", "write digits without quotes"),
    ('[feeds]\ncontent = "ful"', "bad-value", 11, "`feeds.content` is “ful”", "did you mean “full”?"),
    ('[markdown]\nhtml = "yes"', "wrong-type", 8, "`markdown.html` is text", "write true or false, without quotes"),
    (
        '[permalinks]\npost = "/{sectoin}/{slug}/"',
        "bad-permalink",
        8,
        "`permalinks.post` is",
        "did you mean {section}?",
    ),
    ('[permalinks]\npost = "/{section}/"', "bad-permalink", 8, "`permalinks.post` is", "add {slug}, {path} or {id}"),
    ('[permalinks]\npage = "/{year}/{path}/"', "bad-permalink", 8, "`permalinks.page` is", "there are {section}"),
    ('[permalinks]\npost = "/../{slug}/"', "bad-permalink", 8, "`permalinks.post` is", "use letters, digits"),
    ('[permalinks]\npost = "/{slug/"', "bad-permalink", 8, "`permalinks.post` is", "there are {section}"),
    ('[front_matter.rename]\nx = "sumary"', "bad-value", 5, "`front_matter.rename.x` is", "did you mean “summary”?"),
    ('[[menu]]\ntitle = "A"\nurl = "news"', "bad-value", 7, "`menu.url` is “news”", "begin it with “/” or https://"),
    ('[feeds]\nhub = "https://a b/"', "bad-value", 7, "`feeds.hub` is “https://a b/”", "write %20 for the space"),
    ('[feeds]\nhub = "https://a.b/<c"', "bad-value", 7, "`feeds.hub` is “https://a.b/<c”", "write %3C for “<”"),
    ('[feeds]\nhub = "https://a..b"', "bad-value", 7, "`feeds.hub` is “https://a..b”", "write a host like example.com"),
    ('[feeds]\nhub = "https://a.b:x"', "bad-value", 7, "`feeds.hub` is “https://a.b:x”", "write a host like"),
    ('[[menu]]\ntitle = "A"\nurl = "https://a;b"', "bad-value", 7, "`menu.url` is “https://a;b”", "write a host like"),
    (
        '[newsletter]\nunsubscribe = "{{u}}\\nBcc: a@b"',
        "bad-value",
        15,
        "`newsletter.unsubscribe` is",
        "write one line",
    ),
    ('logo = "https://a b/c.png"', "bad-value", 8, "`site.logo` is", "write %20 for the space"),
    ('[tags."Big Tech"]', "bad-value", 7, "`tags` has the id “Big Tech”", "write [tags.big-tech]"),
    (
        '[tags.a]\naliases = ["b"]\n[tags.b]',
        "bad-value",
        12,
        "`tags.a.aliases` has “b”",
        "leave it with one of the two",
    ),
    ("[sections]\nnews = 1", "wrong-type", 8, "`sections.news` is a number", "it has “title” or “description”"),
    (
        '[newsletter]\nprovider = "custom"',
        "newsletter-without-action",
        12,
        "the newsletter's provider",
        "add the address",
    ),
]


@pytest.mark.parametrize(("text", "code", "column", "message", "help"), MISTAKES)
def test_a_mistake_has_code_place_message_and_remedy(
    text: str, code: str, column: int, message: str, help: str
) -> None:
    found = only_problem(MINIMAL + text + "\n")

    assert found.code == code
    assert found.column == column
    assert found.excerpt in text.split("\n")
    assert found.message.startswith(message)
    assert found.help.startswith(help)
    assert found.file == "site.toml"


def test_every_mistake_is_reported_in_one_go_sorted_by_line() -> None:
    config, problems = load_config(
        '[site]\ntitel = "x"\nbase_url = "example.com"\nfoo bar\n[feeds]\nitems = "x"\n[menus]\n', file="a/site.toml"
    )

    assert config is None
    assert [(item.line, item.code) for item in problems] == [
        (1, "missing-setting"), (2, "unknown-key"), (3, "bad-value"), (4, "bad-toml"), (6, "wrong-type"),
        (7, "unknown-key"),
    ]  # fmt: skip
    assert {item.file for item in problems} == {"a/site.toml"}
    assert {item.level for item in problems} == {"error"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "[feeds]\n", '[site]\ntitle = ""\n'])
def test_a_site_without_a_title_is_an_error(text: str) -> None:
    assert only_problem(text).code == "missing-setting"


def test_a_newsletter_without_an_action_is_only_a_warning() -> None:
    config, problems = load_config(MINIMAL + '[newsletter]\nprovider = "custom"\n')

    assert config is not None
    assert [item.level for item in problems] == ["warning"]


PRODUCTION = {
    "NETLIFY": "true",
    "CONTEXT": "production",
    "URL": "https://x.netlify.app",
    "DEPLOY_PRIME_URL": "https://p",
}
DEPLOYS = [
    ({}, "https://example.com/blog"),
    ({"URL": "https://x.netlify.app"}, "https://example.com/blog"),
    (PRODUCTION, "https://x.netlify.app/blog"),
    ({**PRODUCTION, "CONTEXT": "deploy-preview"}, "https://p/blog"),
    ({**PRODUCTION, "CONTEXT": "branch-deploy", "URL": ""}, "https://p/blog"),
    ({"NETLIFY": "true"}, "https://example.com/blog"),
    ({"NETLIFY": "true", "URL": "nonsense"}, "https://example.com/blog"),
]


@pytest.mark.parametrize(("environ", "expected"), DEPLOYS)
def test_netlify_replaces_scheme_and_host_and_keeps_the_path(environ: dict[str, str], expected: str) -> None:
    assert deploy_base_url(loaded(MINIMAL), environ) == expected


@given(st.text(alphabet='[]site.tl="\n#{}ma 1,', max_size=80))
def test_any_text_gives_a_configuration_or_errors(text: str) -> None:
    config, problems = load_config(text)

    assert (config is None) == any(item.level == "error" for item in problems)
