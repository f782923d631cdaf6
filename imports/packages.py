"""The packages behind the door, and the one release of each that it knows."""

import importlib.util
import json
from pathlib import Path

PROVIDER = "cdktf_cdktf_provider_aws"
# After an upgrade tests/contract/imports tells whether all still holds; then write the
# new release here.
KNOWN = {
    "cdktf": "_jsii/cdktf@0.21.0.jsii.tgz",
    PROVIDER: "_jsii/provider-aws@20.1.0.jsii.tgz",
    "constructs": "_jsii/constructs@10.8.1.jsii.tgz",
}
KNOWN_JSII = "1.142.0"


def folder_of(package: str) -> Path:
    """Where a package is installed; `Path("missing")` if it is not."""
    spec = importlib.util.find_spec(package)
    locations = list(spec.submodule_search_locations or []) if spec else []
    return Path(locations[0]) if locations else Path("missing")


def unknown_packages() -> list[str]:
    """What is not as this project knows it, one sentence for each package."""
    wanted = {package: folder_of(package) / file for package, file in KNOWN.items()}
    unknown = [
        f"{package} is without {file.name}" for package, file in wanted.items() if not file.exists()
    ]
    if not (folder_of(PROVIDER) / "vpc" / "__init__.py").exists():
        unknown.append(f"{PROVIDER} is without vpc/__init__.py")
    try:
        jsii = json.loads((folder_of("jsii") / "_metadata.json").read_text())["version"]
    except (OSError, ValueError, KeyError):
        jsii = "unreadable"
    if jsii != KNOWN_JSII:
        unknown.append(f"jsii's release is {jsii}, not {KNOWN_JSII}")
    return unknown
