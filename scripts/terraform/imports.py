"""Import blocks for one plan, in a temporary copy of the configuration.

A saved plan holds the configuration that it was made of. So the blocks are needed while Terraform
plans and never afterwards, and in the stack's own directory, where people run `terraform plan` by
hand, they are needed at no time.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

NAME = "adopt.tf.json"
_PREFIX = "importing-"
_LOCK_FILE = ".terraform.lock.hcl"
_PROVIDERS = Path(".terraform", "providers")
_STACK = "cdk.tf.json"


@contextlib.contextmanager
def importing(stack: Path, imports: Mapping[str, str]) -> Iterator[Path]:
    """A copy of the directory `stack` with a block for each address and id; then it is removed."""
    directory = stack / f"{_PREFIX}{os.getpid()}"
    shutil.rmtree(directory, ignore_errors=True)
    try:
        directory.mkdir()
        copy_configuration(stack, directory)
        blocks = [{"to": address, "id": each} for address, each in sorted(imports.items())]
        (directory / NAME).write_text(json.dumps({"import": blocks}, indent=2) + "\n")
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def remove_leftovers(stack: Path) -> None:
    """Remove what a killed command left in `stack`, and the file of earlier releases."""
    (stack / NAME).unlink(missing_ok=True)
    for directory in stack.glob(f"{_PREFIX}*"):
        if not _runs(directory.name.removeprefix(_PREFIX)):
            shutil.rmtree(directory, ignore_errors=True)


def copy_configuration(
    source: Path, target: Path, backend: Mapping[str, Any] | None = None
) -> None:
    """The stack's configuration, with the provider that is installed there already.

    backend: another one; None: the same, where a local state's path is made absolute.
    """
    configuration = json.loads((source / _STACK).read_text())
    chosen = backend or _absolute(configuration["terraform"].get("backend", {}), source)
    configuration["terraform"] = {**configuration["terraform"], "backend": chosen}
    (target / _STACK).write_text(json.dumps(configuration))
    for path in (*source.glob("*.tf"), source / _LOCK_FILE):
        if path.is_file():
            shutil.copy(path, target)
    if (source / _PROVIDERS).is_dir():
        (target / _PROVIDERS).parent.mkdir()
        (target / _PROVIDERS).symlink_to(source / _PROVIDERS, target_is_directory=True)


def _absolute(backend: Mapping[str, Any], source: Path) -> Mapping[str, Any]:
    local = backend.get("local")
    if not local or "path" not in local:
        return backend
    return {"local": {**local, "path": os.path.normpath(source / local["path"])}}


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (ValueError, PermissionError, OverflowError):
        return True
    return True
