"""The person at OpenEMR's pages, played by HTTP."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests

from tests.api_test.double.authorization import PASSWORD, USER

_FORM = re.compile(r"<form method='post' action='([^']+)'")
_INPUT = re.compile(r"<input [^>]*?name='([^']+)'(?: value='([^']*)')?")


def _unchanged(address: str) -> str:
    return address


@dataclass(frozen=True)
class Person:
    """What a person does: consents to all but `unticked` scopes unless `denies`.

    changes: done to the address before the browser opens it; returns: to the one it comes back to.
    """

    ca: str
    denies: bool = False
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
            for scope in self.unticked:
                del form[f"scope[{scope}]"]
            back = browser.post(where, form, allow_redirects=False)
            return self.returns(back.headers["Location"])

    def come_back(self, address: str) -> requests.Response:
        """Follow the last redirect to where the command listens."""
        return requests.get(address, timeout=10)


def _filled(page: requests.Response, fields: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Where the form on a page goes, and its fields: those filled in, hidden and ticked ones."""
    found = _FORM.search(page.text)
    assert found, page.text
    inputs = {
        html.unescape(name): html.unescape(value) for name, value in _INPUT.findall(page.text)
    }
    return urljoin(page.url, found[1]), {**inputs, **fields}
