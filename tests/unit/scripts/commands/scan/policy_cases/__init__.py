"""For each policy of the project: what satisfies it, and what does not."""

import json
from typing import Any

Resources = dict[str, dict[str, dict[str, Any]]]
# Id of the policy -> resources that satisfy it, resources that do not.
Cases = dict[str, tuple[Resources, Resources]]

ACCOUNT = "${data.aws_caller_identity.account.account_id}"
KEY = "${aws_kms_key.k.arn}"


def one(type_: str, **attributes: Any) -> Resources:
    """A single resource, named x."""
    return {type_: {"x": attributes}}


def document(*statements: dict[str, Any]) -> str:
    """A policy as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allowing(**terms: Any) -> str:
    """A policy with one statement that allows."""
    return document({"Effect": "Allow", **terms})


def containers(**changes: Any) -> Resources:
    """A task with one container."""
    container = {"name": "c", "image": "openemr/openemr:8.1.0", **changes}
    return one("aws_ecs_task_definition", container_definitions=json.dumps([container]))
