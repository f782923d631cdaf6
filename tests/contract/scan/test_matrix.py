"""docs/compliance.md is what the data and the scan say now, and leaves no rule without a check."""

import pytest

from scripts.commands.scan.matrix.catalogue import rules, sections
from scripts.commands.scan.matrix.document import DOCUMENT, Evidence, gather, render
from scripts.resources import made


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return gather()


def test_the_committed_document_is_the_generated_one(evidence: Evidence) -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert render(evidence) == written, "run: openemr scan --matrix"


def test_each_of_the_52_rules_has_a_check_that_has_judged_or_a_service_that_is_not_used(
    evidence: Evidence,
) -> None:
    hipaa = rules("HIPAA.Security")
    assert len(hipaa) == 52
    for rule in [*hipaa, *rules("AwsSolutions")]:
        if evidence.resources(rule):
            assert any(evidence.judged(check) for check in rule.verifiers), rule.rule
        else:
            refused = {each.name for each in made()}
            assert not refused & set(rule.types), f"{rule.rule} could be broken unseen"


def test_no_rule_is_open_in_production(evidence: Evidence) -> None:
    opened = {rule.rule: evidence.open(rule) for rule in rules("HIPAA.Security")}
    assert {rule: found for rule, found in opened.items() if found} == {}


def test_every_section_names_what_stays_with_the_customer() -> None:
    assert len(sections()) > 25
    assert [each.number for each in sections() if not each.customer or not each.title] == []


def test_sections_stand_in_the_order_of_the_law() -> None:
    numbers = [each.number for each in sections()]
    assert numbers.index("308(a)(3)(i)") < numbers.index("308(a)(3)(ii)(A)")
    assert numbers.index("308(a)(7)(ii)(C)") < numbers.index("308(a)(8)") < numbers.index("312(b)")
