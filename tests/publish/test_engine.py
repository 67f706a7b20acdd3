"""The engine's fingerprint covers every package whose code the outputs hang on."""

from __future__ import annotations

import re
from pathlib import Path

import ssg
from ssg.publish.engine import (
    PARSE_LIBRARIES,
    PARSE_PACKAGES,
    RENDER_LIBRARIES,
    RENDER_PACKAGES,
    parse_engine,
    render_engine,
)

PACKAGE = Path(ssg.__file__).parent


def test_parsing_and_rendering_have_fingerprints_of_their_own() -> None:
    assert len(parse_engine()) == len(render_engine()) == 16
    assert parse_engine() != render_engine()
    assert parse_engine() == parse_engine()


def test_the_packages_are_those_that_there_are() -> None:
    for name in (*PARSE_PACKAGES, *RENDER_PACKAGES):
        assert (PACKAGE / name / "__init__.py").exists()
        folders = {path.name for path in (PACKAGE / name).iterdir() if path.is_dir()}
        assert folders <= {"__pycache__", "fonts"}  # fonts stand in the key of each card that is drawn with them


def test_the_libraries_are_dependencies_of_ours_or_of_theirs() -> None:
    text = (PACKAGE.parent / "pyproject.toml").read_text("utf-8")
    declared = {name.lower() for name in re.findall(r'^  "([A-Za-z0-9-]+)>=', text, re.MULTILINE)}
    named = {name.lower() for name in (*PARSE_LIBRARIES, *RENDER_LIBRARIES)}

    assert named - declared == {"markupsafe"}
