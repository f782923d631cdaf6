"""The cache's users have passwords and rights on sessions only."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list, strings
from scripts.terraform.documents.embedded import readable

TYPE = "AWS::ElastiCache::User"
FROM_SECRET = "{{resolve:secretsmanager:"  # noqa: S105
NEEDED = ("AccessString", "AuthenticationMode", "Engine", "UserId", "UserName")
# Keys below a prefix, never all of them, nor by a pattern of rights such as `%R~*`.
KEYS = re.compile(r"~[A-Za-z0-9_]+:\*")
# What a session handler that locks needs; none of it lists, empties or administers anything. A
# script may do what its user may, on the same keys.
COMMANDS = {
    *("-@all", "+@connection", "+del", "+eval", "+evalsha", "+exists", "+expire", "+get"),
    *("+getex", "+ping", "+set", "+setex", "+touch", "+ttl"),
}


@policy(
    44,
    "A cache user has a password from Secrets Manager and rights on its own keys only.",
    hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(d)",
    nag="AwsSolutions-AEC6",
)
def cache_users(configuration: Configuration) -> Violations:
    """Users are made by CloudFormation, which alone keeps the password out of the state."""
    for stack, template in readable(configuration, {"aws_cloudformation_stack": "template_body"}):
        for reason in _template(template if isinstance(template, dict) else {}):
            yield stack.violates(reason)
    for user in configuration.of("aws_elasticache_user"):
        yield from _of_provider(user)


def _template(template: Mapping[str, Any]) -> Iterator[str]:
    made = (template.get("Resources") or {}).values()
    if not any(each.get("Type") == TYPE for each in made):
        yield "creates no cache user"
    for each in made:
        if each.get("Type") != TYPE:
            yield f"creates {each.get('Type')}, which no check covers"
        else:
            yield from _reasons(each.get("Properties") or {})
    if any(FROM_SECRET in text for text in strings(template.get("Outputs") or {})):
        yield "exposes a secret as an output"


def _reasons(properties: Mapping[str, Any]) -> Iterator[str]:
    for name in NEEDED:
        if not properties.get(name):
            yield f"a cache user without {name}"
    mode = properties.get("AuthenticationMode") or {}
    passwords = as_list(mode.get("Passwords"))
    has_none = mode.get("Type") == "password" and not passwords
    if (
        has_none
        or mode.get("Type") not in ("password", "iam")
        or "NoPasswordRequired" in properties
    ):
        yield "a cache user without password"
    if any(not str(each).startswith(FROM_SECRET) for each in passwords):
        yield "a cache user's password is written in the template"
    access = str(properties.get("AccessString", "")).split()
    if "-@all" not in access:
        yield "a cache user may run every command"
    for word in access:
        if word not in COMMANDS | {"on", "off"} and not KEYS.fullmatch(word):
            yield f"a cache user's access string contains {word!r}"


def _of_provider(user: Resource) -> Violations:
    if user.get("no_password_required"):
        yield user.violates("a cache user without password")
