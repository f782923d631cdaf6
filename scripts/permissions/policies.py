"""IAM policy documents within AWS's limit of a managed policy."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.permissions.needs import Needs
from scripts.permissions.task import Task
from scripts.resources.facets.actions import Condition, Grant

# White space does not count.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-11-30)
LONGEST = 6144
# Outside of the deployment's own names, or whoever deploys could write its own rights.
PATH = "/openemr-administration/"
Statement = dict[str, Any]


@dataclass(frozen=True)
class Policy:
    """A managed policy; task is empty for the permissions boundary."""

    name: str
    document: Mapping[str, Any]
    task: str = ""

    @property
    def size(self) -> int:
        """Characters that count."""
        return size(self.document)

    def arn(self, account: str) -> str:
        """Its ARN in that account."""
        return f"arn:aws:iam::{account}:policy{PATH}{self.name}"


def size(document: Any) -> int:
    """The characters of a document that AWS counts."""
    return len(re.sub(r"\s", "", json.dumps(document)))


def policies(deployment: str, needs: Needs) -> list[Policy]:
    """The policies of each task, in as many parts as the limit demands."""
    return [
        Policy(_name(deployment, task, part, len(documents)), document, task.value)
        for task in Task
        for documents in (list(_documents(merged(needs[task]))),)
        for part, document in enumerate(documents, start=1)
    ]


def _name(deployment: str, task: Task, part: int, parts: int) -> str:
    return f"openemr-{deployment}-{task.value}" + f"-{part}" * (parts > 1)


def merged(grants: Iterable[Grant]) -> list[Grant]:
    """Fewer grants that allow exactly the same."""
    of_scope: defaultdict[tuple[tuple[str, ...], Condition], set[str]] = defaultdict(set)
    for each in _of_many_values(grants):
        of_scope[each.resources, each.when].update(each.actions)
    of_actions: defaultdict[tuple[tuple[str, ...], Condition], set[str]] = defaultdict(set)
    for (resources, when), actions in of_scope.items():
        of_actions[tuple(sorted(actions)), when].update(resources)
    found = [
        Grant(actions, tuple(sorted(resources)), when)
        for (actions, when), resources in of_actions.items()
    ]
    return sorted(found, key=lambda each: (each.actions, each.resources, each.when))


def _of_many_values(grants: Iterable[Grant]) -> Iterator[Grant]:
    """Grants that differ in the values of their last condition only, as one with all values."""
    values: defaultdict[tuple[Grant, str, str], set[str]] = defaultdict(set)
    for each in grants:
        *others, (operator, key, value) = each.when or (("", "", ""),)
        scope = Grant(each.actions, each.resources, tuple(others))
        values[scope, operator, key].update(value.split())
    for (scope, operator, key), accepted in values.items():
        last = ((operator, key, " ".join(sorted(accepted))),) if key else ()
        yield Grant(scope.actions, scope.resources, (*scope.when, *last))


def statement(each: Grant) -> Statement:
    """A grant as an IAM statement."""
    written: Statement = {"Effect": "Allow", "Action": _one_or_more(each.actions)}
    written["Resource"] = _one_or_more(each.resources)
    conditions: defaultdict[str, dict[str, str | list[str]]] = defaultdict(dict)
    for operator, key, values in each.when:
        conditions[operator][key] = _one_or_more(values.split())
    return written | ({"Condition": dict(conditions)} if conditions else {})


def _one_or_more(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def _documents(grants: Sequence[Grant]) -> Iterator[dict[str, Any]]:
    """Statements in order, a new document where the next would be too much."""
    statements: list[Statement] = []
    for each in (statement(part) for whole in grants for part in _parts(whole)):
        if statements and size(_document([*statements, each])) > LONGEST:
            yield _document(statements)
            statements = []
        statements.append(each)
    if statements:
        yield _document(statements)


def _parts(whole: Grant) -> Iterator[Grant]:
    """A grant that no document could hold, in halves."""
    if size(_document([statement(whole)])) <= LONGEST or len(whole.actions) == 1:
        yield whole
        return
    middle = len(whole.actions) // 2
    for actions in (whole.actions[:middle], whole.actions[middle:]):
        yield from _parts(Grant(actions, whole.resources, whole.when))


def _document(statements: Sequence[Statement]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}
