"""Policy documents as single grants: a principal, an action and a resource each."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from scripts.terraform.documents.policies.conditions import (
    Conditions,
    at_least_as_strict,
    read_conditions,
)
from scripts.terraform.documents.policies.patterns import AllBut, Part, Some, includes

EVERYONE = "*"
# The principal of an identity policy, and the resource of a trust policy.
_IMPLIED = ""
_ACCOUNT = re.compile(r"(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?")
_MEMBER = re.compile(r"arn:aws[\w-]*:(?:iam|sts)::(\d{12}):.+")


class UnreadableError(ValueError):
    """Not a policy document."""


@dataclass(frozen=True)
class Grant:
    """One statement for one principal, action and resource.

    principal: `AWS arn:...`, `Service ...`, `*` for everyone, empty where the policy's own holder
    is meant. statement: its Sid, or its number. conditions: as a sorted tuple.
    """

    allows: bool
    principal: Part
    action: Part
    resource: Part
    conditions: tuple[tuple[tuple[str, str], frozenset[str]], ...]
    statement: str

    @property
    def condition(self) -> Conditions:
        """The conditions by operator and key."""
        return dict(self.conditions)

    def covers(self, other: "Grant", *, members: bool) -> bool:
        """True if `other` reaches nothing that this does not.

        members: an account stands for its users and roles too.
        """
        return self.reaches(other, members=members) and at_least_as_strict(
            other.condition, self.condition
        )

    def reaches(self, other: "Grant", *, members: bool) -> bool:
        """The same without regard to conditions."""
        return (
            self.allows == other.allows
            and includes(self.action, other.action)
            and includes(self.resource, other.resource)
            and (
                includes(self.principal, other.principal)
                or (members and _is_member(other.principal, self.principal))
            )
        )


def read_grants(document: Any) -> list[Grant]:
    """The grants of a policy, as JSON text or data; of nothing, none. Raises UnreadableError."""
    if document is None or document == "":
        return []
    try:
        data = json.loads(document) if isinstance(document, str) else document
    except ValueError as problem:
        raise UnreadableError("no JSON") from problem
    if not isinstance(data, Mapping):
        raise UnreadableError("no JSON object")
    statements = _listed(data.get("Statement"))
    if not all(isinstance(each, Mapping) for each in statements):
        raise UnreadableError("statements are no objects")
    return [grant for index, each in enumerate(statements) for grant in _grants(each, index)]


def account_of(principal: Part) -> str:
    """The account of an AWS principal; empty for services and everyone."""
    text = str(principal).removeprefix("AWS ")
    match = _ACCOUNT.fullmatch(text) or _MEMBER.fullmatch(text)
    return match[1] if match else ""


def _grants(statement: Mapping[str, Any], index: int) -> Iterator[Grant]:
    name = str(statement.get("Sid") or f"number {index + 1}")
    conditions = tuple(sorted(read_conditions(statement.get("Condition")).items(), key=str))
    for principal, action, resource in product(
        _principals(statement),
        _parts(statement, "Action", any_case=True),
        _parts(statement, "Resource"),
    ):
        allows = statement.get("Effect") != "Deny"
        yield Grant(allows, principal, action, resource, conditions, name)


def _parts(statement: Mapping[str, Any], name: str, *, any_case: bool = False) -> list[Part]:
    key = f"Not{name}" if f"Not{name}" in statement else name
    texts = _texts(statement.get(key))
    patterns = [each.lower() if any_case else each for each in texts]
    if key != name:
        return [AllBut(tuple(patterns))]
    found: list[Part] = [Some(*each) for each in zip(patterns, texts, strict=True)]
    return found or [Some(_IMPLIED)]


def _principals(statement: Mapping[str, Any]) -> list[Part]:
    if "NotPrincipal" in statement:
        return [AllBut(tuple(_named(statement["NotPrincipal"])))]
    return [Some(each) for each in _named(statement.get("Principal"))] or [Some(_IMPLIED)]


def _named(principal: Any) -> list[str]:
    if not isinstance(principal, Mapping):
        return [EVERYONE if each == "*" else f"AWS {each}" for each in _texts(principal)]
    return [
        EVERYONE if (kind, each) == ("AWS", "*") else f"{kind} {_whole(each)}"
        for kind, who in principal.items()
        for each in _texts(who)
    ]


def _whole(principal: str) -> str:
    return f"arn:aws:iam::{principal}:root" if re.fullmatch(r"\d{12}", principal) else principal


def _is_member(principal: Part, account: Part) -> bool:
    match = _ACCOUNT.fullmatch(str(account).removeprefix("AWS "))
    return match is not None and account_of(principal) == match[1]


def _texts(value: Any) -> list[str]:
    return [str(each) for each in _listed(value)]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
