"""Templates: what a value with slots admits, and that it is read as it was written."""

import pytest

from scripts.commands.scan.closed_values.slots import Template, opened, written


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("https://openemr.example.org", "https://<<host>>"),
        ("= 7.5", "= <<number>>"),
        ("10.0.0.0/16 ${aws_vpc.network_vpc_2.ipv6_cidr_block}",
         "<<network>> ${aws_vpc.network_vpc_2.ipv6_cidr_block}"),
        ("2001:db8::/32", "<<network>>"),
        ("cron(0 5 ? * SAT *)", "<<schedule>>"),
        ("<<region>>a", "<<zone>>"),
        ("on.call+x@clinic.example.com", "<<email>>"),
        (f"openemr/openemr:8.2.0@sha256:{'0' * 64}", "<<image>>@<<digest>>"),
        ("arn:aws:rds:<<region>>:000000000000:cluster-snapshot:awsbackup:job-1", "<<snapshot>>"),
        (f"arn:aws:backup:eu-west-1:123456789012:recovery-point:{'0' * 36}", "<<recovery_point>>"),
        ("2026-11-30T17:00:00Z", "<<moment>>"),
        ("cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "<<cluster>>"),
        ("= true", "= true"),
        ("<<deployment>>", "<<deployment>>"),
    ],
)  # fmt: skip
def test_what_a_setting_may_have_put_there_becomes_a_slot(text: str, template: str) -> None:
    assert opened(text).text == template
    assert Template.parse(template).parts(text) == opened(text).found


@pytest.mark.parametrize(
    ("template", "good", "bad"),
    [
        ("= <<number 1..100>>", "= 100", "= 101"),
        ("= <<number 1..100>>", "= 1", "= 0"),
        ("= <<number 1..100>>", "= 5", "5"),
        ("<<number 1..100>>", "5", "= 5"),
        ("= <<number 1..5e+12>>", "= 4e0".replace("e0", ""), "= 6000000000000"),
        ("https://<<host>>", "https://a.example.org", "https://${aws_lb.x.dns_name}"),
        ("<<network>>", "10.0.0.0/16", "10.0.0.0/16 0.0.0.0/0"),
        ("${aws_kms_key.a.arn}", "${aws_kms_key.a.arn}", "${aws_kms_key.a.arn}x"),
    ],
)
def test_a_template_admits_its_form_within_its_bounds(template: str, good: str, bad: str) -> None:
    assert Template.parse(template).parts(good) is not None
    assert Template.parse(template).parts(bad) is None


@pytest.mark.parametrize(
    "text",
    [
        "= <<number 0.5..256 of database.max_capacity_acu>>",
        "= <<number 1..4.95e+12 of cache.max_data_storage_gb #2 times 800000000>>",
        "https://<<host of domain.name + host_name>>/<<digest>>",
        "nothing <of> that",
    ],
)
def test_a_template_is_written_as_it_is_read(text: str) -> None:
    assert str(Template.parse(text)) == text


@pytest.mark.parametrize(
    ("literal", "text"),
    [(True, "= true"), ("true", "true"), (1, "= 1"), ("1", "1"), ([], "= []"), (None, "= null")],
)
def test_a_literal_keeps_its_type(literal: object, text: str) -> None:
    assert written(literal) == text
