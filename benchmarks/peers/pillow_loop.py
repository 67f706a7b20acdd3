"""The least that can be done: a loop over photographs in two processes, with Pillow alone.

    python -m benchmarks.peers.pillow_loop PHOTOGRAPHS OUTPUT

It makes the very files that a build makes of a lead image with a picture in the text, in the same order of sizes, and
knows nothing of pages, caches or changes.
"""

from __future__ import annotations

import os
import sys
from multiprocessing import Pool

from PIL import Image

PROCESSES = 2
WIDTHS = (1600, 1200, 800, 480)
MADE_OF = {800: 1600, 480: 1200}  # a size → the larger one that it is made of; the others are made of the photograph
CUTS = ((1200, 675), (1067, 800), (800, 800))


def make_files(job: tuple[str, str, str]) -> None:
    """Write all files of one photograph."""
    source, folder, name = job
    with Image.open(source) as opened:
        whole = opened.convert("RGB")
    whole.info = {}
    sizes: dict[int, Image.Image] = {}
    for width in WIDTHS:
        larger = sizes[MADE_OF[width]] if width in MADE_OF else whole
        size = (width, round(whole.height * width / whole.width))
        sizes[width] = larger.resize(size, Image.Resampling.LANCZOS)
        path = os.path.join(folder, f"{name}-{width}")
        sizes[width].save(f"{path}.avif", quality=60, speed=8, subsampling="4:2:0", max_threads=1)
        sizes[width].save(f"{path}.webp", quality=80, method=2)
    base = sizes[1200]
    for width, height in (base.size, *CUTS):
        left, top = (base.width - width) // 2, (base.height - height) // 2
        cut = base.crop((left, top, left + width, top + height))
        path = os.path.join(folder, f"{name}-{width}x{height}.jpg")
        cut.save(path, quality=80, optimize=True, progressive=True, subsampling=2)


def main() -> None:
    photographs, output = sys.argv[1:]
    os.makedirs(output, exist_ok=True)
    found = sorted(os.path.join(folder, name) for folder, _, names in os.walk(photographs) for name in names)
    jobs = [(path, output, str(number)) for number, path in enumerate(found) if path.endswith(".jpg")]
    with Pool(PROCESSES) as pool:
        for _ in pool.imap_unordered(make_files, jobs):
            pass


if __name__ == "__main__":
    main()
