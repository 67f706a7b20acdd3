"""After the laws a line that says how much was tried."""

from __future__ import annotations

from collections import Counter

from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print the sums of what the tests told, over all processes."""
    total: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                total.update({name: value for name, value in report.user_properties if name.startswith("soak ")})
    if total:
        counted = (f"{number:,} {name.removeprefix('soak ')}" for name, number in sorted(total.items()))
        terminalreporter.write_line(f"Played: {', '.join(counted)}")
