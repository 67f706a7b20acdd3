"""Names that a template uses and that there are not: each is found at its line when the theme is read, and no other."""

from __future__ import annotations

import pytest

from ssg.core.errors import Diagnostic
from ssg.render.template_names import failure_in_words
from ssg.render.theme_reading import load_theme
from tests.sites import TestSite

BASE = '{% extends "base.html" %}'


def found(site: TestSite, name: str = "bare") -> list[Diagnostic]:
    return load_theme(str(site.folder), name, {})[1]


def of_template(site: TestSite, template: str, text: str) -> list[Diagnostic]:
    """Return what is said of a text in the body of a page template."""
    site.theme(f"templates/{template}", f"{BASE}\n{{% block body %}}\n{text}\n{{% endblock %}}")
    return found(site)


MISTAKES = {
    "a field of a post": ("post.html", "{{ post.titel }}", "`post.titel` is unknown: a post has no `titel`", "title"),
    "a field of a field": ("post.html", "{{ post.image.source }}", "an image has no `source`", ""),
    "a field that only posts have": ("home.html", "{{ lead.subtitle }}", "a summary has no `subtitle`", ""),
    "an item of a list": ("post.html", "{{ post.tags[0].name }}", "a reference has no `name`", ""),
    "a variable of a loop": (
        "home.html",
        "{% for strip in strips %}{% for post in strip.posts %}{{ post.sumary }}{% endfor %}{% endfor %}",
        "`post.sumary` is unknown: a summary has no `sumary`",
        "summary",
    ),
    "the condition of a loop": ("post.html", "{% for tag in post.tags if tag.ur %}{% endfor %}", "no `ur`", "url"),
    "a name given by with": ("post.html", "{% with i = post.image %}{{ i.widht }}{% endwith %}", "no `widht`", "width"),
    "what a filter chose": ("home.html", "{{ (latest|first).headline }}", "a summary has no `headline`", ""),
    "a field named to a filter": ("tags.html", '{{ index|sort(attribute="ref.titel")|list }}', "no `titel`", "title"),
    "a field named to a test": ("post.html", '{{ post.toc|selectattr("depth")|list }}', "a heading has no `depth`", ""),
    "a key in brackets": ("post.html", '{{ post["titel"] }}', "a post has no `titel`", "title"),
    "a field of text": ("post.html", "{{ post.date.year }}", "`post.date.year` is unknown: text has no `year`", ""),
    "a field of a list": ("home.html", "{{ latest.titles }}", "`latest.titles` is unknown: a list has no `titles`", ""),
    "a field that a list's items have": ("list.html", "{{ paginator.posts.title }}", "a list has no `title`", ""),
    "a field of a page": ("tags.html", "{{ page.langs }}", "a page has no `langs`", "lang"),
    "a string": ("post.html", "{{ strings.tag }}", "the theme has no string `tag`", "tags"),
    "a string in brackets": ("post.html", '{{ strings["hom"] }}', "the theme has no string `hom`", "home"),
    "a setting": ("post.html", "{{ settings.acent }}", "the theme has no setting `acent`", "accent"),
}


@pytest.mark.parametrize(("template", "text", "said", "near"), MISTAKES.values(), ids=MISTAKES)
def test_a_name_that_there_is_not_is_an_error_at_its_line_with_the_nearest(
    site: TestSite, template: str, text: str, said: str, near: str
) -> None:
    (item,) = of_template(site, template, text)

    assert (item.code, item.level, item.line) == ("unknown-name", "error", 3)
    assert item.file == f"themes/bare/templates/{template}"
    assert said in item.message
    assert item.excerpt == text
    assert (f"did you mean `{near}`?" == item.help) if near else ("did you mean" not in item.help)
    marked = text[item.column - 1 : item.column - 1 + item.length]
    assert marked.split(".")[-1].strip("\"'])") in item.message


SOUND = {
    "fields that are there": ("post.html", "{{ post.title }}{{ post.image.src }}{{ post.tags[0].url }}"),
    "fields of what may be none": ("post.html", "{{ neighbours.older.title }}{{ newsletter.action }}"),
    "what authors put into extra": ("post.html", "{{ post.extra.rating.stars }}{{ post.extra['x'] }}"),
    "a field asked for with care": (
        "post.html",
        "{% if post.rating is defined %}{{ post.rating }}{{ post.rating.stars }}{% endif %}",
    ),
    "a field with a default": ("post.html", '{{ post.rating|default("none") }}{{ strings.nope|d("") }}'),
    "a key that is looked for first": ("post.html", '{% if "nope" in strings %}{{ strings.nope }}{% endif %}'),
    "methods": ("post.html", '{{ page.lang.split("-")[0] }}{{ strings.items()|length }}{{ settings.get("x") }}'),
    "names of the template's own": (
        "post.html",
        "{% set lead = 1 %}{{ lead.real }}{% for post in [1] %}{{ post.real }}{% endfor %}{% set strings = {} %}"
        "{{ strings.x|string }}",
    ),
    "arguments of a macro": ("post.html", "{% macro m(post, page) %}{{ post.x }}{{ page.y }}{% endmacro %}"),
    "a loop that calls itself": ("post.html", "{% for post in related recursive %}{{ post.x }}{% endfor %}"),
    "a key that is put together": ("post.html", '{{ strings["kind_" ~ page.kind] }}'),
    "numbers of a list": (
        "home.html",
        "{{ latest.0.title }}{{ latest[:2]|length }}{{ latest|map(attribute='x')|list }}".replace(
            "attribute='x'", "attribute='title'"
        ),
    ),
    "an attribute with a default": ("home.html", "{{ latest|map(attribute='x', default='')|join }}"),
    "letters of a text": ("post.html", "{% for letter in post.title %}{{ letter.upper() }}{% endfor %}"),
    "another value in the same name": ("post.html", "{{ (post.updated or post.date).x }}"),
}


@pytest.mark.parametrize(("template", "text"), SOUND.values(), ids=SOUND)
def test_nothing_is_said_of_what_may_be_right(site: TestSite, template: str, text: str) -> None:
    assert of_template(site, template, text) == []


def test_a_string_with_the_name_of_a_tables_method_is_reached_in_brackets_alone(site: TestSite) -> None:
    site.theme("strings/en.toml", 'copy = "Copy"\nitems = "Items"\n')
    (item,) = of_template(site, "post.html", '{{ strings.copy }}{{ strings["copy"] }}{{ strings.items()|length }}')

    assert item.message == "`strings.copy` is a method of the table, and not the string `copy`"
    assert item.help == 'write `strings["copy"]`, or give it another name'


def test_all_mistakes_of_all_templates_are_said_at_once(site: TestSite) -> None:
    site.theme("templates/parts/a.html", "{{ post.a1 }}\n{{ post.a2 }}{{ post.x|upcase }}{{ 1 is evn }}")
    site.theme("templates/page.html", "{% if %}")
    codes = sorted(
        (item.code, item.line) for item in of_template(site, "post.html", '{% include "parts/a.html" %}{{ q }}')
    )

    assert codes == [
        ("template-error", 1),  # page.html
        ("template-error", 2),  # the filter
        ("template-error", 2),  # the test
        ("unknown-name", 1),
        ("unknown-name", 2),
        ("unknown-name", 2),
        ("unknown-need", 3),
    ]


def test_a_name_that_a_drawing_template_binds_is_not_followed_into_its_parts(site: TestSite) -> None:
    site.theme("templates/parts/line.html", "{{ post.anything }}")
    text = '{% for post in post.extra.values() %}{% include "parts/line.html" %}{% endfor %}'

    assert of_template(site, "post.html", text) == []


def test_a_part_in_a_loop_needs_nothing_of_the_page_under_the_loops_name(site: TestSite) -> None:
    site.theme("templates/parts/line.html", "{{ post.title }}{{ word }}")
    text = (
        '{% for post in paginator.posts %}{% with word = 1 %}{% include "parts/line.html" %}{% endwith %}{% endfor %}'
    )

    assert of_template(site, "list.html", text) == []
    theme, _ = load_theme(str(site.folder), "bare", {})
    assert theme is not None
    assert "post" not in theme.templates["list.html"].needs
    site.write("a.md", title="The title of A")
    assert site.build().ok
    assert "The title of A1" in site.read("index.html")


def test_a_part_that_is_included_within_and_outside_a_loop_needs_the_value_of_the_page(site: TestSite) -> None:
    site.theme("templates/parts/line.html", "{{ post.title }}")
    include = '{% include "parts/line.html" %}'
    (item,) = of_template(site, "list.html", f"{{% for post in paginator.posts %}}{include}{{% endfor %}}{include}")

    assert (item.code, item.file) == ("unknown-need", "themes/bare/templates/parts/line.html")


def test_a_part_of_a_component_sees_what_the_component_is_given(site: TestSite) -> None:
    site.theme("templates/parts/line.html", "{{ post.title }}{{ site.title }}")
    site.theme(CARD, '{% include "parts/line.html" %}')

    assert found(site) == []


def test_a_parts_values_are_those_of_the_page_where_nobody_binds_them(site: TestSite) -> None:
    site.theme("templates/parts/line.html", "\n{{ post.anything }}")
    (item,) = of_template(site, "post.html", '{% include "parts/line.html" %}')

    assert (item.file, item.line) == ("themes/bare/templates/parts/line.html", 2)


def test_a_field_that_posts_have_on_their_own_page_alone_is_said_to_be_so(site: TestSite) -> None:
    (item,) = of_template(site, "home.html", "{{ lead.subtitle }}")

    assert item.help == "only `post`, on a post's own page, has it"


# ── components ──────────────────────────────────────────────────────────────────────────────────────

CARD = "templates/components/card.html"


def test_a_component_is_looked_at_with_what_it_is_given(site: TestSite) -> None:
    site.theme(CARD, "<article>\n{{ post.titel }}{{ strings.nope }}</article>")
    items = found(site)

    assert sorted(item.message.split(":")[0] for item in items) == [
        "`post.titel` is unknown",
        "`strings.nope` is unknown",
    ]
    assert {(item.file, item.line) for item in items} == {(f"themes/bare/{CARD}", 2)}


def test_a_component_that_is_given_posts_and_summaries_may_ask_for_what_posts_have(site: TestSite) -> None:
    site.theme(CARD, "{% if big %}{{ post.subtitle }}{% endif %}")
    assert [item.code for item in found(site)] == ["unknown-name"]

    text = '{{ component("card.html", post=post, big=true) }}'
    assert of_template(site, "post.html", text) == []


def test_a_component_in_a_component_is_given_the_same(site: TestSite) -> None:
    site.theme("templates/components/title.html", "{{ story.titel }}{{ story.title }}")
    site.theme(CARD, '{{ component("title.html", story=post) }}')

    (item,) = found(site)
    assert item.message == "`story.titel` is unknown: a summary has no `titel`"


def test_a_component_that_draws_itself_is_not_followed(site: TestSite) -> None:
    site.theme(CARD, '{% if deep %}{{ component("card.html", post=post.next) }}{% endif %}{{ post.x }}')

    assert found(site) == []


# ── macros, blocks, files ───────────────────────────────────────────────────────────────────────────


def test_a_macro_that_there_is_not_is_an_error(site: TestSite) -> None:
    site.theme("templates/macros.html", "{% macro stories(n) %}{% endmacro %}{% set unit = 1 %}")
    (item,) = of_template(site, "post.html", '{% from "macros.html" import sotries, unit %}')

    assert (item.code, item.line, item.message) == ("unknown-name", 3, "macros.html has no macro `sotries`")
    assert item.help == "did you mean `stories`?"


def test_a_block_that_no_parent_has_is_a_warning(site: TestSite) -> None:
    site.theme("templates/post.html", f"{BASE}\n{{% block boddy %}}{{% block inner %}}{{% endblock %}}{{% endblock %}}")
    (item,) = found(site)

    assert (item.code, item.level, item.line) == ("lost-block", "warning", 2)
    assert item.message == "the block `boddy` is never printed: base.html has none of that name"
    assert item.help == "did you mean `body`?"


def test_a_block_that_is_printed_by_name_is_not_lost(site: TestSite) -> None:
    text = "{% block body %}{{ self.extra() }}{% endblock %}{% block extra %}x{% endblock %}"
    site.theme("templates/post.html", BASE + text)

    assert found(site) == []


@pytest.mark.parametrize(
    ("text", "line", "help"),
    [
        ('\n{% include "parts/bylin.html" %}', 4, "did you mean `parts/byline.html`?"),
        ('\n\n{{ component("crad.html") }}', 5, "did you mean `card.html`?"),
        ('{{ asset("site.cs") }}', 3, "did you mean `site.css`?"),
        ("{{ page.title|upcase }}", 3, ""),
        ("{{ page.title|titel }}", 3, "did you mean `title`?"),
        ("{% if page.title is strng %}{% endif %}", 3, "did you mean `string`?"),
    ],
)
def test_a_file_filter_or_test_that_there_is_not_is_said_at_its_line_with_the_nearest(
    site: TestSite, text: str, line: int, help: str
) -> None:
    site.theme("templates/parts/byline.html", "x")
    (item,) = of_template(site, "post.html", text)

    assert (item.level, item.file, item.line, item.help) == ("error", "themes/bare/templates/post.html", line, help)
    assert item.column > 0


def test_a_need_that_a_page_cannot_have_is_an_error_that_says_which_can(site: TestSite) -> None:
    (item,) = of_template(site, "list.html", "{% if page.kind == 'post' %}{{ post.title }}{% endif %}")

    assert (item.code, item.line, item.message) == (
        "unknown-need",
        3,
        "the template uses `post`, which home.html and list.html cannot have",
    )
    assert "page.html and post.html" in item.help


def test_a_key_of_theme_toml_that_means_nothing_is_a_warning(site: TestSite) -> None:
    site.theme(
        "theme.toml", 'name = "bare"\ninherit = "default"\n[settings.accent]\ndefalt = "#000"\ndefault = "#000"\n'
    )

    assert [(item.code, item.level, item.line, item.column, item.help) for item in found(site)] == [
        ("unknown-key", "warning", 2, 1, "did you mean `inherits`?"),
        ("unknown-key", "warning", 4, 1, "did you mean `default`?"),
    ]


# ── what only a build can know ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "message", "help"),
    [
        (
            "'ssg.core.model.Summary object' has no attribute 'titel'",
            "a summary has no `titel`",
            "did you mean `title`?",
        ),
        ("'Image object' has no attribute 'zzz'", "an image has no `zzz`", "an image has `alt`, "),
        ("'None' has no attribute 'src'", "'None' has no attribute 'src'", "it is missing on some pages: "),
        ("'dict object' has no attribute 'x'", "a table has no `x`", ""),
        ("'decimal.Decimal object' has no attribute 'x'", "'decimal.Decimal object' has no attribute 'x'", ""),
        ("'nope' is undefined", "'nope' is undefined", ""),
    ],
)
def test_a_field_that_was_missing_in_a_build_is_said_in_words(said: str, message: str, help: str) -> None:
    found = failure_in_words(said)

    assert found[0] == message
    assert found[1].startswith(help)
    assert bool(found[1]) is bool(help)


def test_a_name_that_is_set_within_an_if_alone_is_told_so(site: TestSite) -> None:
    (item,) = of_template(site, "post.html", "{% if post.tags %}{% set many = 1 %}{% endif %}{{ many }}")

    assert item.code == "unknown-need"
    assert item.help.endswith("set `many` before")
