"""HTML as mail programs want it: rules of style on the elements themselves. The only door to css-inline."""

from __future__ import annotations

from css_inline import CSSInliner

# Nothing is fetched, and `<style data-css-inline="keep">` stays: there is what cannot be inlined, the dark scheme.
_INLINER = CSSInliner(load_remote_stylesheets=False)


def inlined(html: str) -> str:
    """Return a page with the rules of its style sheets as attributes of the elements that they match."""
    return _INLINER.inline(html)
