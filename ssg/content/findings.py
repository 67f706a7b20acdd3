"""What is said about pictures without a description, and about MDX that Markdown does not know."""

from __future__ import annotations

from ssg.content.collecting import Collected


def report_missing_alt(collected: Collected, place: tuple[int, int] | None = None, subject: str = "") -> None:
    collected.report(
        "missing-alt",
        "the picture has no alternative text",
        help='say what it shows, or write alt="" in HTML if it only decorates',
        place=place,
        subject=subject,
    )


def report_component(
    collected: Collected, name: str, place: tuple[int, int] | None = None, outcome: str = "printed as text"
) -> None:
    collected.report(
        "mdx-component",
        f"`<{name}>` is an MDX component, which is {outcome}",
        help="write Markdown, HTML or a directive in its place",
        place=place,
        subject=name,
    )


def report_jsx(collected: Collected, typed: str, place: tuple[int, int]) -> None:
    """Report a value that only a program could tell, and that is left out."""
    first_line = typed.split("\n", 1)[0][:60]
    collected.report(
        "mdx-component",
        f"`{first_line}` is JSX, which is left out",
        help="write the value in quotes",
        place=place,
        subject=first_line,
    )
