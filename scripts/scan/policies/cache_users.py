"""The cache's users have passwords and no rights of an administrator."""

from collections.abc import Iterator
from typing import Any

from scripts.scan.configuration import Configuration, Resource, Violation, as_list
from scripts.scan.documents import readable
from scripts.scan.policy import policy

TYPE = "AWS::ElastiCache::User"
FROM_SECRET = "{{resolve:secretsmanager:"  # noqa: S105


@policy(
    44,
    "A cache user has a password from Secrets Manager and rights on its own keys only.",
    hipaa=("308(a)(4)(ii)(B)", "312(a)(1)", "312(d)"),
    nag=("AwsSolutions-AEC6",),
)
def cache_users(configuration: Configuration) -> Iterator[Violation]:
    """Users are made by CloudFormation, which alone keeps the password out of the state."""
    for stack, template in readable(configuration, {"aws_cloudformation_stack": "template_body"}):
        for made in (template.get("Resources") or {}).values():
            if made.get("Type") != TYPE:
                yield stack.violates(f"makes {made.get('Type')}, which no check looks into")
                continue
            for reason in _reasons(made.get("Properties") or {}):
                yield stack.violates(reason)
    for user in configuration.of("aws_elasticache_user"):
        yield from _of_provider(user)


def _reasons(properties: dict[str, Any]) -> Iterator[str]:
    access = str(properties.get("AccessString", "")).split()
    mode = properties.get("AuthenticationMode") or {}
    passwords = as_list(mode.get("Passwords"))
    if mode.get("Type") not in ("password", "iam") or properties.get("NoPasswordRequired"):
        yield "a cache user without password"
    if any(not str(each).startswith(FROM_SECRET) for each in passwords):
        yield "a cache user's password stands in the template"
    if "-@all" not in access or {"+@all", "allcommands", "+@admin", "+@dangerous"} & set(access):
        yield "a cache user may run every command"
    if {"~*", "allkeys", "&*", "allchannels"} & set(access):
        yield "a cache user may touch every key"


def _of_provider(user: Resource) -> Iterator[Violation]:
    if user.get("no_password_required"):
        yield user.violates("a cache user without password")
