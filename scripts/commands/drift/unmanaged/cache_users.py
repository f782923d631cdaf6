"""The cache's user, which CloudFormation made for us: what it may do."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Event, Finding, Severity
from scripts.commands.drift.resources import Resources

_USER = "AWS::ElastiCache::User"


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Differences between the template and the user; a stack does not look at its resources."""
    for stack in resources.of("aws_cloudformation_stack"):
        template = json.loads(stack.values["template_body"])
        for made in template.get("Resources", {}).values():
            if made["Type"] == _USER:
                yield from _of_user(stack.address, made["Properties"], aws)


def _of_user(address: str, wanted: Mapping[str, Any], aws: Reading) -> Iterator[Finding]:
    name = wanted["UserId"]
    users = aws.list("elasticache", "describe_users", "Users", absent="UserNotFound", UserId=name)
    if not users:
        yield _finding(
            address, "user", name, "gone", "The application cannot sign in to the cache."
        )
        return
    rights = users[0]["AccessString"]
    more = sorted(_rights(rights) - _rights(wanted["AccessString"]))
    if more:
        yield _finding(
            address,
            "access_string",
            wanted["AccessString"],
            rights,
            f"The cache's user may do more than its sessions need: {' '.join(more)}.",
        )
    proof = users[0]["Authentication"]["Type"]
    if proof != wanted["AuthenticationMode"]["Type"]:
        yield _finding(
            address,
            "authentication_mode",
            wanted["AuthenticationMode"]["Type"],
            proof,
            "The cache's user signs in in another way.",
        )


def _rights(access: str) -> set[str]:
    """The keys and commands that it opens, or `off`.

    ElastiCache gives an access string back in another form than it was given, with terms of its
    own that open nothing (aws-controllers-k8s/community#677), so that only rights are compared.
    """
    words = {"allkeys": "~*", "allcommands": "+@all"}
    terms = {words.get(term, term) for term in access.split()}
    return {term for term in terms if term == "off" or term[0] in "~+%"}


def _finding(address: str, attribute: str, before: str, after: str, reason: str) -> Finding:
    return Finding(
        address,
        Event.CHANGED,
        attribute,
        before,
        after,
        Severity.CRITICAL,
        (reason,),
        outlook="Stays: Terraform sees the CloudFormation stack, not the user that it made.",
    )
