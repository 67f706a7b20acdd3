"""The script tag of the preview, and the files that it leads to."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.preview.additions import (
    CLIENT,
    OWN_FILES,
    WAITING,
    client_digest,
    page_id,
    page_version,
    script_tag,
    with_script,
)
from tests.conftest import ROOT

TAG = script_tag("aa", "bb")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (b"<body>a</body></html>", b"<body>a%s</body></html>"),
        (b"<BODY>a</BODY >\n", b"<BODY>a%s</BODY >\n"),
        (b"<script>'</body>'</script>a</body>", b"<script>'</body>'</script>a%s</body>"),
        (b"<body><body-map></body-map>", b"<body><body-map></body-map>%s"),
        (b"<p>no end", b"<p>no end%s"),
        (b"", b"%s"),
    ],
)
def test_the_tag_stands_right_before_the_last_end_of_the_body_else_at_the_end(html: bytes, expected: bytes) -> None:
    assert with_script(html, "aa", "bb") == expected.replace(b"%s", TAG)


@given(st.lists(st.sampled_from([b"</body>", b"</BODY\n>", b"<p>", "é".encode(), b"\xff", b"</body"])).map(b"".join))
def test_a_page_without_the_tag_is_the_page_as_built(html: bytes) -> None:
    assert with_script(html, "aa", "bb").replace(TAG, b"", 1) == html


def test_the_tag_names_the_client_the_page_and_its_version() -> None:
    page, version = page_id("/news/a/"), page_version(bytes(range(16)))

    assert script_tag(page, version).decode() == (
        f'<script src="{CLIENT}?v={client_digest()}" data-page="{page}" data-version="0001020304050607" defer></script>'
    )


def test_the_id_of_a_page_is_the_beginning_of_the_digest_of_its_address() -> None:
    assert page_id("/news/ü/") == hashlib.sha256("/news/ü/".encode()).hexdigest()[:16]


def test_the_version_of_a_page_that_is_gone_begins_with_404() -> None:
    assert page_version(b"\xab" * 16, gone=True) == "404" + "ab" * 8


def test_every_script_that_the_client_loads_is_among_the_own_files() -> None:
    loads = re.compile(r'from "\./([\w.]+)"')
    wanted = {f"/__ssg/{name}" for _, read in OWN_FILES.values() for name in loads.findall(read().decode())}

    assert wanted | {CLIENT, WAITING, "/__ssg/patch.js", "/__ssg/overlay.js"} == set(OWN_FILES)


def test_own_files_are_scripts_of_the_package_as_they_stand_there() -> None:
    for address, (kind, read) in OWN_FILES.items():
        assert kind == "text/javascript; charset=utf-8"
        assert read() == (ROOT / "ssg" / "preview" / Path(address).name).read_bytes()


def test_the_vendored_library_is_the_one_that_the_documentation_names() -> None:
    _, read = OWN_FILES["/__ssg/idiomorph.js"]

    assert hashlib.sha256(read()).hexdigest() in (ROOT / "docs" / "architecture.md").read_text("utf-8")
