"""`python -m ssg` and the `ssg` command."""

from __future__ import annotations

import contextlib
import os
import sys


def main() -> None:
    from ssg.cli import run

    code = run()
    with contextlib.suppress(OSError):  # whoever read it has gone
        sys.stdout.flush()
        sys.stderr.flush()
    # The system takes the memory of a large site back at once; Python would go through it value by value.
    os._exit(code)


if __name__ == "__main__":
    main()
