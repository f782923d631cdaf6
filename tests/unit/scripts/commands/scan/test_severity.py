"""Findings come worst first: data before access, access before retention."""

from scripts.commands.scan.exceptions import CHECK
from scripts.commands.scan.finding import Finding
from scripts.commands.scan.policy import all_policies
from scripts.commands.scan.severity import _CHECKS, impact, worst_first
from scripts.resources.facets.impact import LOWERS


def finding(check: str, address: str = "aws_vpc.x") -> Finding:
    return Finding(check, address, "", "title", "openemr")


def test_the_worst_come_first_and_data_before_retention() -> None:
    ordered = [
        finding("OEMR_29", "aws_backup_vault.v"),
        finding("CKV_AWS_24"),
        finding("OEMR_62", "aws_wafv2_web_acl.a"),
        finding("CKV_AWS_96", "aws_rds_cluster.c"),
        finding("OEMR_15"),
        finding("CKV_AWS_338", "aws_cloudwatch_log_group.g"),
        finding("OEMR_60", "aws_rds_cluster.c"),
        finding("OEMR_60", "aws_lb.l"),
        finding("OEMR_17"),
    ]
    assert sorted(set(ordered), key=worst_first) == ordered


def test_what_is_not_listed_lowers_protection() -> None:
    assert impact(finding("CKV_AWS_999999")) is LOWERS


def test_every_listed_check_is_there_once() -> None:
    listed = [check for checks in _CHECKS.values() for check in checks.split()]
    own = {policy.id for policy in all_policies()}
    assert len(set(listed)) == len(listed)
    assert {each for each in listed if each.startswith("OEMR_")} <= own
    assert CHECK in listed
