"""Edits of themes in random histories: whatever way one goes, the site is what a clean build makes of it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.properties.soak import HISTORIES, chosen, seed_of, tell
from tests.sites import CONFIG, TestSite

SHARDS = chosen(2, 8)
STEPS = chosen(16, 40)
ROUNDS = chosen(1, -(-HISTORIES // 100))  # of each shard

CARDS = (
    "{{ heading|default(0) }} {{ post.title }}",
    "{{ heading|default(0) }} {{ post.title }}",
    "{{ post.title }}: {{ post.summary }}",
    "{{ post.date|long_date(post.lang) }} {{ strings.archive }} {{ site.title }}",
    '{{ component("line.html", post=post) }}{{ component("line.html", post=post) }}',
    '{% from "macros.html" import twice %}{{ twice(post.title) }}',
    '<img src="{{ asset("site.css") }}">{{ post.title }}',
    "",
)
LINES = ("- {{ post.title }}", "* {{ post.url|href }}", '{{ asset("site.css") }}', "{{ first|default(0) }}")
CALLS = (
    "{{ component('card.html', post=post, heading='h2') }}",
    "{{ component('card.html', post=post, heading='h3' if loop.first else 'h2') }}",
    "{{ component('line.html', post=post, first=loop.first) }}{{ component('line.html', post=post, first=1) }}",
    "{{ component('card.html', post=post, heading='h2')|upper }}",
    "{% set card %}{{ component('card.html', post=post, heading='h2') }}{% endset %}{{ card|length }}",
    "{% if component('card.html', post=post, heading='h2') == 'x' %}y{% endif %}",
    '{% from "macros.html" import twice %}{{ twice("a") }}' + "{{ component('card.html', post=post, heading='b') }}",
    "{{ post.title }}",
)
HEADS = ('<link href="{{ asset("site.css") }}">', '<link href="{{ asset("site.css") }}">', "{{ strings.archive }}", "!")
MACROS = ("{{ text }}{{ text }}", "{{ text }}-{{ text }}", '{{ asset("site.css") }}{{ text }}')
BODIES = ("Robots walk.", "Robots fall and walk.", "The sheet is `/assets/t/site.` here.", "<p>- Post 1</p>")


def posts_of(chance: random.Random, name: str) -> str:
    return f"{{% for post in {name} %}}{chance.choice(CALLS)}{{% endfor %}}{{{{ content }}}}"


def move(site: TestSite, chance: random.Random) -> None:
    """Do what who makes a theme does; now and then somebody writes."""
    kind = chance.random()
    if kind < 0.25:
        site.theme("templates/components/card.html", chance.choice(CARDS))
    elif kind < 0.35:
        site.theme("templates/components/line.html", chance.choice(LINES))
    elif kind < 0.55:
        site.theme("assets/css/10-base.css", f"b {{ color: #{chance.randint(0, 999):06} }}")
    elif kind < 0.6:
        site.theme("templates/macros.html", "{% macro twice(text) %}" + chance.choice(MACROS) + "{% endmacro %}")
    elif kind < 0.65:
        site.theme("templates/list.html", chance.choice(HEADS) + posts_of(chance, "paginator.posts"))
    elif kind < 0.7:
        rows = posts_of(chance, "related").replace("post=post", "post=post.post").replace("post.title", "post.why")
        site.theme("templates/post.html", chance.choice(HEADS) + rows)
    elif kind < 0.75:
        site.theme(f"assets/more{chance.randint(0, 2)}.js", str(chance.randint(0, 2)))
    elif kind < 0.9:
        write(site, chance, chance.randint(0, 8))
    else:
        write(site, chance, chance.randint(9, 14))


def write(site: TestSite, chance: random.Random, number: int) -> None:
    front = {"title": f"Post {chance.randint(0, 3)}", "tags": ["x"], "date": f"2026-01-{number + 2:02}"}
    site.write(f"p{number}{'.zh' if number % 5 == 4 else ''}.md", chance.choice(BODIES), **front)


def start(folder: Path, chance: random.Random) -> TestSite:
    site = TestSite(folder, f"{CONFIG}\n[listing]\nper_page = 3\n")
    site.theme("templates/macros.html", "{% macro twice(text) %}{{ text }}{% endmacro %}")
    site.theme("templates/components/card.html", CARDS[0])
    site.theme("templates/components/line.html", LINES[0])
    site.theme("templates/list.html", HEADS[0] + posts_of(random.Random(0), "paginator.posts"))
    for number in range(9):
        write(site, chance, number)
    assert site.build().ok
    return site


def play(folder: Path, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    site = start(folder, chance)
    played = {"histories of themes": 1, "builds of those": 0, "that read nothing of the site": 0}
    for step in range(STEPS):
        for _ in range(chance.choice((1, 1, 1, 2))):
            move(site, chance)
        done = site.build()
        played["builds of those"] += 1
        played["that read nothing of the site"] += done.ok and "index" not in done.seconds and "plan" in done.seconds
        if done.ok and (step % 2 or step == STEPS - 1):
            clean = folder / f"clean{step}"
            assert site.outputs() == site.clean_outputs(clean), f"seed {seed}, step {step}"
            assert site.build().rendered == 0, f"seed {seed}, step {step}"
    return played


@pytest.mark.parametrize("shard", range(SHARDS))
def test_edits_of_themes_come_to_what_a_clean_build_makes(
    tmp_path: Path, shard: int, request: pytest.FixtureRequest
) -> None:
    played: Counter[str] = Counter()
    for number in range(ROUNDS):
        played.update(play(tmp_path / str(number), seed_of(shard) + 100_000 * number))
    tell(request, played)
    assert played["that read nothing of the site"]
