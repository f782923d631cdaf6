"""The stand-in's sign-in and consent are as the real program was recorded (recorded/*.json)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from authlib.common.security import generate_token  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

from tests.contract.api_test.conftest import Start
from tests.contract.api_test.double.authorization import PASSWORD, USER
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.person import Form, scopes_by_script

RECORDED: dict[str, Any] = json.loads(
    Path(__file__).with_name("recorded").joinpath("openemr-8.2.0-dev.json").read_text()
)
ANSWERS: dict[str, Any] = RECORDED["answers"]
BACK = "http://localhost:8765/callback"


@dataclass
class Visit:
    """The answers of one sign-in, up to the consent page."""

    base: str
    browser: requests.Session
    authorize: requests.Response
    login_page: requests.Response
    login: requests.Response
    consent_page: requests.Response

    def send(self, scopes: list[str]) -> requests.Response:
        """Authorize, with these scopes beside those that the page itself names."""
        form = Form(self.consent_page.text)
        fields = form.fields() | {f"scope[{scope}]": scope for scope in scopes}
        where = urljoin(self.base, form.action)
        return self.browser.post(where, fields | {"proceed": "1"}, allow_redirects=False)


@pytest.fixture
def visit(start: Start, certificates: Certificates) -> Callable[..., Visit]:
    def signed_in() -> Visit:
        double = start(enabled_from_the_start=True)
        browser = requests.Session()
        browser.trust_env, browser.verify = False, str(certificates.ca)
        base, oauth = double.url, f"{double.url}/oauth2/default"
        wish = {
            "client_name": "test",
            "contacts": ["test@example.org"],
            "redirect_uris": [BACK],
            "application_type": "private",
            "scope": RECORDED["scope"],
            "token_endpoint_auth_method": "client_secret_post",
        }
        client = browser.post(f"{oauth}/registration", json=wish).json()["client_id"]
        query = {
            "client_id": client,
            "redirect_uri": BACK,
            "scope": RECORDED["scope"],
            "response_type": "code",
            "state": "abc",
            "code_challenge_method": "S256",
            "code_challenge": create_s256_code_challenge(generate_token(48)),
            "aud": f"{base}/apis/default/fhir",
        }
        authorize = browser.get(f"{oauth}/authorize", params=query, allow_redirects=False)
        page = browser.get(urljoin(base, authorize.headers["Location"]))
        fields = Form(page.text).fields()
        fields |= {"username": USER, "password": PASSWORD, "user_role": "api"}
        login = browser.post(urljoin(base, Form(page.text).action), fields, allow_redirects=False)
        consent = browser.get(login.headers["Location"])
        return Visit(base, browser, authorize, page, login, consent)

    return signed_in


def test_the_way_to_the_consent_page(visit: Callable[..., Visit]) -> None:
    seen = visit()
    recorded = ANSWERS["authorize"]
    assert seen.authorize.status_code == recorded["status"]
    assert seen.authorize.headers["Location"] == recorded["location"]
    assert recorded["cookie"] in seen.browser.cookies
    recorded = ANSWERS["login"]
    assert seen.login.status_code == recorded["status"]
    assert seen.login.headers["Location"] == recorded["location"].format(base=seen.base)
    for page, name in ((seen.login_page, "login page"), (seen.consent_page, "consent page")):
        recorded = ANSWERS[name]
        assert page.status_code == recorded["status"]
        assert page.headers["Content-Type"].lower() == recorded["content-type"].lower()
        assert Form(page.text).action == recorded["action"]
    named = [each["name"] for each in Form(seen.login_page.text).inputs]
    assert named == ANSWERS["login page"]["fields"]


def test_the_consent_page_names_no_scope_of_a_resource(visit: Callable[..., Visit]) -> None:
    form, recorded = Form(visit().consent_page.text), ANSWERS["consent page"]
    kinds = ("resource-master-checkbox", "resource-context", "resource-version", "action-checkbox")
    cards = []
    for each in form.inputs:
        (kind, *_) = [name for name in each.get("class", "").split() if name in kinds] or [""]
        if kind:
            card = {name: value for name, value in each.items() if name not in ("class", "checked")}
            cards.append({**card, "class": kind} | ({"checked": True} if "checked" in each else {}))
    assert cards == recorded["cards"]
    named = {each["name"]: each["type"] for each in form.inputs if each.get("name")}
    boxes = {f"scope[{scope}]": "checkbox" for scope in recorded["named"]}
    hidden = {"scope[openid]": "hidden", "csrf_token_form": "hidden"}
    assert named == boxes | hidden


def test_scripts_add_the_scopes_of_resources(
    visit: Callable[..., Visit],
) -> None:
    seen = visit()
    scopes = scopes_by_script(seen.consent_page.text)
    assert sorted(scopes) == sorted(each for each in RECORDED["scope"].split() if "/" in each)
    answer = seen.send(scopes)
    assert answer.status_code == ANSWERS["consent"]["status"]
    assert answer.headers["Location"].startswith(f"{BACK}?")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert sorted(query) == ANSWERS["consent"]["query"]
