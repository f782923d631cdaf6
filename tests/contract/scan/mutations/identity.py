"""Defects of rights: wildcards, strangers, back doors."""

from tests.contract.scan.mutations.edits import (
    Edit,
    drop,
    grant,
    put,
    statement,
    text,
    values,
)

POLICY = "aws_iam_policy.application_task_runtime_policy"
ROLE = "aws_iam_role.application_task_runtime_role"
FOREIGN = {"AWS": "arn:aws:iam::999999999999:root"}
ACCOUNT = "${data.aws_caller_identity.account_identity.account_id}"


def _trust(**terms: object) -> Edit:
    return statement(lambda one: one.update(terms), "assume_role_policy")


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (POLICY, grant(Action="*", Resource="*"), "CKV_AWS_62", "administrator"),
    (POLICY, grant(Action="*", Resource="*"), "OEMR_7", "administrator"),
    (POLICY, grant(Action="*", Resource="*"), "CKV_AWS_63", "every action"),
    (POLICY, grant(Action=["s3:*"], Resource=["${aws_s3_bucket.x.arn}"]), "OEMR_7", "all of S3"),
    (POLICY, grant(Action="s3:Get*", Resource="${aws_s3_bucket.x.arn}"), "OEMR_7", "partial"),
    (POLICY, grant(Action="kms:?ecrypt", Resource="${aws_kms_key.x.arn}"), "OEMR_7", "one letter"),
    (POLICY, grant(NotAction="iam:*", Resource="${aws_s3_bucket.x.arn}"), "OEMR_7", "NotAction"),
    (POLICY, grant(Action="s3:GetObject", NotResource="x"), "OEMR_7", "NotResource"),
    (POLICY, grant(Action="iam:PassRole", Resource="*"), "OEMR_27", "pass any role"),
    (POLICY, grant(Action="iam:PassRole", Resource="*"), "CKV_AWS_289", "pass any role"),
    (POLICY, grant(Action="s3:GetObject", Resource="*"), "CKV_AWS_288", "read any object"),
    (POLICY, grant(Action="s3:GetObject", Resource="*"), "CKV_AWS_355", "read any object"),
    (POLICY, grant(Action="kms:Decrypt", Resource="*"), "CKV_AWS_290", "decrypt anything"),
    (POLICY, grant(Action="kms:Decrypt", Resource="*"), "OEMR_27", "decrypt anything"),
    (POLICY, grant(Action="rds-db:connect", Resource="*"), "CKV_AWS_287", "any database"),
    (
        POLICY,
        grant(Action="iam:CreatePolicyVersion", Resource="*"),
        "CKV_AWS_286",
        "escalation",
    ),
    (
        POLICY,
        grant(Action="secretsmanager:GetSecretValue", Resource="*", Condition={"Bool": {"a": "b"}}),
        "OEMR_27",
        "any secret under a condition",
    ),
    (
        POLICY,
        grant(Action="iam:PassRole", Resource=f"arn:aws:iam::{ACCOUNT}:role/*"),
        "OEMR_27",
        "every role",
    ),
    (
        POLICY,
        grant(Action="sts:AssumeRole", Resource="arn:aws:iam::*:role/openemr"),
        "OEMR_27",
        "every account",
    ),
    (
        POLICY,
        grant(Action="s3:GetObject", Resource="arn:aws:s3:::*/*"),
        "OEMR_27",
        "every bucket",
    ),
    (
        "aws_iam_policy.application_task_execution_policy",
        grant(Action="*", Resource="*"),
        "OEMR_7",
        "x",
    ),
    (
        "aws_iam_policy.flow_logs_delivery_policy",
        grant(Action="logs:*", Resource="*"),
        "OEMR_7",
        "logs",
    ),
    (POLICY, put("policy", "${jsonencode({})}"), "OEMR_46", "unreadable"),
    (ROLE, _trust(Principal=FOREIGN), "OEMR_35", "another account"),
    (ROLE, _trust(Principal="*"), "OEMR_35", "anybody"),
    (ROLE, _trust(Principal={"AWS": "*"}), "CKV_AWS_60", "anybody"),
    (ROLE, _trust(Principal={"AWS": "*"}), "OEMR_35", "any principal"),
    (ROLE, _trust(Principal={"Federated": "accounts.google.com"}), "OEMR_35", "federation"),
    (ROLE, _trust(Condition={}), "OEMR_35", "confused deputy"),
    (ROLE, _trust(Condition={"StringLike": {"aws:SourceAccount": "*"}}), "OEMR_35", "any source"),
    (
        ROLE,
        _trust(Condition={"StringEquals": {"aws:SourceAccount": "999999999999"}}),
        "OEMR_35",
        "a stranger's source",
    ),
    (
        ROLE,
        _trust(Condition={"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}),
        "OEMR_35",
        "every other account",
    ),
    (
        ROLE,
        _trust(Condition={"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}),
        "OEMR_35",
        "only if there is a source",
    ),
    ("aws_iam_role.backup_access_role", _trust(Condition={}), "OEMR_35", "backup's deputy"),
    (ROLE, put("inline_policy", [{"name": "x", "policy": "{}"}]), "OEMR_6", "inline block"),
    ("aws_iam_role_policy.new", values(role="x", policy='{"Statement": []}'), "OEMR_6", "inline"),
    (
        "aws_iam_role_policy_attachment.new",
        values(role="x", policy_arn="arn:aws:iam::aws:policy/AdministratorAccess"),
        "CKV_AWS_274",
        "administrator",
    ),
    (
        "aws_iam_role_policy_attachment.new",
        values(role="x", policy_arn="arn:aws:iam::aws:policy/AmazonS3FullAccess"),
        "OEMR_26",
        "full access",
    ),
    (
        "aws_iam_role_policy_attachment.new",
        values(role="x", policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess"),
        "OEMR_26",
        "read everything",
    ),
    (
        "aws_iam_role_policy_attachment.new",
        values(role="x", policy_arn="arn:aws:iam::999999999999:policy/theirs"),
        "OEMR_26",
        "another account's policy",
    ),
    (
        ROLE,
        put("managed_policy_arns", ["arn:aws:iam::aws:policy/PowerUserAccess"]),
        "OEMR_26",
        "power user",
    ),
    ("aws_iam_user.new", values(name="x"), "OEMR_42", "a user"),
    ("aws_iam_access_key.new", values(user="x"), "OEMR_42", "an access key"),
    ("aws_iam_group.new", values(name="x"), "OEMR_42", "a group"),
    (
        "aws_cloudformation_stack.*",
        text(
            "template_body",
            lambda body: body["Resources"]["User"]["Properties"].update(AccessString="on ~* +@all"),
        ),
        "OEMR_44",
        "cache user with every right",
    ),
    (
        "aws_cloudformation_stack.*",
        text(
            "template_body",
            lambda body: body["Resources"]["User"]["Properties"].update(
                AuthenticationMode={"Type": "no-password-required"}
            ),
        ),
        "OEMR_44",
        "cache user without password",
    ),
    ("aws_elasticache_serverless_cache.*", drop("user_group_id"), "OEMR_3", "no users"),
]
