"""Terraform's CLI configuration for our runs: provider mirror or plugin cache."""

import json
import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.cli.errors import InvalidInputError
from scripts.project import TOOLS
from scripts.terraform.binary import TerraformBinary

VARIABLE = "TF_PROVIDER_MIRROR"
# A mirror made by `terraform providers mirror` uses Terraform's registry host, also for OpenTofu.
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
    """The platform of this machine in Terraform's notation, such as `linux_amd64`."""
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


CONFIGURATION_VARIABLE = "TF_CLI_CONFIG_FILE"
# What would make our runs differ from one machine to the next.
_DROPPED = ("TF_CLI_ARGS", "TF_DATA_DIR", "TF_VAR_", "TF_WORKSPACE", "TF_REATTACH", "TF_INPUT")


def terraform_environment(
    binary: TerraformBinary,
    provider_version: str,
    base: Mapping[str, str] | None = None,
    tools: Path = TOOLS,
    filesystem: Path = Path("/"),
) -> dict[str, str]:
    """`base` (default: os.environ) for a run of `binary` that needs this AWS provider.

    The user's own CLI configuration is kept if it exists, unless TF_PROVIDER_MIRROR is set; else
    one is written to `tools`: the mirror, if there is one, or a cache for the registry's
    downloads. Raises MirrorNotUsableError.
    """
    base = os.environ if base is None else base
    kept = {name: value for name, value in base.items() if not name.startswith(_DROPPED)}
    kept["CHECKPOINT_DISABLE"] = "1"
    own = _users_own(kept)
    if own and not kept.get(VARIABLE):
        kept[CONFIGURATION_VARIABLE] = str(own)
        return kept
    mirror = find_mirror(provider_version, kept, filesystem)
    if mirror and binary.registry != AWS_PROVIDER.parts[0]:
        mirror = _under_host(binary.registry, mirror, provider_version, tools)
    text = _mirrored(binary, mirror) if mirror else _cached(tools)
    kept[CONFIGURATION_VARIABLE] = str(_write(tools / f"{binary.product.lower()}rc", text))
    # Every run starts without a dependency lock file; the cache would then be passed over
    # (developer.hashicorp.com, "Provider Plugin Cache", read 2026-11-23).
    kept["TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE"] = "true"
    return kept


def _users_own(environment: Mapping[str, str]) -> Path | None:
    named = environment.get(CONFIGURATION_VARIABLE)
    usual = Path(environment.get("HOME") or Path.home(), ".terraformrc")
    candidates = [Path(named), usual] if named else [usual]
    return next((path.absolute() for path in candidates if path.is_file()), None)


def _mirrored(binary: TerraformBinary, mirror: Path) -> str:
    """The mirror serves the AWS provider and the registry everything else.

    Without `exclude`, `direct` would ask the registry for the AWS provider too.
    """
    address = json.dumps(f"{binary.registry}/hashicorp/aws")
    return (
        "provider_installation {\n"
        f"  filesystem_mirror {{\n    path    = {json.dumps(str(mirror))}\n"
        f"    include = [{address}]\n  }}\n"
        f"  direct {{\n    exclude = [{address}]\n  }}\n"
        "}\n"
    )


def _under_host(host: str, mirror: Path, version: str, tools: Path) -> Path:
    """The same provider in a mirror for another registry's host: OpenTofu looks below its own.

    The release is one and the same archive in both registries. Only the package itself may be a
    link: Terraform 1.11.4 does not look into linked folders above it (tried 2026-11-23).
    """
    own = tools / "provider-mirror"
    package = package_in(mirror, version)
    if package is not None:
        link = own / host / package.relative_to(mirror / AWS_PROVIDER.parts[0])
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(package)
    return own


def _cached(tools: Path) -> str:
    cache = tools / "plugin-cache"
    cache.mkdir(parents=True, exist_ok=True)
    return f"plugin_cache_dir = {json.dumps(str(cache))}\n"


def _write(path: Path, text: str) -> Path:
    """Whole or not at all: another run may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)
    return path
