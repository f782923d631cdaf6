"""The whole internet as client networks: how much of it they admit together.

Settings, scan and the review of plans ask here, so that halves, quarters and the rest of a list
with holes are the whole for all of them.
"""

import ipaddress
from collections.abc import Iterable
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# One and a half of a /8, and of a /16 of IPv6: the largest networks that anybody has, with room for
# smaller ones beside them, and without for a second one. So a /7 and a /15 are everybody, whatever
# special ranges are in them.
_SO_MUCH_IS_EVERYBODY = {4: 3 * 2**23, 6: 3 * 2**111}
_PUBLIC = {4: ipaddress.ip_network("0.0.0.0/0"), 6: ipaddress.ip_network("2000::/3")}
# Nobody comes from these; no two overlap (read 2026-11-30):
# https://www.iana.org/assignments/iana-ipv4-special-registry
# https://www.iana.org/assignments/iana-ipv6-special-registry
_SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "2001:db8::/32", "3fff::/20"),
    )
)


def is_whole_internet(networks: Iterable[str | Network]) -> bool:
    """True if the networks admit, together, more of IPv4 or of IPv6 than anybody owns."""
    known = [ipaddress.ip_network(each) for each in networks]
    for version, limit in _SO_MUCH_IS_EVERYBODY.items():
        alike = [each for each in known if each.version == version]
        together: Iterable[Network] = ipaddress.collapse_addresses(alike)  # type: ignore[type-var]
        if sum(map(_public_addresses, together)) >= limit:
            return True
    return False


def to_network(value: Any) -> Network | None:
    """The network that a text names, if it does."""
    try:
        return ipaddress.ip_network(str(value or ""), strict=False)
    except ValueError:
        return None


def _public_addresses(network: Network) -> int:
    public = _common(network, _PUBLIC[network.version])
    return public - sum(_common(network, special) for special in _SPECIAL)


def _common(one: Network, other: Network) -> int:
    """How many addresses are in both: of two networks that overlap, one holds the other."""
    if one.version != other.version or not one.overlaps(other):
        return 0
    return min(one.num_addresses, other.num_addresses)
