"""Clinical text, records and uploads pass the firewall; attacks elsewhere in a request do not.

AWS does not publish the patterns of its managed rules. Those here are its documented examples, and
wider: what passes with them passes with narrower ones.
"""

import re

import pytest

from scripts.commands.scan.web_acl.evaluation import Request, verdict
from scripts.commands.scan.web_acl.managed_rules import GROUPS, OF_BODIES, RULES
from scripts.commands.scan.web_acl.requests import CLINICAL, ELSEWHERE
from tests.unit.stacks.components.bench import PRODUCTION, whole

# AWS WAF inspects 8,192 bytes of a body behind a load balancer; one more is too large a body.
INSPECTED = 8193
PATTERNS = {
    "SizeRestrictions_BODY": rb"(?s).{8193}",
    "EC2MetaDataSSRF_BODY": rb"169\.254\.169\.254",
    "GenericLFI_BODY": rb"\.\.[/\\]",
    "GenericRFI_BODY": rb"(?i)(https?|ftps?|file)://\d{1,3}(\.\d{1,3}){3}",
    "CrossSiteScripting_BODY": rb"(?i)<[a-z/!?]|javascript:|\bon\w+=",
    "JavaDeserializationRCE_BODY": rb"java\.lang\.|rO0AB|\xac\xed\x00\x05",
    "Log4JRCE_BODY": rb"(?i)\$\{",
    "ReactJSRCE_BODY": rb"__proto__|\$@\d",
    "SQLi_BODY": rb"(?i)\bselect\b.*\bfrom\b|\bor\b\s*'?\d'?\s*=\s*'?\d|;\s*drop\b",
    "SQLiExtendedPatterns_BODY": rb"(?i)\bsleep\s*\(|\bbenchmark\s*\(|--\s|/\*",
}
BODIES: dict[str, tuple[bytes, set[str]]] = {
    "prose": (
        b"note=Family will select a pharmacy from the list; drop clopidogrel -- see Dr. O'Hara",
        {"SQLi_BODY", "SQLiExtendedPatterns_BODY"},
    ),
    "prose about sleep": (
        b"note=Slept 4 h. Sleep (apnea?) 1 or 1=1 on the scale",
        {"SQLi_BODY", "SQLiExtendedPatterns_BODY"},
    ),
    "HTML note": (
        b"text=<p onclick=x><script>tinymce.init()</script>BP 120/80</p>",
        {"CrossSiteScripting_BODY"},
    ),
    "JSON": (
        b'{"url": "http://10.20.0.7/pacs/studies/1", "path": "..\\\\archive"}',
        {"GenericRFI_BODY", "GenericLFI_BODY"},
    ),
    "JSON of FHIR": (
        b'{"resourceType": "Endpoint", "address": "https://192.0.2.8/fhir", "div": "<div>x</div>"}',
        {"GenericRFI_BODY", "CrossSiteScripting_BODY"},
    ),
    "CDA": (
        b'<?xml version="1.0"?><ClinicalDocument><!-- x --><reference value="../../img/x.jpg"/>',
        {"CrossSiteScripting_BODY", "GenericLFI_BODY", "SQLiExtendedPatterns_BODY"},
    ),
    "DICOM": (
        b"\x00" * 128 + b"DICM" + b"\x02\x00\x00\x00UL\xac\xed\x00\x05" + b"\x00" * INSPECTED,
        {"SizeRestrictions_BODY", "JavaDeserializationRCE_BODY"},
    ),
    "FHIR Binary": (
        b'{"resourceType": "Binary", "data": "rO0ABXNyABFq' + b"QUJD" * 4096 + b'"}',
        {"SizeRestrictions_BODY", "JavaDeserializationRCE_BODY"},
    ),
    "upload of a scan": (
        b'--x\r\nContent-Disposition: form-data; filename="..\\scan.pdf"\r\n\r\n%PDF-1.7 '
        + b"/JavaScript (javascript:1) " * 400,
        {"SizeRestrictions_BODY", "GenericLFI_BODY", "CrossSiteScripting_BODY"},
    ),
    "upload of a log": (
        b"--x\r\n\r\nERROR java.lang.Runtime ${jndi:ldap://192.0.2.1/} http://169.254.169.254/latest",
        {
            "EC2MetaDataSSRF_BODY",
            "GenericRFI_BODY",
            "JavaDeserializationRCE_BODY",
            "Log4JRCE_BODY",
        },
    ),
    "template of a letter": (b"body=Dear ${patient.name}, ***", {"Log4JRCE_BODY"}),
    "JSON of a page": (b'{"a": "$@1", "b": {"__proto__": {}}}', {"ReactJSRCE_BODY"}),
}
NOT_OF_BODIES = sorted(RULES.keys() - OF_BODIES)


def ask(method: str, path: str, found: frozenset[str]) -> str | None:
    rules = whole(**PRODUCTION, activate_openemr_apis="true").one("aws_wafv2_web_acl")["rule"]
    return verdict(rules, Request(method, path, found=found))


def found_in(body: bytes) -> frozenset[str]:
    """The managed rules that may take a body for an attack."""
    return frozenset(
        rule for rule, pattern in PATTERNS.items() if re.search(pattern, body[:INSPECTED])
    )


def test_every_rule_for_bodies_meets_a_body():
    assert PATTERNS.keys() == OF_BODIES
    assert {rule for _, rules in BODIES.values() for rule in rules} == OF_BODIES


@pytest.mark.parametrize("name", BODIES)
def test_each_body_looks_like_an_attack(name: str):
    body, rules = BODIES[name]
    assert found_in(body) == rules


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", CLINICAL)
def test_clinical_bodies_pass_on_clinical_paths(path: str, name: str):
    assert ask("POST", path, found_in(BODIES[name][0])) is None


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ELSEWHERE)
def test_the_same_bodies_are_blocked_elsewhere(path: str, name: str):
    assert ask("POST", path, found_in(BODIES[name][0])) == "attacks-outside-clinical-paths"


@pytest.mark.parametrize("path", CLINICAL + ELSEWHERE)
def test_a_body_of_all_patterns_is_decided_by_its_path(path: str):
    expected = None if path in CLINICAL else "attacks-outside-clinical-paths"
    assert ask("PUT", path, OF_BODIES) == expected


@pytest.mark.parametrize("rule", NOT_OF_BODIES)
def test_rules_for_other_parts_of_a_request_block_everywhere(rule: str):
    for path in CLINICAL + ELSEWHERE:
        assert ask("POST", path, frozenset({rule})) == RULES[rule]
        # A clinical text in the body excuses nothing.
        assert ask("POST", path, OF_BODIES | {rule}) == RULES[rule]


@pytest.mark.parametrize("rule", sorted(OF_BODIES))
def test_each_rule_for_bodies_blocks_outside_of_clinical_paths(rule: str):
    assert ask("POST", "/index.php", frozenset({rule})) == "attacks-outside-clinical-paths"
    assert ask("POST", "/index.php", frozenset()) is None


def test_rules_count_under_the_names_of_aws():
    """AWS WAF ignores an override of a misspelt name, and no request has a misspelt label."""
    found = {rule["name"]: rule for rule in whole().one("aws_wafv2_web_acl")["rule"]}
    counted = {
        override["name"]: name
        for name in GROUPS
        for override in found[name]["statement"]["managed_rule_group_statement"].get(
            "rule_action_override", []
        )
    }
    assert counted == {rule: RULES[rule] for rule in OF_BODIES}
    labelled, _ = found["attacks-outside-clinical-paths"]["statement"]["and_statement"]["statement"]
    keys = [each["label_match_statement"]["key"] for each in labelled["or_statement"]["statement"]]
    assert sorted(keys) == sorted(GROUPS[RULES[rule]].labels[rule] for rule in OF_BODIES)
