"""Comparison of two policies: new permissions, and denials that no longer apply."""

from collections.abc import Iterator

from scripts.terraform.documents.policies.conditions import confines
from scripts.terraform.documents.policies.grants import EVERYONE, Grant, account_of
from scripts.terraform.documents.policies.patterns import AllBut, Some

_MOST_NAMES = 4
_ANYTHING = ("*", "*:*")
# What reads data and secrets, or takes on the rights of others.
_REACHING = (
    *("kms:decrypt", "kms:creategrant", "kms:reencryptfrom", "secretsmanager:getsecretvalue"),
    *("s3:getobject", "s3:getobjectversion", "ssm:getparameter", "ssm:getparameters"),
    *("dynamodb:getitem", "dynamodb:scan", "dynamodb:query", "rds-data:executestatement"),
    *("iam:passrole", "sts:assumerole", "iam:createaccesskey", "iam:attachrolepolicy"),
    *("iam:putrolepolicy", "iam:createpolicyversion", "ecs:executecommand"),
)


def wider(before: list[Grant], after: list[Grant]) -> Iterator[str]:
    """One sentence for each statement that permits more than before."""
    allowed = [each for each in before if each.allows]
    kept = {_content(each) for each in after}
    for name, grants in _by_statement(each for each in after if each.allows).items():
        # An account that keeps its own grant stands for its members by IAM alone; a grant to one
        # of them by name comes on top.
        new = [
            grant
            for grant in grants
            if not any(old.covers(grant, members=_content(old) not in kept) for old in allowed)
        ]
        if new and all(any(old.reaches(each, members=False) for old in allowed) for each in new):
            yield f"Statement {name} allows {_what(new)} under weaker conditions than before."
        elif new:
            yield f"Statement {name} allows {_what(new)}, which was not allowed."
    denying = [each for each in after if not each.allows]
    for name, grants in _by_statement(each for each in before if not each.allows).items():
        gone = [
            grant for grant in grants if not any(e.covers(grant, members=False) for e in denying)
        ]
        if gone:
            yield f"Statement {name} denied {_what(gone)}, and no longer does so in all cases."


def open_to_everyone(grants: list[Grant]) -> Iterator[str]:
    """One sentence for each statement that permits access to everyone."""
    for name, found in _by_statement(each for each in grants if each.allows).items():
        public = [
            each
            for each in found
            if (each.principal == Some(EVERYONE) or isinstance(each.principal, AllBut))
            and not confines(each.condition)
        ]
        if public:
            yield f"Statement {name} allows {_what(public)}: that is anyone."


def strangers(grants: list[Grant], account: str) -> Iterator[str]:
    """One sentence for each statement that names another account or its identities."""
    for name, found in _by_statement(each for each in grants if each.allows).items():
        foreign = [
            each
            for each in found
            if str(each.principal).startswith("Federated ")
            or account_of(each.principal) not in ("", account)
        ]
        if foreign:
            yield f"Statement {name} allows {_what(foreign)}, from outside the account."


def everything(grants: list[Grant]) -> Iterator[str]:
    """One sentence for each statement that makes its holder an administrator."""
    for grant in grants:
        if grant.allows and str(grant.action) in _ANYTHING and str(grant.resource) == "*":
            yield f"Statement {grant.statement} allows everything."


def broad(grants: list[Grant]) -> Iterator[str]:
    """One sentence for each statement that reaches data or rights of whatever there is."""
    for name, found in _by_statement(each for each in grants if each.allows).items():
        wide = [
            each
            for each in found
            if str(each.resource) == "*"
            if str(each.action).endswith(":*") or str(each.action).lower() in _REACHING
        ]
        if wide:
            yield f"Statement {name} allows {_what(wide)}: everything there is of its kind."


def _by_statement(grants: Iterator[Grant]) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = {}
    for grant in grants:
        found.setdefault(grant.statement, []).append(grant)
    return found


def _content(grant: Grant) -> tuple[object, ...]:
    return grant.allows, grant.principal, grant.action, grant.resource, grant.conditions


def _what(grants: list[Grant]) -> str:
    actions = _names(str(each.action) for each in grants)
    resources = _names(str(each.resource) for each in grants if str(each.resource))
    who = _names(_who(each) for each in grants if str(each.principal))
    return actions + (f" on {resources}" if resources else "") + (f" to {who}" if who else "")


def _who(grant: Grant) -> str:
    if grant.principal == Some(EVERYONE):
        return "everyone"
    return str(grant.principal).removeprefix("AWS ").removeprefix("Service ")


def _names(names: Iterator[str]) -> str:
    found = list(dict.fromkeys(names))
    more = len(found) - _MOST_NAMES
    listed = ", ".join(found[:_MOST_NAMES])
    return f"{listed} and {more} more" if more > 0 else listed
