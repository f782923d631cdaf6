"""Which address may be loaded: the deployment's own, or this machine; never anybody else's."""

import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scripts.aws.account import AwsError
from scripts.commands.load_test.options import Options, WrongOptionsError
from scripts.deployment.outputs import Deployed, NotDeployedError, find_deployed
from scripts.project import ROOT
from scripts.terraform import TerraformFailedError
from scripts.terraform.synthesis import choose_deployment
from scripts.terraform.target_account import WrongTargetError

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class FirewallLimits:
    """Of one client address in five minutes."""

    requests: int
    sign_ins: int


@dataclass(frozen=True)
class Target:
    """What is loaded. url: scheme, host and port. deployment: None if only an address was given.

    deployed: None where the state was not needed. settings: of the deployment, as in
    stacks.settings. apis_active: whether requests to the APIs are answered.
    """

    url: str
    deployment: str | None
    deployed: Deployed | None
    settings: Any
    apis_active: bool

    @property
    def is_production(self) -> bool:
        """True if patients' care may depend on it."""
        return bool(self.settings and self.settings.is_production)

    @property
    def firewall(self) -> FirewallLimits | None:
        """The firewall's limits, where they are known."""
        if not self.settings:
            return None
        limits = self.settings.firewall
        return FirewallLimits(limits.requests_per_five_minutes, limits.sign_ins_per_five_minutes)

    @property
    def is_loopback(self) -> bool:
        """True if it is this machine."""
        return is_loopback(self.url)


def find_target(options: Options, terraform: str | None) -> Target:
    """The address, judged by the deployment's outputs.

    Raises WrongOptionsError, NotDeployedError and what find_deployed raises.
    """
    url = options.url and _normal(options.url)
    loopback = url is not None and is_loopback(url)
    if url and loopback and not options.deployment:
        return Target(url, None, None, None, bool(options.apis))
    name = choose_deployment(options.deployment)
    settings = _settings(name)
    deployed = None
    if not url or not loopback:
        deployed, own = _own_addresses(name, url, terraform)
        if url and _place(url) not in {_place(each) for each in own}:
            raise WrongOptionsError(
                f"--url {url}: not the address of deployment {name}; accepted are "
                f"{', '.join(own)}, and addresses of this machine (127.0.0.1, localhost)"
            )
        url = url or _normal(own[0])
    apis = settings.activate_openemr_apis if options.apis is None else options.apis
    return Target(url, name, deployed, settings, apis)


def is_loopback(url: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1, however they are written."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _own_addresses(
    name: str, wanted: str | None, terraform: str | None
) -> tuple[Deployed, list[str]]:
    """What the outputs say: the application's URL first, then the load balancer's own name.

    Raises WrongOptionsError if nothing shows that the address `wanted` is the deployment's.
    """
    try:
        deployed = find_deployed(name, terraform)
        url = deployed.output("application_url")
    except (NotDeployedError, TerraformFailedError, WrongTargetError, AwsError) as unknown:
        if wanted is None:
            raise
        raise WrongOptionsError(
            f"--url {wanted}: nothing shows that this is the address of deployment {name}; "
            f"accepted without its outputs are only addresses of this machine. {unknown}"
        ) from unknown
    balancer = deployed.outputs.get("load_balancer_dns_name")
    by_name = [f"{urlsplit(url).scheme}://{balancer}"] if balancer else []
    return deployed, list(dict.fromkeys([url, *by_name]))


def _normal(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _place(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: what makes two addresses the same."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return parts.scheme, host, parts.port or _PORTS[parts.scheme]


def _settings(name: str) -> Any:
    """The deployment's settings. Raises WrongOptionsError with all that is wrong with them."""
    from stacks.settings import SettingsError, read_settings  # noqa: PLC0415

    try:
        return read_settings(ROOT / "cdktf.json").deployments[name]
    except SettingsError as wrong:
        raise WrongOptionsError(str(wrong)) from wrong
