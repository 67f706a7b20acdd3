"""`python -m ssg` and the `ssg` command."""

from __future__ import annotations


def main() -> None:
    from ssg.cli import run

    run()


if __name__ == "__main__":
    main()
