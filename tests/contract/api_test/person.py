"""The person at OpenEMR's pages, played by HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import requests

from tests.contract.api_test.double.authorization import PASSWORD, USER

_VERBS = {"read": "rs", "write": "cud"}


def _unchanged(address: str) -> str:
    return address


@dataclass(frozen=True)
class Person:
    """What a person does: consents to all but `unticked` scopes unless `denies`.

    runs_scripts: False for a browser without JavaScript.
    changes: done to the address before the browser opens it; returns: to the one it comes back to.
    """

    ca: str
    denies: bool = False
    runs_scripts: bool = True
    unticked: Sequence[str] = ()
    changes: Callable[[str], str] = _unchanged
    returns: Callable[[str], str] = _unchanged

    def sign_in(self, address: str) -> str:
        """Open the address, sign in, consent; the address the browser is sent back to."""
        with requests.Session() as browser:
            # Else REQUESTS_CA_BUNDLE would count more.
            browser.trust_env = False
            browser.verify = self.ca
            browser.headers["User-Agent"] = "Mozilla/5.0"
            login = browser.get(self.changes(address))
            login.raise_for_status()
            fields = {"username": USER, "password": PASSWORD, "user_role": "api"}
            consent = browser.post(*_filled(login, fields))
            consent.raise_for_status()
            where, form = _filled(consent, {} if self.denies else {"proceed": "1"})
            if self.runs_scripts:
                form |= {f"scope[{scope}]": scope for scope in scopes_by_script(consent.text)}
            for scope in self.unticked:
                del form[f"scope[{scope}]"]
            back = browser.post(where, form, allow_redirects=False)
            return self.returns(back.headers["Location"])

    def come_back(self, address: str) -> requests.Response:
        """Follow the last redirect to where the command listens."""
        return requests.get(address, timeout=10)


def _filled(page: requests.Response, fields: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Where the form on a page goes, and its fields: those filled in, hidden and ticked ones."""
    form = Form(page.text)
    assert form.action, page.text
    return urljoin(page.url, form.action), {**form.fields(), **fields}


@dataclass
class Form(HTMLParser):
    """The inputs of a page's form, of the stand-in or of the real program."""

    page: str
    action: str = ""
    inputs: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found.get("action", "")
        elif tag == "input":
            self.inputs.append(found)

    def fields(self) -> dict[str, str]:
        """What a browser sends if nothing is filled in."""
        return {
            each["name"]: each.get("value", "")
            for each in self.inputs
            if each.get("name") and (each.get("type") != "checkbox" or "checked" in each)
        }

    def of_class(self, name: str) -> list[dict[str, str]]:
        """The inputs that a script finds by their class."""
        return [each for each in self.inputs if name in each.get("class", "").split()]


def scopes_by_script(page: str) -> list[str]:
    """What reconstructScopes of the real page adds for version 1 scopes, with all boxes ticked."""
    form = Form(page)
    contexts = {each["data-resource"]: each for each in form.of_class("resource-context")}
    scopes = []
    for resource, context in contexts.items():
        boxes = form.of_class("action-checkbox")
        ticked = {each["data-action"] for each in boxes if each["data-resource"] == resource}
        scopes += [
            f"{context['value']}/{resource}.{verb}"
            for verb, actions in _VERBS.items()
            if ticked & set(actions)
        ]
    return scopes
