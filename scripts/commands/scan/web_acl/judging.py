"""Compares what a web ACL does with reviewed requests with what it should do."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scripts.commands.scan.web_acl.evaluation import Request, UnknownStatementError, outcome, plain
from scripts.commands.scan.web_acl.managed_rules import OF_BODIES, RULES
from scripts.commands.scan.web_acl.requests import (
    ALWAYS_CLOSED,
    ALWAYS_OPEN,
    CLINICAL,
    ELSEWHERE,
    OF_OUTSIDERS,
    OF_OWN_PAGES,
    TOKEN,
    Asked,
)

# Requests of one address in five minutes that no limit may let pass: more than a clinic behind one
# address sends. Settings accept higher limits, which are findings.
FLOOD = 1_000_000
# A clinic signs in less often in five minutes; somebody who guesses passwords does not.
MOST_SIGN_INS = 1000
SIGN_INS = ("/interface/main/main_screen.php", "/portal/get_patient_info.php")
# What rules of another form than the evaluator knows raise.
_MALFORMED = (UnknownStatementError, AttributeError, KeyError, TypeError, ValueError, re.error)


class Case(NamedTuple):
    """Requests of one kind, and whether they must be blocked."""

    about: str
    requests: tuple[Request, ...]
    blocked: bool


def cases(*, apis: bool | None, limit: int) -> Iterator[Case]:
    """Everything that is asked.

    apis: whether outsiders may use the APIs; None if not known. limit: how many requests of any
    kind one address may send, 0 without a limit; of sign-ins it may send fewer.
    """
    yield _case("closed paths", [("GET", path, {}) for path in ALWAYS_CLOSED], blocked=True)
    yield _case("pages", [("GET", path, {}) for path in ALWAYS_OPEN], blocked=False)
    yield _case("requests of OpenEMR's own pages", OF_OWN_PAGES.values(), blocked=False)
    if apis is not None:
        yield _case("requests of outsiders to the APIs", OF_OUTSIDERS.values(), blocked=not apis)
    yield Case(
        "attacks by path, query, header or cookie",
        tuple(
            Request("POST", path, found=frozenset({rule}))
            for path in (CLINICAL[0], ELSEWHERE[0])
            for rule in sorted(RULES.keys() - OF_BODIES)
        ),
        blocked=True,
    )
    yield Case(
        "attacks by body where no records are sent",
        tuple(
            Request("POST", path, found=frozenset({rule}))
            for rule in sorted(OF_BODIES)
            for path in ELSEWHERE
        ),
        blocked=True,
    )
    yield Case(
        "records that look like attacks",
        tuple(Request("POST", path, TOKEN, found=OF_BODIES) for path in CLINICAL),
        blocked=False,
    )
    flood = (Request("GET", path, earlier=FLOOD + 1) for path in ALWAYS_OPEN)
    yield Case("pages after a flood of requests", tuple(flood), blocked=True)
    earlier = max(limit, MOST_SIGN_INS)
    guesses = (Request("POST", path, earlier=earlier) for path in SIGN_INS)
    yield Case(f"sign-ins after {earlier} of one address", tuple(guesses), blocked=True)


def _limit(acl: Mapping[str, Any]) -> int:
    """The limit of requests of every kind; 0 without one."""
    statements = [rule["statement"].get("rate_based_statement") or {} for rule in acl["rule"]]
    whole = [each for each in statements if each and "scope_down_statement" not in each]
    return min((int(each["limit"]) for each in whole), default=0)


def _case(about: str, asked: Iterable[Asked], *, blocked: bool) -> Case:
    return Case(about, tuple(Request(*each) for each in asked), blocked)


def judge(acl: Mapping[str, Any], *, apis: bool | None) -> Iterator[str]:
    """What a web ACL does wrong; for each kind of requests how many, and the first of them."""
    try:
        rules = plain(acl)
        for about, requests, blocked in cases(apis=apis, limit=_limit(rules)):
            wrong = [one for one in requests if (outcome(rules, one) is not None) != blocked]
            if wrong:
                first = f"{wrong[0].method} {wrong[0].path}"
                does = "passes" if blocked else f"blocks by {outcome(rules, wrong[0])}"
                yield f"{does} {len(wrong)} of {len(requests)} {about}, such as {first}"
    except _MALFORMED as unknown:
        yield f"cannot be judged: {type(unknown).__name__} {unknown}"
