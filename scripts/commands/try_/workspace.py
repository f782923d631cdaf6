"""A fresh directory for each try, so that no earlier one can disturb it."""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from scripts.project import TOOLS
from scripts.terraform.documents.configuration import blocks
from scripts.terraform.synthesis import Stack

TRIES = TOOLS / "try"
_KEPT_FOR_SECONDS = 24 * 3600
# The provider's own 25 tries make twenty minutes of one gap in the embedded AWS, and it takes
# the number from its configuration alone (provider 5.100.0, measured 2026-11-23).
_MAX_RETRIES = 3


class Workspace:
    """The synthesized stacks, the logs and the account's state of one try."""

    def __init__(self, deployment: str, tries: Path = TRIES) -> None:
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        self.directory = tries / f"{moment}-{deployment}-{os.getpid()}"
        self.synthesis = self.directory / "cdktf.out"
        self.logs = self.directory / "logs"
        self.account = self.directory / "embedded-aws"
        self.logs.mkdir(parents=True)

    def adapt(self, stack: Stack) -> None:
        """Let this copy of the stack fail fast, and keep its state here whatever its backend."""
        providers = blocks(stack.configuration()["provider"], "aws")
        override = {
            "provider": {"aws": [_fail_fast(provider) for provider in providers]},
            "terraform": {"backend": {"local": {"path": str(self.directory / "state.tfstate")}}},
        }
        (stack.directory / "zz_override.tf.json").write_text(json.dumps(override, indent=2))

    def discard_providers(self) -> None:
        """Remove the provider's files, hundreds of megabytes where a mirror packs them."""
        for installed in self.synthesis.glob("stacks/*/.terraform"):
            shutil.rmtree(installed, ignore_errors=True)


def _fail_fast(provider: dict[str, Any]) -> dict[str, Any]:
    alias = {"alias": provider["alias"]} if "alias" in provider else {}
    return {**alias, "max_retries": _MAX_RETRIES}


def remove_old_tries(kept: Path | None, tries: Path = TRIES) -> None:
    """Remove the tries of more than a day ago, but not the one whose account is kept."""
    oldest = time.time() - _KEPT_FOR_SECONDS
    for directory in tries.glob("*Z-*"):
        if directory != kept and directory.stat().st_mtime < oldest:
            shutil.rmtree(directory, ignore_errors=True)
