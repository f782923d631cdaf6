"""The policies as Terraform JSON, for an administrator to apply."""

import json
from pathlib import Path
from typing import Any

from scripts.cli.errors import InvalidInputError
from scripts.commands.permissions.report import Report
from scripts.permissions.policies import PATH, Policy
from scripts.permissions.task import COMMANDS, Task

_SUFFIX = ".tf.json"


class TerraformFileError(InvalidInputError):
    """The file cannot be written, or Terraform would not read it under that name."""


def write_terraform(place: Path, report: Report) -> Path:
    """Write the file, and return where. Raises TerraformFileError."""
    file = place / f"openemr-{report.target.name}-permissions{_SUFFIX}" if place.is_dir() else place
    if not file.name.endswith(_SUFFIX):
        raise TerraformFileError(
            f"--terraform-file {place}: accepted: a file named *{_SUFFIX}, or a folder that exists"
        )
    try:
        file.write_text(json.dumps(terraform_json(report), indent=2) + "\n", encoding="utf-8")
    except OSError as problem:
        raise TerraformFileError(f"--terraform-file {place}: {problem}") from problem
    return file


def terraform_json(report: Report) -> dict[str, Any]:
    """A root module or a part of one: the policies and their ARNs."""
    every = [*report.policies, *([report.boundary] if report.boundary else [])]
    names = {each.name: each.name.replace("-", "_") for each in every}
    outputs = {
        f"{task.value}_policy_arns_of_{report.target.name}".replace("-", "_"): {
            "value": [
                f"${{aws_iam_policy.{names[each.name]}.arn}}"
                for each in report.policies
                if each.task == task
            ]
        }
        for task in Task
    }
    return {
        "resource": {"aws_iam_policy": {names[each.name]: _resource(each) for each in every}},
        "output": outputs,
    }


def _resource(policy: Policy) -> dict[str, Any]:
    used = COMMANDS[Task(policy.task)] if policy.task else "permissions boundary of its roles"
    return {
        "name": policy.name,
        "path": PATH,
        "description": f"openemr: {used}",
        # IAM's policy variables look like Terraform's expressions.
        "policy": json.dumps(policy.document).replace("${", "$${").replace("%{", "%%{"),
    }
