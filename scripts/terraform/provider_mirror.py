"""The search for a local mirror that holds the wanted AWS provider."""

import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.cli.errors import InvalidInputError

VARIABLE = "TF_PROVIDER_MIRROR"
# A mirror made by `terraform providers mirror` carries Terraform's host, whoever reads it.
AWS_PROVIDER = Path("registry.terraform.io", "hashicorp", "aws")
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class MirrorNotUsableError(InvalidInputError):
    """TF_PROVIDER_MIRROR names a directory without the wanted provider."""


def find_mirror(
    version: str,
    environment: Mapping[str, str] | None = None,
    filesystem: Path = Path("/"),
) -> Path | None:
    """The mirror with this version of the AWS provider for this platform; None: use the registry.

    TF_PROVIDER_MIRROR is taken or refused (MirrorNotUsableError); without it the usual places below
    the home directory and `filesystem` are searched.
    """
    environment = os.environ if environment is None else environment
    named = environment.get(VARIABLE)
    if named:
        mirror = Path(named).absolute()
        if not package_in(mirror, version):
            raise MirrorNotUsableError(
                f"{VARIABLE}={named}: no AWS provider {version} for {this_platform()} in it. "
                f"Accepted: a directory with {AWS_PROVIDER}/{version}/{this_platform()}/ or with "
                f"{AWS_PROVIDER}/{_package(version)}, as 'terraform providers mirror' makes it."
            )
        return mirror
    return next(
        (place for place in _usual_places(environment, filesystem) if package_in(place, version)),
        None,
    )


def this_platform() -> str:
    """The platform of this machine in Terraform's words, such as `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_MACHINES.get(machine, machine)}"


def _usual_places(environment: Mapping[str, str], filesystem: Path) -> Iterator[Path]:
    """Terraform's implied mirrors, then folders in which images for offline work keep theirs.

    Source of the former: developer.hashicorp.com, "CLI Configuration", read 2026-11-23.
    """
    home = Path(environment.get("HOME") or Path.home())
    yield home / ".terraform.d" / "plugins"
    yield Path(environment.get("XDG_DATA_HOME") or home / ".local/share") / "terraform/plugins"
    yield home / "Library/Application Support/io.terraform/plugins"
    shared = environment.get("XDG_DATA_DIRS") or ""
    for folder in shared.split(os.pathsep):
        if folder:
            yield Path(folder) / "terraform/plugins"
    for folder in ("usr/local/share", "usr/share", "usr/local/lib", "usr/lib", "var/lib", "opt"):
        yield filesystem / folder / "terraform/plugins"
        yield filesystem / folder / "terraform/providers"
    yield from _children(filesystem / "opt")
    yield from _children(filesystem / "usr/share/terraform")
    yield from _children(filesystem / "var/lib/terraform")


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def package_in(mirror: Path, version: str) -> Path | None:
    """The provider in this mirror: the folder of the unpacked layout, or the packed archive."""
    provider = mirror / AWS_PROVIDER
    unpacked = provider / version / this_platform()
    packed = provider / _package(version)
    try:
        if any(unpacked.glob("terraform-provider-aws_*")):
            return unpacked
        return packed if packed.is_file() else None
    except OSError:
        return None


def _package(version: str) -> str:
    return f"terraform-provider-aws_{version}_{this_platform()}.zip"
