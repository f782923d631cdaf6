"""The releases of CDKTF, its bindings and jsii that the optimizations support."""

import importlib.util
import json
from pathlib import Path

PROVIDER = "cdktf_cdktf_provider_aws"
# After an upgrade change these, and run tests/contract/imports.
SUPPORTED = {
    "cdktf": "_jsii/cdktf@0.21.0.jsii.tgz",
    PROVIDER: "_jsii/provider-aws@20.1.0.jsii.tgz",
    "constructs": "_jsii/constructs@10.8.1.jsii.tgz",
}
SUPPORTED_JSII = "1.142.0"


def folder_of(package: str) -> Path:
    """Where a package is installed; `Path("missing")` if it is not."""
    spec = importlib.util.find_spec(package)
    locations = list(spec.submodule_search_locations or []) if spec else []
    return Path(locations[0]) if locations else Path("missing")


def unsupported_packages() -> list[str]:
    """What differs from the supported releases, one sentence for each package."""
    wanted = {package: folder_of(package) / file for package, file in SUPPORTED.items()}
    unsupported = [
        f"{package} is without {file.name}" for package, file in wanted.items() if not file.exists()
    ]
    if not (folder_of(PROVIDER) / "vpc" / "__init__.py").exists():
        unsupported.append(f"{PROVIDER} is without vpc/__init__.py")
    try:
        jsii = json.loads((folder_of("jsii") / "_metadata.json").read_text())["version"]
    except (OSError, ValueError, KeyError):
        jsii = "unreadable"
    if jsii != SUPPORTED_JSII:
        unsupported.append(f"jsii's release is {jsii}, not {SUPPORTED_JSII}")
    return unsupported
