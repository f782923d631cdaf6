"""The firewall's rules as data, in the order in which AWS WAF asks them."""

from typing import Any

from cdktf_cdktf_provider_aws.wafv2_web_acl import (
    Wafv2WebAclRule,
    Wafv2WebAclRuleAction,
    Wafv2WebAclRuleActionBlock,
    Wafv2WebAclRuleOverrideAction,
    Wafv2WebAclRuleOverrideActionCount,
    Wafv2WebAclRuleOverrideActionNone,
    Wafv2WebAclRuleVisibilityConfig,
)

from stacks.settings.edge import FirewallSettings

# CDKTF passes statements on untyped, so they are written in Terraform's own words.
Statement = dict[str, Any]

# NORMALIZE_PATH leaves back-references at the beginning as they are.
ROOT = r"^/+(\.\.?/+)*"
# Programs for installing and upgrading; bootstrap does both. Also version control data, and the
# documents directory, which OpenEMR serves through its own access control only.
CLOSED_PATHS = (
    ROOT + r"((setup|admin|sql_upgrade|sql_patch|acl_setup|acl_upgrade|ippf_upgrade)\.php"
    r"|sites/[^/]+/documents/|\.git(/|$)|\.env$)"
)
API_PATHS = ROOT + r"(apis|oauth2)(/|$)"
OAUTH2_PATHS = ROOT + r"oauth2(/|$)"
# OpenEMR's own pages call /apis (telehealth and configuration in 7.0.2, insurance since 7.0.3,
# background services, media and observations in 8.2) with their session and this header. By it
# alone OpenEMR knows them from API clients (apis/dispatch.php in 7.0.x, SiteSetupListener in 8.x).
# With it, OpenEMR demands a signed-in session and its token before it answers anything. None of its
# pages calls /oauth2. Read in the sources of 7.0.2, 7.0.3 and 8.2.0-dev on 2026-11-29.
PAGE_TOKEN = "apicsrftoken"  # noqa: S105
# PHP takes a header of `0` for none: a running 7.0.3 answered it with its capability statement.
IS_GIVEN = r"[^0\s]"
SIGN_IN_PATHS = ROOT + r"(interface/main/main_screen\.php|portal/get_patient_info\.php|oauth2/)"
# Where staff, patients and API clients send notes, documents and exchanged records; `custom` takes
# imports of demographics (custom/import_xml.php).
CLINICAL_PATHS = r"^/+(interface|portal|library|custom|controller\.php|apis|ccdaservice)(/|$)"
# All rules of these groups that inspect a body, by the namespace of their labels. Prose, HTML,
# addresses, file names and uploads match them, so they only label a request, and the rule
# `attacks-outside-clinical-paths` decides. A rule that AWS adds to a group blocks until it is here;
# an override of one that a version lacks (some lack `SQLiExtendedPatterns_BODY`) is ignored.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
# and aws-managed-rule-groups-use-case.html (2026-11).
BODY_RULES = {
    "AWSManagedRulesKnownBadInputsRuleSet": (
        "known-bad-inputs",
        ("JavaDeserializationRCE", "Log4JRCE", "ReactJSRCE"),
    ),
    "AWSManagedRulesSQLiRuleSet": ("sql-database", ("SQLi", "SQLiExtendedPatterns")),
    "AWSManagedRulesCommonRuleSet": (
        "core-rule-set",
        (
            "SizeRestrictions",
            "EC2MetaDataSSRF",
            "GenericLFI",
            "GenericRFI",
            "CrossSiteScripting",
        ),
    ),
}
UNCHANGED = [{"priority": 0, "type": "NONE"}]
NORMALIZED = [
    {"priority": priority, "type": kind}
    for priority, kind in enumerate(("URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"))
]


def rules(settings: FirewallSettings, *, apis_active: bool) -> list[Wafv2WebAclRule]:
    """All rules; the first that blocks ends the request."""
    ordered = [
        _blocking("closed-paths", _path(CLOSED_PATHS)),
        *([] if apis_active else [_blocking("apis-off", _apis_but_for_own_pages())]),
        _managed("AWSManagedRulesAmazonIpReputationList"),
        # Staff use VPNs; their addresses are counted, not turned away.
        _managed("AWSManagedRulesAnonymousIpList", count_only=True),
        *(_managed(name) for name in BODY_RULES),
        _blocking("attacks-outside-clinical-paths", _labelled_outside_clinical_paths()),
        _blocking("sign-in-rate", _rate(settings.sign_ins_per_five_minutes, _sign_ins())),
        _blocking("request-rate", _rate(settings.requests_per_five_minutes)),
    ]
    return [_rule(priority, rule) for priority, rule in enumerate(ordered)]


def _rule(priority: int, rule: dict[str, Any]) -> Wafv2WebAclRule:
    return Wafv2WebAclRule(
        priority=priority,
        visibility_config=Wafv2WebAclRuleVisibilityConfig(
            cloudwatch_metrics_enabled=True,
            metric_name=rule["name"],
            sampled_requests_enabled=True,
        ),
        **rule,
    )


def _blocking(name: str, statement: Statement) -> dict[str, Any]:
    block = Wafv2WebAclRuleAction(block=Wafv2WebAclRuleActionBlock())
    return {"name": name, "statement": statement, "action": block}


def _managed(name: str, *, count_only: bool = False) -> dict[str, Any]:
    """A rule group of AWS, whose rules for bodies only count."""
    group: Statement = {"name": name, "vendor_name": "AWS"}
    if name in BODY_RULES:
        group["rule_action_override"] = [
            {"name": f"{rule}_BODY", "action_to_use": {"count": {}}} for rule in BODY_RULES[name][1]
        ]
    override = Wafv2WebAclRuleOverrideAction(
        count=Wafv2WebAclRuleOverrideActionCount() if count_only else None,
        none=None if count_only else Wafv2WebAclRuleOverrideActionNone(),
    )
    return {
        "name": name,
        "statement": {"managed_rule_group_statement": group},
        "override_action": override,
    }


def _path(pattern: str) -> Statement:
    """The path of the URL, however it is written, matches `pattern`."""
    return {
        "regex_match_statement": {
            "regex_string": pattern,
            "field_to_match": {"uri_path": {}},
            "text_transformation": NORMALIZED,
        }
    }


def _apis_but_for_own_pages() -> Statement:
    """Both APIs; /apis stays open to requests with the header of OpenEMR's own pages."""
    token: Statement = {
        "regex_match_statement": {
            "regex_string": IS_GIVEN,
            "field_to_match": {"single_header": {"name": PAGE_TOKEN}},
            "text_transformation": UNCHANGED,
        }
    }
    # A proxy may drop a header that `Connection` names (RFC 9110, 7.6.1): OpenEMR would not see it.
    dropped: Statement = {
        "byte_match_statement": {
            "search_string": PAGE_TOKEN,
            "positional_constraint": "CONTAINS",
            "field_to_match": {"single_header": {"name": "connection"}},
            "text_transformation": [{"priority": 0, "type": "LOWERCASE"}],
        }
    }
    of_clients = [{"not_statement": {"statement": [token]}}, dropped, _path(OAUTH2_PATHS)]
    statements = [_path(API_PATHS), {"or_statement": {"statement": of_clients}}]
    return {"and_statement": {"statement": statements}}


def _labelled_outside_clinical_paths() -> Statement:
    labels = [
        {
            "label_match_statement": {
                "scope": "LABEL",
                "key": f"awswaf:managed:aws:{namespace}:{rule}_Body",
            }
        }
        for namespace, names in BODY_RULES.values()
        for rule in names
    ]
    elsewhere = {"not_statement": {"statement": [_path(CLINICAL_PATHS)]}}
    return {"and_statement": {"statement": [{"or_statement": {"statement": labels}}, elsewhere]}}


def _sign_ins() -> Statement:
    posted = {
        "byte_match_statement": {
            "search_string": "POST",
            "positional_constraint": "EXACTLY",
            "field_to_match": {"method": {}},
            "text_transformation": UNCHANGED,
        }
    }
    return {"and_statement": {"statement": [posted, _path(SIGN_IN_PATHS)]}}


def _rate(limit: int, scope_down: Statement | None = None) -> Statement:
    """More than `limit` requests of one IP address in five minutes, AWS's default window."""
    rate: Statement = {"limit": limit, "aggregate_key_type": "IP"}
    if scope_down:
        rate["scope_down_statement"] = scope_down
    return {"rate_based_statement": rate}
