"""Roles are taken on by AWS services on behalf of this account only."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.embedded import SOURCE_KEYS, Statement, statements_in

# It takes on its role for log delivery without either key:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
WITHOUT_SOURCE = {"cloudtrail.amazonaws.com"}
STRICT = {"StringEquals", "ArnEquals", "ArnLike", "StringLike"}


@policy(
    35,
    "A role trusts AWS services only, and only when they act for this account.",
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1) 312(d)",
)
def trust_policies(configuration: Configuration) -> Violations:
    """The condition keeps others from using the service as a confused deputy."""
    for role, statement in statements_in(configuration, {"aws_iam_role": "assume_role_policy"}):
        if not statement.allows:
            continue
        strangers = [value for kind, value in statement.principals if kind != "Service"]
        if strangers or not statement.principals:
            yield role.violates(f"trusts {', '.join(strangers) or 'unnamed principals'}")
        trusted = {value for _, value in statement.principals}
        bound = is_bound_to_account(statement, configuration.account)
        if not trusted <= WITHOUT_SOURCE and not bound:
            yield role.violates("no aws:SourceAccount or aws:SourceArn condition")


def is_bound_to_account(statement: Statement, account: str) -> bool:
    """True if a condition demands this account, or a resource of it, as the source."""
    return any(
        key in SOURCE_KEYS and values and all(_is_ours(str(value), account) for value in values)
        for operator, keys in statement.condition.items()
        if operator in STRICT
        for key, values in keys.items()
    )


def _is_ours(value: str, account: str) -> bool:
    return account in value or value.startswith("${aws_")
