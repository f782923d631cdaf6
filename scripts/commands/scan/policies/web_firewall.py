"""The web firewall: managed rules, rate limit, and logs without credentials."""

import re
from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.commands.scan.web_acl.judging import judge
from scripts.commands.scan.web_acl.managed_rules import GROUPS, OF_BODIES
from scripts.terraform.documents.configuration import Resource, as_list, blocks
from scripts.terraform.documents.embedded import readable

# Their rules for bodies take notes, records and uploads for attacks, so they may count, if a later
# rule blocks the labels on paths where none of these are sent. No other rule of the groups may.
NEEDED = (
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
NOT_CLINICAL = ("/", "/index.php", "/oauth2/default/token", "/unknown")
REDACTED = {"authorization", "cookie"}
MANAGED = "managed_rule_group_statement"
# Requests of one address in five minutes; more than that floods tasks all the same.
HIGHEST_RATE = 1_000_000


@policy(32, hipaa="308(a)(5)(ii)(B) 312(b) 312(e)(1)", nag="WAFv2LoggingEnabled")
def web_firewall(configuration: Configuration) -> Violations:
    """Every web ACL blocks known attacks and floods, protects a load balancer and redacts its log.

    The log would otherwise keep session cookies and access tokens.
    """
    for acl in configuration.of("aws_wafv2_web_acl"):
        yield from (acl.violates(reason) for reason in _reasons(acl))
        if not configuration.referring(acl, "aws_wafv2_web_acl_association"):
            yield acl.violates("is not associated with a load balancer")
        if not configuration.referring(acl, "aws_wafv2_web_acl_logging_configuration"):
            yield acl.violates("no logging configuration")
    for logging in configuration.of("aws_wafv2_web_acl_logging_configuration"):
        names = {
            str(header.get("name")).lower()
            for redacted in logging.blocks("redacted_fields")
            for header in blocks(redacted, "single_header")
        }
        if REDACTED - names:
            yield logging.violates(f"not redacted: {', '.join(sorted(REDACTED - names))}")


def _reasons(acl: Resource) -> Iterator[str]:
    rules = [(rule, next(iter(blocks(rule, "statement")), {})) for rule in acl.blocks("rule")]
    for name in NEEDED:
        found = [
            (rule, group)
            for rule, statement in rules
            for group in blocks(statement, MANAGED)
            if group.get("name") == name
        ]
        if not found:
            yield f"no rule {name}"
        for rule, group in found:
            if _chosen(rule, "override_action") != {"none"}:
                yield f"{name} only counts"
            weakened = sorted(_weakened(name, group, _labels_blocked_after(rule, rules)))
            if weakened:
                yield f"{name} is weakened: {', '.join(weakened)}"
    for outer in [acl.attributes, *acl.blocks("rule")]:
        config = next(iter(blocks(outer, "visibility_config")), {})
        if config.get("cloudwatch_metrics_enabled") is False:
            yield f"{config.get('metric_name')} is not counted"
    if not any(
        (limited.get("limit") or HIGHEST_RATE + 1) <= HIGHEST_RATE
        and not limited.get("scope_down_statement")
        for rule, statement in rules
        for limited in blocks(statement, "rate_based_statement")
        if _chosen(rule, "action") == {"block"}
    ):
        yield "no rule that blocks floods"


def _weakened(name: str, group: dict[str, Any], blocked: set[str]) -> Iterator[str]:
    """The rules of a group that let requests pass; those for bodies if nothing blocks for them."""
    if group.get("scope_down_statement"):
        yield "scope_down_statement"
    label_of = {rule: label for rule, label in GROUPS[name].labels.items() if rule in OF_BODIES}
    for override in blocks(group, "rule_action_override"):
        actions = _chosen(override, "action_to_use")
        rule = str(override.get("name"))
        if actions != {"block"} and (actions != {"count"} or label_of.get(rule) not in blocked):
            yield rule
    for excluded in blocks(group, "excluded_rule"):
        if label_of.get(str(excluded.get("name"))) not in blocked:
            yield str(excluded.get("name"))


def _chosen(outer: dict[str, Any], name: str) -> set[str]:
    """The blocks inside of block `name`; in the JSON of a plan the others are empty lists."""
    inner = next(iter(blocks(outer, name)), {})
    return {each for each, value in inner.items() if value is not None and value != []}


def _labels_blocked_after(
    group: dict[str, Any], rules: list[tuple[dict[str, Any], dict[str, Any]]]
) -> set[str]:
    """Labels that later rules block, on all paths but clinical ones."""
    return {
        label
        for rule, statement in rules
        if (rule.get("priority") or 0) > (group.get("priority") or 0)
        and _chosen(rule, "action") == {"block"}
        for label in _labels(statement)
    }


def _labels(statement: dict[str, Any]) -> set[str]:
    """Labels that a statement matches outside of clinical paths; none if its form is not known."""
    for both in blocks(statement, "and_statement"):
        inner = sorted(blocks(both, "statement"), key=lambda each: not _labels(each))
        return _labels(inner[0]) if _is_clinical(inner[1:]) else set()
    for either in blocks(statement, "or_statement"):
        return set().union(*(_labels(each) for each in blocks(either, "statement")))
    keys = blocks(statement, "label_match_statement")
    return {str(each.get("key")) for each in keys if each.get("scope") == "LABEL"}


def _is_clinical(exempt: list[dict[str, Any]]) -> bool:
    """Whether exactly one pattern of paths is exempt, which none of the other paths matches."""
    patterns = [
        str(regex.get("regex_string"))
        for outer in exempt
        for negated in blocks(outer, "not_statement")
        for inner in blocks(negated, "statement")
        for regex in blocks(inner, "regex_match_statement")
        if _chosen(regex, "field_to_match") == {"uri_path"}
    ]
    try:
        judged = [not re.search(patterns[0], path) for path in NOT_CLINICAL]
    except (IndexError, re.error):
        return False
    return len(patterns) == len(exempt) == 1 and all(judged)


API_SETTING = "OPENEMR_SETTING_rest_api"


@policy(62, hipaa="308(a)(4)(ii)(B) 308(a)(5)(ii)(B) 312(a)(1)")
def web_firewall_as_a_whole(configuration: Configuration) -> Violations:
    """A web ACL blocks closed paths, attacks, floods and unused APIs, and no page of OpenEMR."""
    # All rules in the order of their priorities, asked about the requests of web_acl/requests.py.
    apis = _are_apis_open(configuration)
    for acl in configuration.of("aws_wafv2_web_acl"):
        yield from (acl.violates(reason) for reason in judge(acl.attributes, apis=apis))


def _are_apis_open(configuration: Configuration) -> bool | None:
    """Whether OpenEMR answers clients of its APIs; None if no task says so."""
    found = {
        variable.get("value")
        for _, definitions in readable(
            configuration, {"aws_ecs_task_definition": "container_definitions"}
        )
        for container in as_list(definitions)
        for variable in as_list(container.get("environment"))
        if variable.get("name") == API_SETTING
    }
    return found == {"1"} if found else None
