"""Out-of-band changes of roles and policies."""

import json
from typing import Any

from tests.terraform.drift.out_of_band.change import CRITICAL, OutOfBand, Site, added, gone

RUNTIME = "aws_iam_role.application_task_runtime_role"
EXECUTION = "aws_iam_role.application_task_execution_role"
BACKUP = "aws_iam_role.backup_access_role"
POLICY = "aws_iam_policy.application_task_runtime_policy"
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
STRANGER = {"AWS": "arn:aws:iam::999999999999:root"}


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _administrator(site: Site) -> None:
    site.client("iam").attach_role_policy(
        RoleName=site.id(RUNTIME), PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )


def _inline(site: Site) -> None:
    site.client("iam").put_role_policy(
        RoleName=site.id(EXECUTION), PolicyName="more", PolicyDocument=_document(ALL)
    )


def _trust(site: Site) -> None:
    trusted = {"Effect": "Allow", "Principal": STRANGER, "Action": "sts:AssumeRole"}
    site.client("iam").update_assume_role_policy(
        RoleName=site.id(BACKUP), PolicyDocument=_document(trusted)
    )


def _widen_policy(site: Site) -> None:
    site.client("iam").create_policy_version(
        PolicyArn=site.of(POLICY)["arn"], PolicyDocument=_document(ALL), SetAsDefault=True
    )


def _long_sessions(site: Site) -> None:
    site.client("iam").update_role(RoleName=site.id(EXECUTION), MaxSessionDuration=43200)


def _detach(site: Site) -> None:
    attachment = site.of("aws_iam_role_policy_attachment.flow_logs_delivery_attachment")
    site.client("iam").detach_role_policy(
        RoleName=attachment["role"], PolicyArn=attachment["policy_arn"]
    )


def _lend_policy(site: Site) -> None:
    iam = site.client("iam")
    iam.create_user(UserName="contractor")
    iam.attach_user_policy(UserName="contractor", PolicyArn=site.of(POLICY)["arn"])


CHANGES = [
    added("AdministratorAccess", _administrator, RUNTIME, "managed_policy_arns", CRITICAL),
    added("inline policy", _inline, EXECUTION, "inline_policy", CRITICAL),
    OutOfBand("trust widened", _trust, BACKUP, "assume_role_policy", CRITICAL),
    OutOfBand("policy widened", _widen_policy, POLICY, "policy", CRITICAL),
    OutOfBand("long sessions", _long_sessions, EXECUTION, "max_session_duration", CRITICAL),
    gone(
        "policy detached",
        _detach,
        "aws_iam_role_policy_attachment.flow_logs_delivery_attachment",
        CRITICAL,
    ),
    added("policy lent", _lend_policy, POLICY, "attachment", CRITICAL),
]
