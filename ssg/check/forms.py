"""Forms: Netlify finds them in the built pages when a site is deployed, and takes nothing that it has not found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ssg.check.html import BuiltPage, Element, Told
from ssg.core.urls import is_external

CODE = "undetected-form"

DETECTED = ("data-netlify", "netlify")
HONEYPOT = ("data-netlify-honeypot", "netlify-honeypot")


class Form(NamedTuple):
    """A form that the host is to find, as it finds it."""

    name: str
    fields: tuple[str, ...]  # names of its fields, sorted


def forms_of(page: BuiltPage) -> tuple[Form, ...]:
    """Return the forms of a page that the host would find."""
    found = [form for form in page.all("forms") if _is_detected(form)]
    return tuple(Form(form.attributes.get("name") or "", tuple(sorted(_fields(form)))) for form in found)


def broken_forms(page: BuiltPage) -> Iterator[Told]:
    """Tell of each form that posts to the site itself without the host's knowing, or that the host would not take."""
    names: set[str] = set()
    for form in page.all("forms"):
        method = (form.attributes.get("method") or "get").lower()
        name = form.attributes.get("name") or ""
        if not _is_detected(form):
            if method == "post" and not is_external(form.attributes.get("action") or ""):
                message = f"the form “{name}” posts to the site itself, where nobody takes it"
                yield Told(CODE, message, 'let it post to a service, or write data-netlify="true"', name)
            continue
        yield from _refused(form, name, method)
        if name and name in names:
            yield Told(CODE, f"two forms of the page have the name “{name}”", "give each a name of its own", name)
        names.add(name)


def _refused(form: Element, name: str, method: str) -> Iterator[Told]:
    if not name:
        yield Told(CODE, "a form for Netlify has no name", 'write name="contact"')
    if method != "post":
        yield Told(CODE, f"the form “{name}” is sent by {method.upper()}", 'write method="POST"', name)
    hidden = form.css_first('input[type="hidden"][name="form-name"]')
    if hidden is None or hidden.attributes.get("value") != name:
        help = f'write <input type="hidden" name="form-name" value="{name}"> into it'
        yield Told(CODE, f"the form “{name}” does not send its name as form-name", help, name)
    for attribute in HONEYPOT:
        trap = form.attributes.get(attribute)
        if trap and trap not in _fields(form):
            help = f'write a hidden <input name="{trap}"> into it'
            yield Told(CODE, f"the form “{name}” has no field “{trap}” to catch robots with", help, trap)


def differing_forms(pages: Iterable[tuple[int, tuple[Form, ...]]]) -> Iterator[tuple[int, Told]]:
    """Yield, with the number of its page, each form whose fields are not those of its first namesake.

    The host keeps the fields of one of them, and drops what the others send.
    """
    first: dict[str, Form] = {}
    for number, forms in pages:
        for form in forms:
            known = first.setdefault(form.name, form)
            if known.fields != form.fields:
                message = f"the form “{form.name}” has other fields here than elsewhere"
                yield number, Told(CODE, message, "give it another name, or the same fields", form.name)


def _is_detected(form: Element) -> bool:
    return any(name in form.attributes for name in DETECTED)


def _fields(form: Element) -> set[str]:
    named = (field.attributes.get("name") for field in form.css("input, select, textarea, button"))
    return {name for name in named if name}
