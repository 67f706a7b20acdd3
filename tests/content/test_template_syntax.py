"""Tags of other generators' templates are printed as typed, and noted where they are no example."""

from __future__ import annotations

import pytest

from ssg.content.markdown import Rendered, render_markdown
from ssg.content.parse_options import MarkdownOptions

TAGS = [
    ("{% include figure.html src='a.png' %}", "include", 1),
    ("Read {% post_url 2024-01-01-x %} first.", "post_url", 6),
    ("[text]({% link _posts/2024_01_01-a_b.md %})", "link", 8),
    ("{%- raw -%}", "raw", 1),
    ('{{< figure src="a.png" title="T" >}}', "figure", 1),
    ("{{<figure src=a.png>}}", "figure", 1),
    ("{{% notice warning %}}", "notice", 1),
    ('See {{< ref "other.md" >}}.', "ref", 5),
    ("<div>\n{% include x.html %}\n</div>", "include", 1),
    ('{{ youtube(id="abc") }}', "youtube", 1),
    ("![pic]({{ site.baseurl }}/assets/x.png)", "site.baseurl", 6),
    ("See [[Other note]] too.", "Other note", 5),
    ("![[image.png]]", "image.png", 2),
    ("Words.\n{: .notice}", ".notice", 1),
]


def render(text: str) -> Rendered:
    return render_markdown(text, 11, MarkdownOptions(), take_title=False)


@pytest.mark.parametrize(("text", "name", "column"), TAGS)
def test_a_tag_is_noted_at_its_place(text: str, name: str, column: int) -> None:
    line = next(number for number, line in enumerate(text.split("\n")) if "{" in line or "[" in line)

    found = [item for item in render(f"Words.\n\n{text}\n").problems if item.code == "template-syntax"]

    assert [(item.level, item.line, item.column) for item in found] == [("note", 13 + line, column)]
    assert f"`{name}`" in found[0].message
    assert found[0].excerpt == text.split("\n")[line]


def test_a_tag_is_printed_as_typed() -> None:
    assert "{% include a.html %}" in render("{% include a.html %}").html


def test_each_name_is_noted_once_and_end_tags_never() -> None:
    text = "{% highlight c %}\nputs 1\n{% endhighlight %}\n\n{% highlight c %}\n\n{{< tip >}}a{{< /tip >}}"

    assert [(item.code, item.line) for item in render(text).problems] == [
        ("template-syntax", 11),
        ("template-syntax", 17),
    ]


SHOWN = [
    "```liquid\n{% include a.html %}\n```",
    "    {% include a.html %}",
    "Write `{% include a.html %}` in Jekyll.",
    "Write `` {{< figure >}} `` in Hugo.",
    "<pre>\n{% include a.html %}\n</pre>",
    "{{ name }} and {{ site.title | upper }}",
    "A set {%} and 5 {% of all",
    "{{< never ends",
    "[[1]](https://a.example/) and [[0, 1], [2, 3]]",
    "Words.\n{.notice}",
    "a {: b",
]


@pytest.mark.parametrize("text", SHOWN)
def test_code_and_mere_braces_are_not_noted(text: str) -> None:
    assert render(text).problems == ()
