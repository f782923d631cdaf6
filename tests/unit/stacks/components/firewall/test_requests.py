"""Requests through the synthesized firewall: those of OpenEMR's own pages, and of outsiders."""

from typing import Any

import pytest

from scripts.commands.scan.web_acl.evaluation import (
    Request,
    UnknownStatementError,
    normalize_path,
    url_decode,
    verdict,
)
from scripts.commands.scan.web_acl.requests import NOWHERE, OF_OUTSIDERS, OF_OWN_PAGES, Asked
from tests.unit.stacks.components.bench import CERTIFICATE, whole


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
