"""Terraform in copies of synthesized stacks, all of which share one `terraform init`."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.terraform import Terraform, TerraformBinary, find_terraform, terraform_environment
from tests.synthesized import Stack

STATE = "terraform.tfstate"
# Local state, whatever the settings say, and few of the provider's 25 patient tries: one gap of
# the embedded AWS would otherwise take twenty minutes to show.
OVERRIDE = {
    "provider": {"aws": {"max_retries": 3}},
    "terraform": {"backend": {"local": {"path": STATE}}},
}
INSTALLED = (".terraform", ".terraform.lock.hcl")


@dataclass(frozen=True)
class Workshop:
    """Knows the binary, and a folder in which the provider is installed."""

    binary: TerraformBinary
    provider_version: str
    installed: Path

    @classmethod
    def open(cls, stack: Stack, folder: Path) -> "Workshop":
        """Install in `folder` the provider that `stack`, like every other, asks for."""
        version = stack.json["terraform"]["required_providers"]["aws"]["version"]
        workshop = cls(find_terraform(), version, folder)
        workshop._copy(stack, folder)
        init = Terraform(workshop.binary, folder, workshop.environment({})).init()
        assert init.exit_code == 0, init.errors
        return workshop

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base`, and what Terraform needs to find the provider; {} means the caller's own."""
        return terraform_environment(self.binary, self.provider_version, base=base or None)

    def directory(self, stack: Stack, folder: Path, environment: Mapping[str, str]) -> Terraform:
        """Terraform in a copy of `stack`, initialized."""
        self._copy(stack, folder)
        for name in INSTALLED:
            source = self.installed / name
            if source.is_dir():
                shutil.copytree(source, folder / name, symlinks=True)
            else:
                shutil.copy(source, folder / name)
        return Terraform(self.binary, folder, self.environment(environment))

    @staticmethod
    def _copy(stack: Stack, folder: Path) -> None:
        shutil.copytree(stack.file.parent, folder, dirs_exist_ok=True)
        (folder / "zz_override.tf.json").write_text(json.dumps(OVERRIDE))
