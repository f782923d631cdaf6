"""Terraform as the commands use it: the binary, its provider mirror, and runs in a directory.

Standard library only: the set-up imports this before any package is installed.
"""

from scripts.terraform.binary import (
    TerraformBinary,
    TerraformNotUsableError,
    find_terraform,
)
from scripts.terraform.cli_configuration import MirrorNotUsableError, terraform_environment
from scripts.terraform.errors import TerraformFailedError
from scripts.terraform.messages import Diagnostic, Message
from scripts.terraform.run import PLAN_FILE, Completed, Terraform

__all__ = [
    "PLAN_FILE",
    "Completed",
    "Diagnostic",
    "Message",
    "MirrorNotUsableError",
    "Terraform",
    "TerraformBinary",
    "TerraformFailedError",
    "TerraformNotUsableError",
    "find_terraform",
    "terraform_environment",
]
