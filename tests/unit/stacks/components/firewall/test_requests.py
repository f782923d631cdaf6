"""Requests through the synthesized firewall: those of OpenEMR's own pages, and of outsiders."""

from typing import Any

import pytest

from tests.unit.stacks.components.bench import CERTIFICATE, whole
from tests.unit.stacks.components.firewall.web_acl import (
    Request,
    UnknownStatementError,
    normalize_path,
    url_decode,
    verdict,
)

# 40 hexadecimal digits: substr(hash_hmac('sha256', ...), 0, 40) in src/Common/Csrf/CsrfUtils.php of
# 7.0.2 to 8.2.
TOKEN = {"APICSRFTOKEN": "0123456789abcdef0123456789abcdef01234567"}
BEARER = {"Authorization": "Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"}

Asked = tuple[str, str, dict[str, str]]
# Method, path, headers; each with the page of OpenEMR that sends it, as read in the sources of
# v7_0_2, v7_0_3 and 8.2.0-dev (schema 541) on 2026-11-29. The insurance page of a running 8.2 with
# the APIs off got its list through these rules: 200, with a token of 40 hexadecimal digits.
OF_OWN_PAGES: dict[str, Asked] = {
    # library/js/oeUI/insurance/InsurancePolicyService.js, 7.0.3 to 8.2; the address is made in
    # templates/patient/insurance/insurance_edit.html.twig, line 389.
    "insurance, patient": ("GET", "/apis/default/api/patient/9a1b", TOKEN),
    "insurance, employer": ("GET", "/apis/default/api/patient/9a1b/employer", TOKEN),
    "insurance, list": ("GET", "/apis/default/api/patient/9a1b/insurance", TOKEN),
    "insurance, new": ("POST", "/apis/default/api/patient/9a1b/insurance", TOKEN),
    "insurance, change": ("PUT", "/apis/default/api/patient/9a1b/insurance/9c2d", TOKEN),
    "insurance, swap": ("GET", "/apis/default/api/patient/9a1b/insurance/$swap-insurance", TOKEN),
    # interface/super/edit_globals.js, line 364, 7.0.2 to 8.2.
    "configuration, user": ("GET", "/apis/default/api/user", TOKEN),
    # interface/main/tabs/main.php, line 270, 8.2.
    "background services": ("POST", "/apis/default/api/background_service/$run", TOKEN),
    # interface/forms/clinical_notes/clinical-notes.js, lines 689 and 728, 8.2.
    "media": ("GET", "/apis/default/fhir/Media", TOKEN),
    "observations": ("GET", "/apis/default/fhir/Observation", TOKEN),
    # oe-module-comlink-telehealth, add-patient-dialog.js, line 216, 7.0.2 to 8.2, in lower case.
    "telehealth, patients": (
        "GET",
        "/apis/default/fhir/Patient",
        {"apicsrftoken": TOKEN["APICSRFTOKEN"]},
    ),
    "a second site": ("GET", "/apis/clinic2/api/user", TOKEN),
    "kept connection": ("GET", "/apis/default/fhir/Media", TOKEN | {"Connection": "keep-alive"}),
    "liveness": ("GET", "/meta/health/livez", {}),
    "sign-in": ("GET", "/interface/login/login.php", {}),
    "signing in": ("POST", "/interface/main/main_screen.php", {}),
    "tabs": ("GET", "/interface/main/tabs/main.php", {}),
    "modules": ("POST", "/interface/modules/custom_modules/oe-module-x/public/index.php", TOKEN),
    "SMART apps of a patient": ("GET", "/interface/smart/ehr-launch-client.php", {}),
    "registration of API clients": ("GET", "/interface/smart/admin-client.php", {}),
    "portal": ("GET", "/portal/index.php", {}),
    "portal, patients' own pages": ("GET", "/portal/patient/onsitedocuments", {}),
    "uploads": ("POST", "/controller.php", {}),
    "style sheet": ("GET", "/public/themes/style_light.css", {}),
    "description of the APIs": ("GET", "/swagger/openemr-api.yaml", {}),
    "a word that begins as an API": ("GET", "/apisauce/x", {}),
}

METADATA = "/apis/default/fhir/metadata"
OF_OUTSIDERS: dict[str, Asked] = {
    "capability statement": ("GET", METADATA, {}),
    "version": ("GET", "/apis/default/api/version", {}),
    "SMART configuration": ("GET", "/apis/default/fhir/.well-known/smart-configuration", {}),
    "API client": ("GET", "/apis/default/fhir/Patient", BEARER),
    "portal API": ("GET", "/apis/default/portal/patient", BEARER),
    "preflight": (
        "OPTIONS",
        METADATA,
        {"Access-Control-Request-Headers": "APICSRFTOKEN"},
    ),
    "token in the query": ("GET", METADATA, {"X-Query": "APICSRFTOKEN=1"}),
    "token of another name": ("GET", METADATA, {"X-APICSRFTOKEN": "1", "API-CSRF-TOKEN": "1"}),
    "token in a cookie": ("GET", METADATA, {"Cookie": "APICSRFTOKEN=1"}),
    # PHP's empty() is true for all of these, and 7.0.x then answers as to an API client. Seen on
    # 2026-11-29: 7.0.3 answered `0` with 200 and 16,549 bytes of metadata, 8.2 with 401; a forged
    # token got a page without data from both (37 and 496 bytes).
    "empty token": ("GET", METADATA, {"APICSRFTOKEN": ""}),
    "blank token": ("GET", METADATA, {"APICSRFTOKEN": " \t"}),
    "token 0": ("GET", METADATA, {"APICSRFTOKEN": "0"}),
    "token 0, padded": ("GET", METADATA, {"APICSRFTOKEN": " 0 "}),
    "token that a proxy drops": (
        "GET",
        METADATA,
        TOKEN | {"Connection": "close, APICSRFTOKEN"},
    ),
    "folder": ("GET", "/apis", {}),
    "folder with slash": ("GET", "/apis/", {}),
    "program": ("GET", "/apis/dispatch.php", {}),
    "capitals": ("GET", "/APIS/default/fhir/metadata", {}),
    "two slashes": ("GET", "//apis/default/fhir/metadata", {}),
    "escaped letter": ("GET", "/%61pis/default/fhir/metadata", {}),
    "escaped slash": ("GET", "/apis%2fdefault/fhir/metadata", {}),
    "through another folder": ("GET", "/portal/../apis/default/fhir/metadata", {}),
    "through itself": ("GET", "/apis/../apis/default/fhir/metadata", {}),
    "escaped dots": ("GET", "/portal/%2e%2e/apis/default/fhir/metadata", {}),
    "from above the root": ("GET", "/../apis/default/fhir/metadata", {}),
    "from far above the root": ("GET", "/./.././../apis/default/fhir/metadata", {}),
    "a dot first": ("GET", "/./apis/default/fhir/metadata", {}),
    "tokens of OAuth": ("POST", "/oauth2/default/token", {}),
    "registration": ("POST", "/oauth2/default/registration", {}),
    "discovery": ("GET", "/oauth2/default/.well-known/openid-configuration", {}),
    "keys": ("GET", "/oauth2/default/jwk", {}),
    "OAuth with a page's token": ("POST", "/oauth2/default/token", TOKEN),
    "OAuth, another way": ("GET", "/apis/../oauth2/default/jwk", TOKEN),
    "OAuth, folder": ("GET", "/oauth2", TOKEN),
    "OAuth, program": ("GET", "/oauth2/authorize.php", TOKEN),
}
# What the firewall lets pass because no file and no route of OpenEMR has such a name: Apache
# decodes a path once, and a dot or semicolon is part of a name. A running 8.2 answered the first
# four with 404 and the last with its sign-in page.
NOWHERE: dict[str, Asked] = {
    "escaped twice": ("GET", "/%2561pis/default/fhir/metadata", {}),
    "dot at the end": ("GET", "/apis./default/fhir/metadata", {}),
    "path parameter": ("GET", "/apis;x/default/fhir/metadata", {}),
    "backslash": ("GET", "/\\apis\\default\\fhir\\metadata", {}),
    "behind a page": ("GET", "/index.php/apis/default/fhir/metadata", {}),
}


def ask(method: str, path: str, headers: dict[str, str], **settings: Any) -> str | None:
    """The rule that blocks a request to a deployment with these settings."""
    rules = whole(**settings).one("aws_wafv2_web_acl")["rule"]
    return verdict(rules, Request(method, path, headers))


@pytest.mark.parametrize("name", OF_OWN_PAGES)
def test_openemrs_own_pages_work_with_the_apis_off(name: str):
    assert ask(*OF_OWN_PAGES[name]) is None


@pytest.mark.parametrize("name", OF_OUTSIDERS)
def test_outsiders_reach_nothing_of_the_apis_while_they_are_off(name: str):
    assert ask(*OF_OUTSIDERS[name]) == "apis-off"


ALL: dict[str, Asked] = {**OF_OWN_PAGES, **OF_OUTSIDERS, **NOWHERE}


@pytest.mark.parametrize("name", ALL)
def test_nothing_of_this_is_blocked_while_the_apis_are_on(name: str):
    request = ALL[name]
    assert ask(*request, certificate_arn=CERTIFICATE, activate_openemr_apis="true") is None


@pytest.mark.parametrize("name", NOWHERE)
def test_what_is_no_path_of_the_apis_is_left_to_openemr(name: str):
    assert ask(*NOWHERE[name]) is None


@pytest.mark.parametrize(
    ("sent", "decoded"),
    [("/%61pis", "/apis"), ("/%2561pis", "/%61pis"), ("/100%", "/100%"), ("/a%2Fb", "/a/b")],
)
def test_a_path_is_decoded_once(sent: str, decoded: str):
    assert url_decode(sent) == decoded


@pytest.mark.parametrize(
    ("given", "normalized"),
    [
        ("//a///b/", "/a/b/"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/a/b/..", "/a/"),
        ("/../a", "/../a"),
        ("/a/../../b", "/../b"),
        ("/.", "/"),
    ],
)
def test_back_references_stay_at_the_beginning_only(given: str, normalized: str):
    assert normalize_path(given) == normalized


def test_what_is_not_known_is_no_rule_that_never_matches():
    rule = {"name": "x", "priority": 0, "action": {"block": {}}}
    statements: list[dict[str, Any]] = [
        {"geo_match_statement": {}},
        {"and_statement": {"statement": [{"x": {}}]}},
    ]
    for statement in statements:
        with pytest.raises(UnknownStatementError):
            verdict([rule | {"statement": statement}], Request("GET", "/"))
