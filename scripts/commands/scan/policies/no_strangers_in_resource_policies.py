"""Policies of resources let nobody in from outside the account."""

from scripts.commands.scan.documents import resource_statements
from scripts.commands.scan.policies.trust_policies import STRICT, is_bound_to_account
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.embedded import Statement

# Conditions that name the account, or one of its resources, in the service's own words.
OWN_KEYS = {"kms:calleraccount", "aws:principalaccount"}
# Topics and their keys that it writes to accept no such condition for EventBridge:
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
WITHOUT_SOURCE = "events.amazonaws.com"
TOPIC_ACTIONS = {"sns:Publish", "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKey*"}
OWN_PREFIX = "kms:encryptioncontext:"


@policy(
    36,
    "A resource policy allows only this account and AWS services acting for it.",
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(A) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="S3BucketPublicReadProhibited S3BucketPublicWriteProhibited",
)
def no_strangers_in_resource_policies(configuration: Configuration) -> Violations:
    """Buckets, keys, topics, queues, file systems, vaults, secrets, endpoints."""
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
        (key in OWN_KEYS or key.startswith(OWN_PREFIX)) and account in str(values)
        for operator, keys in statement.condition.items()
        if operator in STRICT
        for key, values in keys.items()
    )
    # A load balancer writes below a path that holds the account.
    by_path = bool(statement.resources) and all(
        f"AWSLogs/{account}" in resource for resource in statement.resources
    )
    return in_own_words or by_path
