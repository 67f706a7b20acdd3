"""A made picture's bytes: as they are kept, else made of the file in the content folder."""

from __future__ import annotations

import posixpath

from ssg.core.digests import combine, digest_bytes
from ssg.core.errors import diagnostic
from ssg.core.model import Job, Recipe
from ssg.publish.engine import picture_engine
from ssg.publish.pictures import PictureStore
from ssg.render.images import Darkroom
from ssg.render.pages import RenderError

RENDERER = "image"


class Picturing:
    """What one thread needs for making pictures."""

    def __init__(self, cache_folder: str) -> None:
        self._store = PictureStore(cache_folder)
        self._darkroom = Darkroom()

    def bytes_of(self, job: Job, disk_path: str) -> bytes:
        """Return the bytes of an image's job; ``disk_path`` is where its picture stands.

        Raises RenderError when nothing can be made of it; OSError when it cannot be read, or is another one meanwhile.
        """
        key = store_key(job.parts["print"])
        known = self._store.read(key)
        if known is not None:
            return known
        made = self._made(job, disk_path)
        self._store.put(key, made)
        return made

    def _made(self, job: Job, disk_path: str) -> bytes:
        path, digest, recipe = job.sources[0], job.values["digest"], job.values["recipe"]
        assert isinstance(recipe, Recipe)
        assert isinstance(digest, bytes)

        def read() -> bytes:
            with open(disk_path, "rb") as file:
                data = file.read()
            if digest_bytes(data) != digest:
                raise PictureChanged(f"{path} changed while it was made smaller")
            return data

        try:
            return self._darkroom.develop(posixpath.splitext(path)[1].lower(), digest, read, recipe)
        except (PictureChanged, FileNotFoundError):
            raise
        except Exception as error:  # an encoder raises what it likes
            message = f"nothing smaller can be made of this picture: {error or type(error).__name__}"
            help = 'save it again, or write mode = "copy" below [images] in site.toml'
            raise RenderError(diagnostic("picture-failed", message, help=help, file=f"content/{path}")) from None


def store_key(print_key: bytes) -> bytes:
    """Return the name of a made picture in the store: what it is made of, and by which version of the code."""
    return combine((print_key, picture_engine()))


class PictureChanged(OSError):
    """The file in the content folder is not the one that the job was planned for."""
