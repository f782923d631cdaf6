"""Evaluates the rules of a synthesized web ACL as AWS WAF documents its statements.

`outcome(acl, request)` names what blocks a request: a rule, or the default action; None if nothing.
Whatever this evaluator does not know raises, so that no rule is taken for one that never matches.

Not evaluated: what managed rules find (name them in `Request.found`), and how many requests came
before (`Request.earlier`).

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html (2026-11)
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scripts.commands.scan.web_acl.managed_rules import GROUPS, RULES

Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """A request as it reaches the load balancer: the path as it was sent, without its query.

    found: the managed rules whose patterns are in the request. labels: given by rules before.
    earlier: how many requests like this one its address has sent within five minutes.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    found: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    earlier: int = 0

    def header(self, name: str) -> str | None:
        """The value of a header; names are compared without regard to case."""
        for each, value in self.headers.items():
            if each.lower() == name.lower():
                return value
        return None


class UnknownStatementError(LookupError):
    """A part of a rule that this evaluator does not know; the message names it."""


DEFAULT_ACTION = "the default action"


def outcome(acl: Mapping[str, Any], request: Request) -> str | None:
    """What blocks `request`; None if it is allowed. Raises UnknownStatementError."""
    (default,) = [name for name, value in acl["default_action"].items() if value is not None]
    return verdict(acl.get("rule", []), request) or (None if default == "allow" else DEFAULT_ACTION)


def verdict(rules: Iterable[Mapping[str, Any]], request: Request) -> str | None:
    """The name of the first rule that blocks `request`, in the order of priorities, or None."""
    if unknown := request.found - RULES.keys():
        raise UnknownStatementError(f"managed rules {sorted(unknown)}")
    for rule in sorted(rules, key=lambda each: each["priority"]):
        matched = _matches(rule["statement"], request)
        request = replace(request, labels=request.labels | _labels_given(rule, request))
        if not matched:
            continue
        action = rule.get("action") or rule["override_action"]
        (decision,) = [name for name, value in action.items() if value is not None]
        if decision == "allow":
            return None
        if decision in ("block", "none"):
            return str(rule["name"])
        if decision != "count":
            raise UnknownStatementError(f"action {decision}")
    return None


def _matches(statement: Statement, request: Request) -> bool:
    ((kind, body),) = [(kind, body) for kind, body in statement.items() if body is not None]
    try:
        evaluate = KINDS[kind]
    except KeyError:
        raise UnknownStatementError(f"statement {kind}") from None
    return evaluate(body, request)


def _and(body: Statement, request: Request) -> bool:
    answers = [_matches(each, request) for each in body["statement"]]
    return all(answers)


def _or(body: Statement, request: Request) -> bool:
    answers = [_matches(each, request) for each in body["statement"]]
    return any(answers)


def _not(body: Statement, request: Request) -> bool:
    (inner,) = body["statement"]
    return not _matches(inner, request)


def _regex(body: Statement, request: Request) -> bool:
    value = _component(body, request)
    return value is not None and re.search(body["regex_string"], value) is not None


def _bytes(body: Statement, request: Request) -> bool:
    value, wanted = _component(body, request), body["search_string"]
    if value is None:
        return False
    positions = {
        "EXACTLY": value == wanted,
        "STARTS_WITH": value.startswith(wanted),
        "ENDS_WITH": value.endswith(wanted),
        "CONTAINS": wanted in value,
    }
    return bool(positions[body["positional_constraint"]])


def _label(body: Statement, request: Request) -> bool:
    if body["scope"] != "LABEL":
        raise UnknownStatementError(f"scope {body['scope']} of labels")
    return body["key"] in request.labels


def _managed(body: Statement, request: Request) -> bool:
    """Whether a rule of the group blocks; one that is overridden to count only gives its label."""
    if body["name"] not in GROUPS or body.get("vendor_name") != "AWS":
        raise UnknownStatementError(f"managed group {body['name']}")
    if unknown := _used(body) - {"name", "vendor_name", "rule_action_override"}:
        raise UnknownStatementError(f"of a managed group: {sorted(unknown)}")
    actions = {each["name"]: each["action_to_use"] for each in body.get("rule_action_override", [])}
    if others := [
        name for name, act in actions.items() if act not in ({"count": {}}, {"block": {}})
    ]:
        raise UnknownStatementError(f"action of {others}")
    counted = {name for name, action in actions.items() if "count" in action}
    return bool((request.found & GROUPS[body["name"]].labels.keys()) - counted)


def _labels_given(rule: Mapping[str, Any], request: Request) -> frozenset[str]:
    """Managed rules label a request whether they block or count."""
    group = rule["statement"].get("managed_rule_group_statement")
    labels = GROUPS[group["name"]].labels if group else {}
    return frozenset(labels[name] for name in request.found & labels.keys())


def _rate(body: Statement, request: Request) -> bool:
    """More requests than the limit; an unknown scope raises all the same."""
    if body["aggregate_key_type"] != "IP":
        raise UnknownStatementError(f"aggregate_key_type {body['aggregate_key_type']}")
    known = {"aggregate_key_type", "evaluation_window_sec", "limit", "scope_down_statement"}
    if (unknown := _used(body) - known) or body.get("evaluation_window_sec", 300) != 300:
        raise UnknownStatementError(f"of a rate limit: {sorted(unknown) or 'window'}")
    scope = body.get("scope_down_statement")
    concerned = _matches(scope, request) if scope else True
    return concerned and request.earlier > int(body["limit"])


def _used(body: Statement) -> set[str]:
    """Names of arguments with a value; plans have those without one too."""
    return {name for name, value in body.items() if value not in (None, "", [])}


KINDS: dict[str, Callable[[Statement, Request], bool]] = {
    "and_statement": _and,
    "byte_match_statement": _bytes,
    "label_match_statement": _label,
    "managed_rule_group_statement": _managed,
    "not_statement": _not,
    "or_statement": _or,
    "rate_based_statement": _rate,
    "regex_match_statement": _regex,
}


def _component(body: Statement, request: Request) -> str | None:
    """The part of the request that a statement inspects, transformed; None where it is missing."""
    ((part, detail),) = body["field_to_match"].items()
    if part == "uri_path":
        value: str | None = request.path
    elif part == "method":
        value = request.method
    elif part == "single_header":
        value = request.header(detail["name"])
    else:
        raise UnknownStatementError(f"field {part}")
    if value is None:
        return None
    for each in sorted(body["text_transformation"], key=lambda one: one["priority"]):
        value = TRANSFORMATIONS[each["type"]](value)
    return value


def url_decode(text: str) -> str:
    """%XX once; whatever is no hexadecimal pair stays."""
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda pair: chr(int(pair[1], 16)), text)


def normalize_path(path: str) -> str:
    """Without repeated slashes, self-references, and back-references but those at the beginning.

    "NORMALIZE_PATH: removes multiple slashes, directory self-references, and directory
    back-references that are not at the beginning of the input."
    https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html
    """
    kept: list[str] = []
    parts = re.sub("/+", "/", path).split("/")
    for part in parts[:-1] if parts[-1] in (".", "..") else parts:
        _add(kept, part)
    if parts[-1] in (".", ".."):
        _add(kept, parts[-1])
        kept.append("")
    return "/".join(kept)


def _add(kept: list[str], part: str) -> None:
    if part == ".":
        return
    if part == ".." and kept and kept[-1] not in ("", ".."):
        kept.pop()
    else:
        kept.append(part)


TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "LOWERCASE": str.lower,
    "NONE": str,
    "NORMALIZE_PATH": normalize_path,
    "URL_DECODE": url_decode,
}


# Blocks of which there may be several; Terraform's JSON writes the others without brackets too.
_SEVERAL = {"rule", "rule_action_override", "text_transformation"}
_OF_STATEMENTS = {"and_statement", "or_statement", "not_statement"}


def plain(value: Any, key: str = "", outer: str = "") -> Any:
    """A web ACL as synthesis writes it; plans put every block in a list, unused ones too."""
    if isinstance(value, Mapping):
        kept = {name: plain(inner, name, key) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if inner not in (None, [])}
    if not isinstance(value, list):
        return value
    found = [plain(each, key, outer) for each in value]
    several = key in _SEVERAL or (key == "statement" and outer in _OF_STATEMENTS)
    return found[0] if len(found) == 1 and isinstance(found[0], dict) and not several else found
