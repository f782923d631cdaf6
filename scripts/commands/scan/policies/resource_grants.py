"""What policies of keys, buckets and topics allow, and to whom."""

import re
from typing import NamedTuple

from scripts.commands.scan.documents import resource_statements
from scripts.commands.scan.policies.trust_policies import STRICT
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import references
from scripts.terraform.documents.embedded import Statement

USE_KEY = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*")
RE_ENCRYPT = "kms:ReEncrypt*"
MESSAGES = "kms:encryptioncontext:aws:sns:topicarn"
EVERYONE, ROOT = "*", "root"
HOST = re.compile(r"[a-z0-9.-]+\.amazonaws\.com")


class Grant(NamedTuple):
    """Who may do what under which conditions.

    who: the first part of a service's name, EVERYONE of the account, or ROOT, which leaves it to
    IAM. keys: of conditions, in lower case, each of which must name something.
    """

    who: str
    actions: tuple[str, ...]
    keys: tuple[str, ...] = ()


# Type -> what its policies allow.
GRANTS = {
    "aws_kms_key": (
        Grant(ROOT, ("kms:*",)),
        Grant(
            EVERYONE,
            (*USE_KEY, RE_ENCRYPT, "kms:CreateGrant"),
            ("kms:calleraccount", "kms:viaservice"),
        ),
        Grant("logs", (*USE_KEY, RE_ENCRYPT), ("kms:encryptioncontext:aws:logs:arn",)),
        Grant("cloudwatch", USE_KEY, ("aws:sourceaccount", MESSAGES)),
        # It names no source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        Grant("events", USE_KEY, (MESSAGES,)),
        *(
            Grant("cloudtrail", USE_KEY, ("aws:sourcearn", f"kms:encryptioncontext:aws:{context}"))
            for context in ("cloudtrail:arn", "s3:arn", "sns:topicarn")
        ),
        Grant("cloudtrail", ("kms:DescribeKey",), ("aws:sourcearn",)),
    ),
    "aws_s3_bucket_policy": (
        Grant("cloudtrail", ("s3:GetBucketAcl", "s3:PutObject"), ("aws:sourcearn",)),
        Grant("logging", ("s3:PutObject",), ("aws:sourceaccount",)),
        # It knows no condition; OEMR_36 demands the account in the path.
        Grant("logdelivery", ("s3:PutObject",)),
    ),
    "aws_sns_topic_policy": (
        Grant("cloudtrail", ("sns:Publish",), ("aws:sourcearn",)),
        Grant("cloudwatch", ("sns:Publish",), ("aws:sourceaccount", "aws:sourcearn")),
        Grant("events", ("sns:Publish",)),
    ),
}
# Type -> types that its statements may be about; of a key's own policy `*` is the key.
ABOUT = {"aws_s3_bucket_policy": "aws_s3_bucket.", "aws_sns_topic_policy": "aws_sns_topic."}


@policy(
    58,
    "A resource policy allows each service only what it needs, and nobody else anything.",
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1) 312(a)(2)(iv)",
)
def resource_grants(configuration: Configuration) -> Violations:
    """A table of who may do what; policies of other resources deny only."""
    for resource, statement in resource_statements(configuration):
        # AWS's default of an endpoint, which a plan shows; OEMR_50 refuses one that is written.
        if not statement.allows or resource.type == "aws_vpc_endpoint":
            continue
        account = configuration.account
        grants = GRANTS.get(resource.type, ())
        if not any(_is_covered(statement, grant, account) for grant in grants):
            who = ", ".join(value for _, value in statement.principals) or "nobody by name"
            yield resource.violates(
                f"allows {who} to do {', '.join(statement.actions) or 'the rest'}"
            )
        elif not configuration.planned and not _is_about_own(statement, resource.type):
            yield resource.violates(f"applies to {', '.join(statement.resources) or 'the rest'}")


def _is_covered(statement: Statement, grant: Grant, account: str) -> bool:
    whom = {_whom(kind, value, account) for kind, value in statement.principals}
    named = {
        key
        for operator, keys in statement.condition.items()
        if operator in STRICT
        for key, values in keys.items()
        if values and all(_names_something(str(value), account) for value in values)
    }
    return (
        whom == {grant.who}
        and bool(statement.actions)
        and set(statement.actions) <= set(grant.actions)
        and set(grant.keys) <= named
    )


def _whom(kind: str, value: str, account: str) -> str:
    if kind == "Service":
        return value.partition(".")[0]
    if value.endswith(":root") and account in value:
        return ROOT
    return value


def _names_something(value: str, account: str) -> bool:
    return account in value or "${aws_" in value or bool(HOST.fullmatch(value))


def _is_about_own(statement: Statement, type_: str) -> bool:
    if type_ not in ABOUT:
        return statement.resources == ["*"]
    return bool(statement.resources) and all(
        any(address.startswith(ABOUT[type_]) for address in references(target))
        for target in statement.resources
    )
