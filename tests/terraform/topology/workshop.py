"""Terraform in copies of synthesized stacks, all of which share the provider of their account."""

import json
import shutil
from pathlib import Path

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Terraform, find_terraform, terraform_environment
from tests.synthesized import Stack
from tests.terraform.provider import sharing_provider

STATE = "terraform.tfstate"
# Local state, whatever the settings say, and few of the provider's 25 patient tries: one gap of
# the embedded AWS would otherwise take twenty minutes to show.
OVERRIDE = {
    "provider": {"aws": {"max_retries": 3}},
    "terraform": {"backend": {"local": {"path": STATE}}},
}


def copy_of_stack(stack: Stack, folder: Path, aws: EmbeddedAws) -> Terraform:
    """Terraform in a copy of `stack`, initialized."""
    # Not Terraform's own directory, which names another backend.
    own = shutil.ignore_patterns(".terraform")
    shutil.copytree(stack.file.parent, folder, dirs_exist_ok=True, ignore=own)
    (folder / "zz_override.tf.json").write_text(json.dumps(OVERRIDE))
    version = stack.json["terraform"]["required_providers"]["aws"]["version"]
    return initialized(folder, aws, version)


def keep_first_rule(folder: Path) -> None:
    """Leave out all of the firewall's rules but the first."""
    file = folder / "cdk.tf.json"
    configuration = json.loads(file.read_text(encoding="utf-8"))
    for acl in configuration["resource"].get("aws_wafv2_web_acl", {}).values():
        acl["rule"] = acl["rule"][:1]
    file.write_text(json.dumps(configuration), encoding="utf-8")


def initialized(folder: Path, aws: EmbeddedAws, provider_version: str) -> Terraform:
    """Terraform in `folder`, talking to that account."""
    environment = sharing_provider(aws, aws.environment())
    binary = find_terraform(environment=environment)
    environment = terraform_environment(binary, provider_version, base=environment)
    terraform = Terraform(binary, folder, environment)
    terraform.init().check()
    return terraform
