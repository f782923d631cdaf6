"""Programs on this machine, required and optional."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from imports.node import use_packaged_node
from scripts.bootstrap.suitable_python import NEWEST, OLDEST
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject, UnavailableError
from scripts.project import TOOLS
from scripts.terraform import (
    MirrorNotUsableError,
    TerraformBinary,
    TerraformNotUsableError,
    find_terraform,
    terraform_environment,
)
from scripts.terraform.cli_configuration import find_mirror
from scripts.terraform.synthesis import SynthesisError

# The releases of Node.js that jsii 1.142 accepts without a warning (2026-11).
_NODE_MAJORS = (20, 22, 24)
_WITHIN_SECONDS = 10
_GUIDE = "https://docs.aws.amazon.com/{}"
# Program -> name, purpose, guide.
_OPTIONAL = {
    "aws": (
        "AWS CLI",
        "shells, tunnels and the commands printed here use it",
        "cli/latest/userguide/getting-started-install.html",
    ),
    "session-manager-plugin": (
        "Session Manager plugin",
        "shells into tasks and tunnels to the database need it",
        "systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
    ),
}


def tools(subject: Subject) -> Iterator[Finding]:
    """Check Python, Node.js, Terraform or OpenTofu, AWS provider, AWS CLI and its plugin."""
    yield _python()
    yield _node()
    try:
        binary = find_terraform(subject.program)
    except TerraformNotUsableError as unusable:
        first, *rest = str(unusable).splitlines()
        yield problem("Terraform", first, " ".join(line.strip() for line in rest))
    else:
        yield ok(binary.product, str(binary).partition(" ")[2])
        yield _provider(subject, binary)
    for program, (name, why, guide) in _OPTIONAL.items():
        found = shutil.which(program)
        if found:
            yield ok(name, found)
        else:
            yield warning(name, f"not on PATH; {why}", f"install it: {_GUIDE.format(guide)}")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return ok("Python", version)
    accepted = "{}.{} to {}.{}".format(*OLDEST, *NEWEST)
    return problem("Python", f"{version}; accepted: {accepted}", "scripts/setup")


def _node() -> Finding:
    """The Node.js that synthesis runs on."""
    use_packaged_node()
    node = os.environ.get("JSII_NODE") or shutil.which("node") or ""
    version = _said(node, "--version").lstrip("v")
    major = version.partition(".")[0]
    if not version:
        return problem("Node.js", "none that works", "scripts/setup, or name one in JSII_NODE")
    if not major.isdigit() or int(major) not in _NODE_MAJORS:
        accepted = ", ".join(map(str, _NODE_MAJORS))
        fix = "unset JSII_NODE to use the packaged one"
        return warning("Node.js", f"{version} ({node}); known to work: {accepted}", fix)
    return ok("Node.js", version)


def _said(program: str, option: str) -> str:
    if not program:
        return ""
    try:
        answer = subprocess.run(
            [program, option], capture_output=True, text=True, timeout=_WITHIN_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()


def _provider(subject: Subject, binary: TerraformBinary) -> Finding:
    """Check the source from which Terraform installs the AWS provider."""
    try:
        required = subject.configuration["terraform"]["required_providers"]["aws"]["version"]
        configuration = Path(terraform_environment(binary, required)["TF_CLI_CONFIG_FILE"])
        mirror = find_mirror(required)
    except MirrorNotUsableError as unusable:
        return problem(
            "AWS provider", str(unusable), "unset TF_PROVIDER_MIRROR, or repair the mirror"
        )
    except (SynthesisError, UnavailableError):
        return not_checked("AWS provider", "the settings, which name its version, are invalid")
    if not configuration.is_relative_to(TOOLS):
        return ok("AWS provider", f"{required}, as configured in {configuration}")
    if mirror:
        return ok("AWS provider", f"{required}, from the mirror {mirror}")
    return _registry(binary, required)


def _registry(binary: TerraformBinary, required: str) -> Finding:
    import requests  # noqa: PLC0415 - a third of a second

    url = f"https://{binary.registry}/.well-known/terraform.json"
    try:
        requests.get(url, timeout=_WITHIN_SECONDS).raise_for_status()
    except requests.RequestException as unreachable:
        return problem(
            "AWS provider",
            f"{required}: neither a mirror nor {binary.registry} ({type(unreachable).__name__})",
            "TF_PROVIDER_MIRROR=DIRECTORY, made by `terraform providers mirror DIRECTORY` where "
            "there is network",
        )
    return ok("AWS provider", f"{required}, from {binary.registry}")
