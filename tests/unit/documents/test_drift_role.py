"""The role that docs/drift.md gives to a scheduled run: who may take it, and what it may read."""

import json
import re
from pathlib import Path
from typing import Any

from scripts.commands.drift.ignored import read_ignored
from scripts.project import ROOT

DOCUMENT = (ROOT / "docs" / "drift.md").read_text()
JSON_BLOCKS = [
    json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", DOCUMENT, flags=re.DOTALL)
]


def policies() -> list[dict[str, Any]]:
    """The trust policy, then the permissions."""
    return [each for each in JSON_BLOCKS if isinstance(each, dict)]


def test_the_trust_policy_admits_one_branch_of_one_repository() -> None:
    (statement,) = policies()[0]["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    (issuer,) = re.findall(r"oidc-provider/(\S+)", statement["Principal"]["Federated"])
    assert statement["Condition"] == {
        "StringEquals": {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": "repo:OWNER/REPOSITORY:ref:refs/heads/main",
        }
    }


def test_the_permissions_read_configuration_only() -> None:
    actions = {
        action
        for statement in policies()[1]["Statement"]
        for action in statement["Action"]
        if statement["Resource"] == "*"
    }
    readers = {action for action in actions if re.search(r":(Get|List|Describe)", action)}
    assert actions - readers == {"kms:Decrypt"}
    values = {"s3:Get*", "s3:GetObject", "secretsmanager:GetSecretValue", "logs:GetLogEvents"}
    assert not actions & values
    assert len(json.dumps(policies()[1], separators=(",", ":"))) < 6144  # AWS's limit


def test_the_example_of_accepted_drift_and_the_variable_are_sound(tmp_path: Path) -> None:
    entries, deployments = [each for each in JSON_BLOCKS if isinstance(each, list)]
    file = tmp_path / "ignored.json"
    file.write_text(json.dumps(entries))
    assert len(read_ignored(file)) == 1
    assert [sorted(each) for each in deployments] == [["deployment", "region", "role"]]
