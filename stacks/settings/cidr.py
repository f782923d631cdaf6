"""IPv4 and IPv6 networks as settings: canonical CIDR text."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator

from stacks.settings.group import refuse


def _network(value: str, version: int, example: str) -> str:
    accepted = f"an IPv{version} network in CIDR notation without host bits, such as {example}"
    try:
        interface = ipaddress.ip_interface(value)
    except ValueError as error:
        raise refuse(f"{accepted} ({error})") from None
    # Python would take a netmask after the slash, and a zone in an IPv6 address.
    if not value.partition("/")[2].isdigit() or "%" in value or interface.version != version:
        raise refuse(accepted)
    if interface.ip != interface.network.network_address:
        raise refuse(f"{accepted} (did you mean {interface.network}?)")
    return str(interface.network)


def _ipv4(value: str) -> str:
    return _network(value, 4, "203.0.113.0/24")


def _ipv6(value: str) -> str:
    return _network(value, 6, "2001:db8:1234::/48")


Ipv4Cidr = Annotated[str, AfterValidator(_ipv4)]
Ipv6Cidr = Annotated[str, AfterValidator(_ipv6)]
