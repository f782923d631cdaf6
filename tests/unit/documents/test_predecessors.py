"""docs/predecessors.md names the predecessors that are known, and shows what the command prints."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.settings.import_.predecessors import PREDECESSORS
from scripts.project import ROOT

TEXT = (ROOT / "docs" / "predecessors.md").read_text(encoding="utf-8")


def test_the_table_has_every_predecessor():
    rows = re.findall(r"^\| `(\w+)` \| \[([\w/-]+)\].* \| (.*) \| (\w{7}) \|$", TEXT, re.MULTILINE)
    files = {"cdk.json": "`cdk.json`", "tfvars": "`terraform.tfvars`, `terraform.tfvars.json`"}
    assert rows == [
        (each.name, each.repository, files[each.format], each.commit[:7])
        for each in PREDECESSORS.values()
    ]


def test_the_example_is_what_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (given,) = re.findall(r"```hcl\n(.*?)```", TEXT, re.DOTALL)
    (shown,) = re.findall(r"```\n\$ openemr ([^\n]*)\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "terraform.tfvars").write_text(given, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(app, shown[0].split())
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout == shown[1]
