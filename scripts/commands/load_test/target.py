"""Which address may be loaded: the deployment's own, or this machine; no other."""

import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scripts.cli.errors import InvalidInputError, OperationFailedError
from scripts.commands.load_test.options import Options
from scripts.deployment.http_endpoint import deployment_settings, origin
from scripts.deployment.outputs import Deployed, find_deployed
from scripts.terraform.synthesis import choose_deployment


@dataclass(frozen=True)
class Target:
    """url: scheme, host and port. deployment: None if only a URL was given.

    deployed: None where the state was not needed. settings: of the deployment, as in
    stacks.settings. apis_active: whether requests to the APIs are answered.
    """

    url: str
    deployment: str | None = None
    deployed: Deployed | None = None
    settings: Any = None
    apis_active: bool = False

    @property
    def firewall(self) -> Any:
        """The firewall's settings; None where they are unknown."""
        return self.settings and self.settings.firewall


def find_target(options: Options) -> Target:
    """The address, checked against the deployment's outputs.

    Raises InvalidInputError, NotDeployedError and what find_deployed raises.
    """
    url = options.url and _base(options.url)
    loopback = url is not None and is_loopback(url)
    if url and loopback and not options.deployment:
        return Target(url, apis_active=bool(options.apis))
    name = choose_deployment(options.deployment)
    settings = deployment_settings(name)
    deployed = None
    if not url or not loopback:
        deployed, own = _own_urls(name, url, options.terraform)
        if url and origin(url) not in {origin(each) for each in own}:
            raise InvalidInputError(
                f"--url {url}: not the address of deployment {name}; accepted: "
                f"{', '.join(own)}, and addresses of this machine (127.0.0.1, localhost)"
            )
        url = url or _base(own[0])
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


def _own_urls(name: str, given: str | None, terraform: str | None) -> tuple[Deployed, list[str]]:
    """By the outputs: the application's URL first, then that of the load balancer.

    Raises InvalidInputError if nothing shows that the URL `given` is the deployment's.
    """
    try:
        deployed = find_deployed(name, terraform)
        url = deployed.output("application_url")
    except OperationFailedError as unknown:
        if given is None:
            raise
        raise InvalidInputError(
            f"--url {given}: nothing shows that this is the address of deployment {name}; "
            f"accepted without its outputs are only addresses of this machine. {unknown}"
        ) from unknown
    load_balancer = deployed.outputs.get("load_balancer_dns_name")
    by_name = [f"{urlsplit(url).scheme}://{load_balancer}"] if load_balancer else []
    return deployed, list(dict.fromkeys([url, *by_name]))


def _base(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"
