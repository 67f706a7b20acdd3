"""Editors save in their own ways. Played with the same system calls, each hints the file saved and wakes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ssg.preview.watch import Folder
from tests.preview.ears import Ears, listening


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts" / "a.md").write_text("the old text")
    return folder


@pytest.fixture
def ears(content: Path) -> Iterator[Ears]:
    with listening([Folder(str(content), recursive=True)]) as (_, ears):
        yield ears


def in_place(folder: Path) -> None:
    """VS Code, nano: the file is emptied, and written anew."""
    file = os.open(folder / "a.md", os.O_WRONLY | os.O_TRUNC)
    os.write(file, b"the new ")
    os.write(file, b"text")
    os.close(file)


def vim(folder: Path) -> None:
    """Vim with a backup: can a file be made here? The old one is renamed, the new one written, the old one deleted."""
    swap = os.open(folder / ".a.md.swp", os.O_RDWR | os.O_CREAT | os.O_EXCL)
    os.write(swap, b"b0VIM")
    os.close(os.open(folder / "4913", os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    os.unlink(folder / "4913")
    os.rename(folder / "a.md", folder / "a.md~")
    file = os.open(folder / "a.md", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(file, b"the new text")
    os.fsync(file)
    os.close(file)
    os.unlink(folder / "a.md~")
    os.close(swap)
    os.unlink(folder / ".a.md.swp")


def emacs(folder: Path) -> None:
    """Emacs: a link as a lock, an automatic save, a backup by rename, the file written anew, the lock taken away."""
    os.symlink("me@here.1:1", folder / ".#a.md")
    (folder / "#a.md#").write_text("the new te")
    os.rename(folder / "a.md", folder / "a.md~")
    file = os.open(folder / "a.md", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(file, b"the new text")
    os.close(file)
    os.unlink(folder / "#a.md#")
    os.unlink(folder / ".#a.md")


def jetbrains(folder: Path) -> None:
    """IntelliJ, PyCharm with safe write: a new file beside it, two renames, the old one deleted."""
    (folder / "a.md___jb_tmp___").write_text("the new text")
    os.rename(folder / "a.md", folder / "a.md___jb_old___")
    os.rename(folder / "a.md___jb_tmp___", folder / "a.md")
    os.unlink(folder / "a.md___jb_old___")


def hidden_rename(folder: Path) -> None:
    """GNOME's text editor, and our own tools: a dot file, renamed."""
    (folder / ".goutputstream-ABC").write_text("the new text")
    os.rename(folder / ".goutputstream-ABC", folder / "a.md")


SAVES: list[Callable[[Path], None]] = [in_place, vim, emacs, jetbrains, hidden_rename]


@pytest.mark.parametrize("save", SAVES)
def test_a_save_hints_the_file_and_none_of_the_editors_own(
    save: Callable[[Path], None], content: Path, ears: Ears
) -> None:
    hinted = ears.paths_of(lambda: save(content / "posts"), content / "end.md")

    assert hinted == {str(content / "posts" / "a.md")}


def test_sed_hints_the_file_and_the_temporary_one_whose_name_may_be_content(content: Path, ears: Ears) -> None:
    posts = content / "posts"

    def sed() -> None:
        (posts / "sedAbCdEf").write_text("the new text")
        os.chmod(posts / "sedAbCdEf", 0o644)
        os.rename(posts / "sedAbCdEf", posts / "a.md")

    assert ears.paths_of(sed, content / "end.md") == {str(posts / "a.md"), str(posts / "sedAbCdEf")}


def test_a_save_by_a_rename_from_outside_hints_the_file(content: Path, ears: Ears, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.md").write_text("the new text")
    file = content / "posts" / "a.md"

    hinted = ears.paths_of(lambda: os.rename(tmp_path / "elsewhere.md", file), content / "end.md")

    assert hinted == {str(file)}


def test_a_file_moved_out_of_the_site_is_hinted(content: Path, ears: Ears, tmp_path: Path) -> None:
    file = content / "posts" / "a.md"

    hinted = ears.paths_of(lambda: os.rename(file, tmp_path / "trash.md"), content / "end.md")

    assert hinted == {str(file)}


def test_a_renamed_file_hints_both_its_names(content: Path, ears: Ears) -> None:
    old, new = content / "posts" / "a.md", content / "posts" / "b.md"

    assert ears.paths_of(lambda: os.rename(old, new), content / "end.md") == {str(old), str(new)}


def test_a_checkout_hints_every_file_that_it_writes_anew(content: Path, ears: Ears) -> None:
    files = [content / "posts" / f"{number}.md" for number in range(100)]

    def git() -> None:
        for file in files:
            file.unlink(missing_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            os.write(descriptor, b"of the other branch")
            os.close(descriptor)

    git()

    assert ears.paths_of(git, content / "end.md") == {str(file) for file in files}


def test_reading_the_site_hints_nothing(content: Path, ears: Ears) -> None:
    file = content / "posts" / "a.md"

    assert ears.paths_of(file.read_bytes, content / "end.md") == set()
