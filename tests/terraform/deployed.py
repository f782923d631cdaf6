"""Deployments that real Terraform applied once, for every test of what comes afterwards.

One pytest worker applies while the others wait; each test then takes a copy, which costs seconds
where an apply costs two minutes. What was applied is kept in the project's cache for later
sessions, under a name made of everything that it came from.
"""

import copy
import fcntl
import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Terraform, find_terraform, terraform_environment
from scripts.terraform.synthesis import read_synthesis
from tests.configurations import PRODUCTION_WITH_CERTIFICATE, PROJECT
from tests.contract.embedded_aws.account import Account
from tests.terraform.checkout import OUTPUT, Checkout

PRODUCTION, EVALUATION = "clinic", "trial"
_CACHE = PROJECT / ".cache" / "deployed"
_KEPT_FOR_SECONDS = 24 * 3600
_INPUTS = (
    *("main.py", "stacks", "imports", "scripts/embedded_aws", "Pipfile.lock"),
    *("tests/configurations.py", "tests/terraform/checkout.py", "tests/terraform/deployed.py"),
)


@dataclass(frozen=True)
class Deployed:
    """A checkout after its deployment was applied, and the account's snapshot of that moment."""

    deployment: str
    checkout: Checkout
    account: Path


def settings_of(deployment: str, certificate_arn: str = "") -> dict[str, Any]:
    """The `context` of cdktf.json with this one deployment."""
    if deployment == EVALUATION:
        settings: dict[str, Any] = {"environment": "evaluation"}
    else:
        (settings,) = copy.deepcopy(PRODUCTION_WITH_CERTIFICATE["deployments"]).values()
        settings["certificate_arn"] = certificate_arn
    return {"deployments": {deployment: settings}}


def issued_certificate(account: Account, name: str = "openemr.example.org") -> str:
    """The ARN of a certificate that is issued, as its record stands in a zone of the account."""
    acm, route53 = account.client("acm"), account.client("route53")
    arn = acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
    described = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    record = described["DomainValidationOptions"][0]["ResourceRecord"]
    zone = route53.create_hosted_zone(Name="example.org", CallerReference=name)["HostedZone"]
    entry = {"Name": record["Name"], "Type": "CNAME", "TTL": 60}
    change = {"ResourceRecords": [{"Value": record["Value"]}], **entry}
    route53.change_resource_record_sets(
        HostedZoneId=zone["Id"],
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": change}]},
    )
    return str(arn)


def kept_deployments() -> Path:
    """Where this very code's deployments are kept; those of other code are removed after a day."""
    folder = _CACHE / _fingerprint()
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    oldest = time.time() - _KEPT_FOR_SECONDS
    for other in _CACHE.iterdir():
        if other.stat().st_mtime < oldest:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _fingerprint() -> str:
    """Of the topology, the emulator, the tools and this file: whatever a deployment depends on."""
    digest = hashlib.sha256(str(find_terraform()).encode())
    for name in _INPUTS:
        place = PROJECT / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def deploy_once(deployment: str, shared: Path) -> Deployed:
    """`deployment` in the folder `shared`, which all workers see."""
    folder = shared / deployment
    checkout = Checkout(folder / "checkout", EmbeddedAws())
    with (shared / f"{deployment}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The snapshot comes last: without it an earlier attempt failed, and this one begins anew.
        if not (folder / "account").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _deploy(deployment, folder)
    return Deployed(deployment, checkout, folder / "account")


def _deploy(deployment: str, folder: Path) -> None:
    with EmbeddedAws() as aws:
        arn = issued_certificate(Account(aws)) if deployment == PRODUCTION else ""
        checkout = Checkout.make(folder / "checkout", settings_of(deployment, arn), aws)
        synthesized = checkout.openemr("synth")
        assert synthesized.returncode == 0, synthesized.stderr
        (stack,) = read_synthesis(checkout.directory / OUTPUT).stacks
        required = stack.configuration()["terraform"]["required_providers"]["aws"]["version"]
        binary = find_terraform()
        environment = terraform_environment(binary, required, base=aws.environment())
        terraform = Terraform(binary, stack.directory, environment)
        for command in (terraform.init, terraform.plan, terraform.apply):
            command().check()
        aws.snapshot(folder / "account")
