"""Tags are taken exactly if every AWS service whose resources get them takes them."""

import functools
import re
import unicodedata
from typing import Any

import pytest
from botocore.loaders import Loader

from stacks.settings.account import LONGEST_TAG_KEY, LONGEST_TAG_VALUE, TAG_CHARACTERS
from tests.synthesized import Stack
from tests.unit.stacks.settings.test_accepted import is_taken

# Service, as botocore's models name it -> the shapes of a tag's key and value.
TAG_SHAPES = {
    "acm": ("TagKey", "TagValue"),
    "application-autoscaling": ("TagKey", "TagValue"),
    "backup": ("TagKey", "TagValue"),
    "cloudformation": ("TagKey", "TagValue"),
    "cloudtrail": ("TagKey", "TagValue"),
    "cloudwatch": ("TagKey", "TagValue"),
    "dynamodb": ("TagKeyString", "TagValueString"),
    "ec2": ("TagKey", "String"),
    "ecr": ("TagKey", "TagValue"),
    "ecs": ("TagKey", "TagValue"),
    "efs": ("TagKey", "TagValue"),
    "elasticache": ("String", "String"),
    "elbv2": ("TagKey", "TagValue"),
    "events": ("TagKey", "TagValue"),
    "iam": ("tagKeyType", "tagValueType"),
    "kms": ("TagKeyType", "TagValueType"),
    "logs": ("TagKey", "TagValue"),
    "rds": ("String", "String"),
    "s3": ("ObjectKey", "Value"),
    "secretsmanager": ("TagKeyType", "TagValueType"),
    "sns": ("TagKey", "TagValue"),
    "wafv2": ("TagKey", "TagValue"),
}
# First words of a type's name -> its service; the rest are EC2's.
SERVICES = {
    "aws_acm": "acm",
    "aws_appautoscaling": "application-autoscaling",
    "aws_backup": "backup",
    "aws_cloudformation": "cloudformation",
    "aws_cloudtrail": "cloudtrail",
    "aws_cloudwatch_event": "events",
    "aws_cloudwatch_log": "logs",
    "aws_cloudwatch": "cloudwatch",
    "aws_db": "rds",
    "aws_dynamodb": "dynamodb",
    "aws_ecr": "ecr",
    "aws_ecs": "ecs",
    "aws_efs": "efs",
    "aws_elasticache": "elasticache",
    "aws_iam": "iam",
    "aws_kms": "kms",
    "aws_lb": "elbv2",
    "aws_rds": "rds",
    "aws_s3": "s3",
    "aws_secretsmanager": "secretsmanager",
    "aws_sns": "sns",
    "aws_wafv2": "wafv2",
}
NETWORK = re.compile(
    "aws_(default_|route|vpc|subnet|internet_|nat_|eip|flow_log|security_group|network_)"
)
# The value of a tag of AWS::ElastiCache::User, which CloudFormation makes (read 2026-11-30);
# botocore has no pattern of it.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-elasticache-user-tag.html
OF_A_CACHE_USER = re.compile(r"[a-zA-Z0-9 _\.\/=+:\-@]*")
CLASSES = {"\\p{L}": "L", "\\p{Z}": "Z", "\\p{N}": "N"}
IN_BRACKETS = re.compile(r"\[((?:\\p\{\w\}|[_.:/=+@]|\\-)+)\][*+]")


@functools.cache
def shapes(service: str) -> dict[str, Any]:
    """The shapes of a service in the botocore that is installed here."""
    return Loader().load_service_model(service, "service-2")["shapes"]


def limits(service: str) -> list[tuple[dict[str, Any], int]]:
    """Key's and value's shape, each with our own greatest length."""
    key, value = TAG_SHAPES[service]
    return [(shapes(service)[key], LONGEST_TAG_KEY), (shapes(service)[value], LONGEST_TAG_VALUE)]


def allowed(pattern: str) -> tuple[set[str], frozenset[str]]:
    """Unicode's classes and the other characters that a pattern allows."""
    (found,) = IN_BRACKETS.findall(pattern.replace("[aA]{1}[wW]{1}[sS]{1}", ""))
    classes = {letter for text, letter in CLASSES.items() if text in found}
    for text in CLASSES:
        found = found.replace(text, "")
    return classes, frozenset(found.replace("\\-", "-"))


@pytest.mark.parametrize("service", TAG_SHAPES)
def test_no_service_asks_for_more_than_the_settings(service: str):
    for shape, longest in limits(service):
        assert shape["type"] == "string"
        assert shape.get("min", 0) <= 1
        assert shape.get("max", longest) >= longest
        if "pattern" in shape:
            assert allowed_of_ascii(shape["pattern"]) >= TAG_CHARACTERS


def allowed_of_ascii(pattern: str) -> set[str]:
    """The characters of ASCII that a pattern allows."""
    classes, others = allowed(pattern)
    return {
        each
        for each in map(chr, range(128))
        if unicodedata.category(each)[0] in classes or each in others
    }


def test_the_settings_take_the_characters_that_cloudformation_takes_of_a_cache_user():
    for each in map(chr, range(32, 0x250)):
        assert is_taken(tags={"k": f"x{each}"}) == bool(OF_A_CACHE_USER.fullmatch(each)), repr(each)


def test_some_service_asks_for_each_rule_of_the_settings():
    patterns = [service for service in TAG_SHAPES if "pattern" in limits(service)[1][0]]
    assert patterns == ["acm", "ecs", "efs", "elbv2", "iam", "logs", "wafv2"]
    not_empty = [service for service in TAG_SHAPES if limits(service)[1][0].get("min") == 1]
    assert not_empty == ["cloudformation", "cloudtrail"]
    assert "prefixed with <code>aws:</code> or <code>rds:</code>" in str(shapes("rds")["Tag"])


def test_every_type_that_the_stacks_make_belongs_to_a_service_of_the_list(stacks: list[Stack]):
    made = {type_ for stack in stacks for type_, _, _ in stack.every()}
    unknown = {type_ for type_ in made if not type_.startswith(tuple(SERVICES))}
    assert {type_ for type_ in unknown if not NETWORK.match(type_)} == set()
    assert {*SERVICES.values(), "ec2"} == set(TAG_SHAPES)


ACCEPTED: dict[str, dict[str, str]] = {
    "none": {},
    "a plain one": {"CostCenter": "cardiology"},
    "blanks": {"Cost Center": "Cardiology and Internal Medicine"},
    "all punctuation": {"a_.:/=+-@": "_.:/=+-@"},
    "an e-mail address": {"owner": "it@clinic.example.org"},
    "a URL": {"runbook": "https://wiki.example.org/openemr"},
    "aws inside": {"cost:aws:account": "our aws: account"},
    "aws without colon": {"awsaccount": "aws"},
    "a key of 128": {"k" * 128: "x"},
    "a value of 256": {"k": "x" * 256},
    "40 of them": {f"key{number}": "x" for number in range(40)},
    "a reserved word within": {"EnvironmentOwner": "x", "Names": "x"},
}
REFUSED: dict[str, dict[str, str]] = {
    "an umlaut in a key": {"Träger": "x"},
    "an umlaut in a value": {"k": "Universitätsklinikum Köln"},
    "another script": {"部門": "循環器"},
    "digits of another script": {"k": "\u0664\u0662"},
    "a no-break space": {"k": "a\u00a0b"},
    "a comma": {"k": "a,b"},
    "an ampersand": {"k": "A&B <x>"},
    "a question mark and a star": {"k": "ü?*"},
    "an emoji": {"k": "\U0001f600"},
    "a line break": {"k": "a\nb"},
    "a tab": {"k\t": "x"},
    "a key with brackets": {"k(1)": "x"},
    "an apostrophe": {"k": "St. John's"},
    "a combining mark": {"k": unicodedata.normalize("NFD", "ü")},
    "half of a character": {"k": "\ud840"},
    "an empty value": {"k": ""},
    "an empty key": {"": "x"},
    "a key of 129": {"k" * 129: "x"},
    "a value of 257": {"k": "x" * 257},
    "AWS's prefix": {"Aws:k": "x"},
    "AWS's prefix in a value": {"k": "aws:x"},
    "RDS's prefix": {"rds:k": "x"},
    "two keys with other blanks": {"Owner": "x", " owner": "y"},
    "two keys in another case": {"Owner": "x", "oWNER": "y"},
    "the product's own": {"Purpose": "x"},
    "the product's own in small letters": {"managedby": "x"},
    "41 of them": {f"key{number}": "x" for number in range(41)},
}


@pytest.mark.parametrize("tags", ACCEPTED.values(), ids=ACCEPTED)
def test_what_every_service_takes_is_accepted(tags: dict[str, str]):
    assert is_taken(tags=tags)


@pytest.mark.parametrize("tags", REFUSED.values(), ids=REFUSED)
def test_what_some_service_refuses_is_refused(tags: dict[str, str]):
    assert not is_taken(tags=tags)
