"""The certificate made for a domain: proved by DNS, replaced before it is removed."""

import pytest

from stacks.components.certificate import Certificate
from stacks.settings.edge import DomainSettings
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import Bench


@pytest.fixture(scope="module")
def stack() -> Stack:
    bench = Bench()
    domain = DomainSettings(name="openemr.example.org", hosted_zone_id="Z0123456789")
    Certificate(bench.stack, "certificate", domain=domain)
    return bench.synthesized()


def test_the_certificate_is_for_the_exact_name(stack: Stack):
    certificate = stack.one("aws_acm_certificate")
    assert certificate["domain_name"] == "openemr.example.org"
    assert certificate["validation_method"] == "DNS"
    assert certificate["lifecycle"] == {"create_before_destroy": True}


def test_it_counts_once_its_record_has_proved_it(stack: Stack):
    record = stack.one("aws_route53_record")
    assert record["zone_id"] == "Z0123456789"
    assert references(record["name"]) == {"aws_acm_certificate.certificate_public"}
    validation = stack.one("aws_acm_certificate_validation")
    assert references(validation) == {
        "aws_acm_certificate.certificate_public",
        "aws_route53_record.certificate_validation_record",
    }
