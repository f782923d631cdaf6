"""Plans that change what roles may do and who may use keys."""

import json
from collections.abc import Callable
from typing import Any

from tests.terraform.plan.case import OPENS, Case, passed, stopped
from tests.terraform.plan.edits import Edit, Of, create, rewrite, update

KEY = "aws_kms_key.encryption_data"
EXECUTION = "aws_iam_policy.application_task_execution_policy"
RUNTIME_ROLE = "aws_iam_role.application_task_runtime_role"
BUCKET_POLICY = "aws_s3_bucket_policy.audit_trail_store_policy"
STRANGER = "arn:aws:iam::123456789012:root"
Statements = list[dict[str, Any]]
NEW_ROLE = "aws_iam_role.application_task_new"
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole"}


def _policy(
    address: str, change: Callable[[Statements], object], attribute: str = "policy"
) -> Edit:
    def alter(document: Any) -> None:
        change(document["Statement"])

    return rewrite(address, attribute, alter)


def _statement(address: str, sid: str, attribute: str = "policy", **values: Any) -> Edit:
    return _policy(
        address,
        lambda found: next(each for each in found if each["Sid"] == sid).update(values),
        attribute,
    )


def _added(address: str, attribute: str = "policy", **statement: Any) -> Edit:
    whole = {"Effect": "Allow", "Sid": "New", **statement}
    return _policy(address, lambda found: found.append(whole), attribute)


def _reordered(found: Statements) -> None:
    found.reverse()
    for statement in found:
        if isinstance(statement["Action"], list):
            statement["Action"].reverse()


def _without_lists(found: Statements) -> None:
    for statement in found:
        for key in ("Action", "Resource"):
            value = statement.get(key)
            if isinstance(value, list) and len(value) == 1:
                statement[key] = value[0]


def _split(found: Statements) -> None:
    """Each action in a statement of its own."""
    whole = list(found)
    found.clear()
    for statement in whole:
        actions = statement["Action"]
        for index, action in enumerate(actions if isinstance(actions, list) else [actions]):
            found.append({**statement, "Sid": f"{statement['Sid']}{index}", "Action": action})


def _renamed(found: Statements) -> None:
    for index, statement in enumerate(found):
        statement["Sid"] = f"Statement{index}"


def _attachment(**values: Any) -> Edit:
    return create(
        "aws_iam_role_policy_attachment.application_task_new",
        unknown=("id",),
        role=Of(RUNTIME_ROLE, "name"),
        **values,
    )


def _new_role(**principal: str) -> Edit:
    document = {"Version": "2012-10-17", "Statement": [{**TRUST, "Principal": principal}]}
    return create(NEW_ROLE, name="new", assume_role_policy=json.dumps(document))


STOPPED: tuple[Case, ...] = (
    stopped(
        "key usable by another account",
        _added(KEY, Principal={"AWS": STRANGER}, Action="kms:Decrypt", Resource="*"),
        stops={KEY: OPENS},
        says="kms:Decrypt",
    ),
    stopped(
        "key usable without IAM by a role of the account",
        _added(
            KEY,
            Principal={"AWS": "arn:aws:iam::000000000000:role/x"},
            Action="kms:Decrypt",
            Resource="*",
        ),
        stops={KEY: OPENS},
    ),
    stopped(
        "key usable through any service",
        _statement(
            KEY, "ViaRds", Condition={"StringEquals": {"kms:CallerAccount": "000000000000"}}
        ),
        stops={KEY: OPENS},
        says="weaker conditions",
    ),
    stopped(
        "role may read all secrets",
        _statement(EXECUTION, "Secrets", Resource="*"),
        stops={EXECUTION: OPENS},
        says="secretsmanager:GetSecretValue on *",
    ),
    stopped(
        "role may do more",
        _added(EXECUTION, Action=["s3:*"], Resource="*"),
        stops={EXECUTION: OPENS},
        says="s3:* on *",
    ),
    stopped(
        "role may do everything but one thing",
        _added(EXECUTION, NotAction="iam:*", Resource="*"),
        stops={EXECUTION: OPENS},
        says="everything but",
    ),
    stopped(
        "secrets' key without the service",
        _policy(EXECUTION, lambda found: [each.pop("Condition", None) for each in found]),
        stops={EXECUTION: OPENS},
    ),
    stopped(
        "role trusted to another account",
        _policy(
            RUNTIME_ROLE,
            lambda found: found.append({**TRUST, "Principal": {"AWS": STRANGER}}),
            "assume_role_policy",
        ),
        stops={RUNTIME_ROLE: OPENS},
    ),
    stopped(
        "role trusted without condition",
        _policy(RUNTIME_ROLE, lambda found: found[0].pop("Condition"), "assume_role_policy"),
        stops={RUNTIME_ROLE: OPENS},
    ),
    stopped(
        "role of administrators",
        _attachment(policy_arn="arn:aws:iam::aws:policy/AdministratorAccess"),
        stops={"aws_iam_role_policy_attachment.application_task_new": OPENS},
        says="nearly all permissions",
    ),
    stopped(
        "another managed policy",
        _attachment(policy_arn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
        stops={"aws_iam_role_policy_attachment.application_task_new": OPENS},
        says="AmazonS3ReadOnlyAccess",
    ),
    stopped(
        "inline policy in a role",
        update(
            RUNTIME_ROLE,
            inline_policy=[
                {
                    "name": "more",
                    "policy": json.dumps(
                        {
                            "Statement": [
                                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
                            ]
                        }
                    ),
                }
            ],
        ),
        stops={RUNTIME_ROLE: OPENS},
    ),
    stopped(
        "a new role that another account may take",
        _new_role(AWS=STRANGER),
        stops={NEW_ROLE: OPENS},
        says="outside the account",
    ),
    stopped(
        "a new role that anybody may take",
        _new_role(AWS="*"),
        stops={NEW_ROLE: OPENS},
        says="anyone",
    ),
)
PASSED: tuple[Case, ...] = (
    passed("statements reordered", _policy(KEY, _reordered), _policy(EXECUTION, _reordered)),
    passed("statements renamed", _policy(KEY, _renamed), _policy(BUCKET_POLICY, _renamed)),
    passed(
        "lists of one as text", _policy(KEY, _without_lists), _policy(BUCKET_POLICY, _without_lists)
    ),
    passed("statements split", _policy(KEY, _split), _policy(EXECUTION, _split)),
    passed(
        "other white space",
        rewrite(KEY, "policy", lambda data: json.dumps(data, indent=4)),
        rewrite(RUNTIME_ROLE, "assume_role_policy", lambda data: json.dumps(data, indent=1)),
    ),
    passed(
        "actions in other case",
        _policy(
            EXECUTION,
            lambda found: [
                each.update(Action=[action.lower() for action in each["Action"]]) for each in found
            ],
        ),
    ),
    passed(
        "root by its account's number",
        rewrite(
            KEY,
            "policy",
            lambda data: json.dumps(data).replace(
                '"arn:aws:iam::000000000000:root"', '"000000000000"'
            ),
        ),
    ),
    passed(
        "everyone in another notation",
        rewrite(KEY, "policy", lambda data: json.dumps(data).replace('{"AWS": "*"}', '"*"')),
    ),
    passed("a right less", _policy(EXECUTION, lambda found: found.pop())),
    passed(
        "more conditions",
        _policy(
            EXECUTION,
            lambda found: found[0].update(Condition={"Bool": {"aws:SecureTransport": "true"}}),
        ),
    ),
    passed("role described otherwise", update(RUNTIME_ROLE, description="Tasks")),
    passed(
        "policy attached to a new role",
        create(
            NEW_ROLE,
            name="new",
            assume_role_policy=json.dumps(
                {"Statement": [{**TRUST, "Principal": {"Service": "lambda.amazonaws.com"}}]}
            ),
        ),
        create(
            "aws_iam_role_policy_attachment.application_task_new",
            unknown=("id",),
            role="new",
            policy_arn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        ),
    ),
    passed(
        "a new policy that nobody has yet",
        create(
            "aws_iam_policy.application_task_new",
            name="new",
            policy=(
                '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::one/*"}]}'
            ),
        ),
    ),
)
