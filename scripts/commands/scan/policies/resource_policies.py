"""Policies of resources: who may do what to them."""

import re
from typing import NamedTuple

from scripts.commands.scan.documents import resource_statements
from scripts.commands.scan.policies.identity import STRICT, is_bound_to_account
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import references
from scripts.terraform.documents.embedded import Statement, policies_in

POLICY_OF = {
    "aws_efs_file_system": ("aws_efs_file_system_policy", "file_system_id"),
    "aws_s3_bucket": ("aws_s3_bucket_policy", "bucket"),
    "aws_sns_topic": ("aws_sns_topic_policy", "arn"),
    "aws_sqs_queue": ("aws_sqs_queue_policy", "queue_url"),
}
POLICY_ATTRIBUTES = dict.fromkeys((type_ for type_, _ in POLICY_OF.values()), "policy")
BUCKET_POLICY, TOPIC_POLICY = (POLICY_OF[each][0] for each in ("aws_s3_bucket", "aws_sns_topic"))


@policy(
    1,
    hipaa="312(a)(2)(iv) 312(c)(2) 312(e)(1) 312(e)(2)(i) 312(e)(2)(ii)",
    nag="S3BucketSSLRequestsOnly AwsSolutions-S10 AwsSolutions-SNS3 AwsSolutions-SQS4",
)
def tls_only_resource_policies(configuration: Configuration) -> Violations:
    """Policies of buckets, topics, queues and file systems deny requests without TLS."""
    # For a bucket both the bucket and its objects must be covered.
    for resource, statements in policies_in(configuration, POLICY_ATTRIBUTES):
        denied = [
            target
            for each in statements
            if _refuses_plain_text(each, resource.type)
            for target in each.resources
        ]
        own = [each for each in denied if each == "*" or "${aws_" in each]
        objects = any(each == "*" or each.endswith("/*") for each in denied)
        bucket = any(not each.endswith("/*") for each in denied)
        if not (denied if configuration.planned else own):
            yield resource.violates("no statement denies aws:SecureTransport=false to everyone")
        elif resource.type == BUCKET_POLICY and not (objects and bucket):
            yield resource.violates("TLS is demanded for the bucket or its objects, not for both")


def _refuses_plain_text(statement: Statement, type_: str) -> bool:
    values = statement.condition.get("Bool", {}).get("aws:securetransport", [])
    only_condition = statement.condition_keys == {"aws:securetransport"}
    everything = {"*", "s3:*", "sqs:*", "sns:*", "elasticfilesystem:*"}
    actions = everything | ({"sns:Publish"} if type_ == TOPIC_POLICY else set())
    return (
        not statement.allows
        and statement.concerns_everyone
        and only_condition
        and [str(value).lower() for value in values] == ["false"]
        and bool(actions & set(statement.actions))
    )


@policy(
    14,
    hipaa="312(a)(2)(iv) 312(e)(1) 312(e)(2)(i)",
    nag="S3BucketSSLRequestsOnly AwsSolutions-S10 AwsSolutions-SNS3 AwsSolutions-SQS4",
)
def resource_policies_present(configuration: Configuration) -> Violations:
    """Every bucket, topic, queue and file system has a policy."""
    # What stands in it is OEMR_1's matter.
    for type_, (policy_type, attribute) in POLICY_OF.items():
        governed = configuration.targets({policy_type: attribute})
        for resource in configuration.of(type_):
            if resource.address not in governed:
                yield resource.violates(f"no {policy_type}")


# Conditions that name the account, or one of its resources, in the service's own words.
ACCOUNT_KEYS = {"kms:calleraccount", "aws:principalaccount"}
# Topics and their keys that it writes to accept no such condition for EventBridge:
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
WITHOUT_SOURCE = "events.amazonaws.com"
TOPIC_ACTIONS = {"sns:Publish", "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKey*"}
CONTEXT_PREFIX = "kms:encryptioncontext:"


@policy(
    36,
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(A) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="S3BucketPublicReadProhibited S3BucketPublicWriteProhibited",
)
def no_strangers_in_resource_policies(configuration: Configuration) -> Violations:
    """A resource policy allows only this account and AWS services acting for it."""
    # Buckets, keys, topics, queues, file systems, vaults, secrets, endpoints.
    for resource, statement in resource_statements(configuration):
        if not statement.allows or resource.type == "aws_vpc_endpoint":
            continue
        if "NotPrincipal" in statement.raw:
            yield resource.violates("allows everyone but some (NotPrincipal)")
        elif not statement.principals:
            yield resource.violates("allows without naming a principal")
        account = configuration.account
        bound = _is_bound(statement, account) or _is_event_bus(statement)
        for kind, value in statement.principals:
            ours = account in value or "${aws_" in value
            foreign = kind != "Service" and value != "*" and not ours
            if foreign or not (bound or ours):
                yield resource.violates(f"allows {value} without a condition on this account")


def _is_event_bus(statement: Statement) -> bool:
    return statement.principals == [("Service", WITHOUT_SOURCE)] and (
        set(statement.actions) <= TOPIC_ACTIONS
    )


def _is_bound(statement: Statement, account: str) -> bool:
    if is_bound_to_account(statement, account):
        return True
    in_own_words = any(
        (key in ACCOUNT_KEYS or key.startswith(CONTEXT_PREFIX)) and account in str(values)
        for operator, keys in statement.condition.items()
        if operator in STRICT
        for key, values in keys.items()
    )
    # A load balancer writes below a path that holds the account.
    by_path = bool(statement.resources) and all(
        f"AWSLogs/{account}" in resource for resource in statement.resources
    )
    return in_own_words or by_path


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


@policy(58, hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1) 312(a)(2)(iv)")
def resource_grants(configuration: Configuration) -> Violations:
    """A resource policy allows each service only what it needs, and nobody else anything."""
    # A table of who may do what; policies of other resources deny only.
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
