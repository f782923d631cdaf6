"""The whole internet gets in by a word only, whatever parts it is written in."""

import ipaddress
from typing import Any

import pytest

from stacks.internet import is_whole_internet
from tests.unit.stacks.settings.test_accepted import is_taken


def parts(whole: str, prefix: int) -> list[str]:
    """A network in parts of equal size."""
    return [str(each) for each in ipaddress.ip_network(whole).subnets(new_prefix=prefix)]


def without(*holes: str) -> list[str]:
    """The IPv4 internet without some networks."""
    left = [ipaddress.IPv4Network("0.0.0.0/0")]
    for hole in map(ipaddress.IPv4Network, holes):
        left = [
            part
            for each in left
            for part in (each.address_exclude(hole) if hole.subnet_of(each) else [each])
        ]
    return [str(each) for each in left]


def clients(*ipv4: str, ipv6: tuple[str, ...] = (), first: str | None = None) -> dict[str, Any]:
    """The settings that admit these networks."""
    return {
        "security_group_ip_range": first,
        "clients": {"ipv4_cidrs": list(ipv4), "ipv6_cidrs": list(ipv6)},
    }


REFUSED = {
    "all of IPv4": clients("0.0.0.0/0"),
    "all of IPv4 in the first setting": clients(first="0.0.0.0/0"),
    "all of IPv6": clients(ipv6=("::/0",)),
    "halves": clients("0.0.0.0/1", "128.0.0.0/1"),
    "halves in two settings": clients("128.0.0.0/1", first="0.0.0.0/1"),
    "one half": clients("0.0.0.0/1"),
    "four quarters": clients(*parts("0.0.0.0/0", 2)),
    "sixteen parts": clients(*parts("0.0.0.0/0", 4)),
    "all without networks that nobody comes from": clients(*without("10.0.0.0/8", "127.0.0.0/8")),
    "all without one address": clients(*without("192.0.2.1/32")[:20], first="128.0.0.0/2"),
    "networks that overlap": clients("0.0.0.0/1", "64.0.0.0/2", "128.0.0.0/1"),
    "halves of IPv6": clients(ipv6=("::/1", "8000::/1")),
    "what IPv6 has given out": clients(ipv6=("2000::/3",)),
    "it in parts": clients(ipv6=tuple(parts("2000::/3", 6))),
    "halves of IPv6 beside a clinic": clients("198.51.100.0/24", ipv6=("::/1", "8000::/1")),
    "twenty networks that nobody has all of": clients(*parts("16.0.0.0/4", 8)),
}
ACCEPTED = {
    "nobody": clients(),
    "one address": clients(first="198.51.100.7/32"),
    "a clinic": clients("198.51.100.0/24", first="203.0.113.0/24"),
    "private networks": clients("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    "the largest network that anybody has": clients("17.0.0.0/8"),
    "it and a clinic": clients("17.0.0.0/8", "198.51.100.0/24"),
    "twenty addresses": clients(*parts("198.51.100.0/24", 32)[:20]),
    "the same twice": clients("17.0.0.0/8", "17.0.0.0/8", "17.128.0.0/9"),
    "IPv6 of a clinic": clients(ipv6=("2001:db8:1234::/48",)),
    "IPv6 that nobody has": clients(ipv6=("8000::/1", "fc00::/7")),
    "multicast and reserved": clients("224.0.0.0/3"),
}


@pytest.mark.parametrize("settings", REFUSED.values(), ids=REFUSED)
def test_the_whole_internet_needs_the_word(settings: dict[str, Any]):
    assert not is_taken(**settings)
    settings["clients"]["open_to_the_whole_internet"] = True
    assert is_taken(**settings)


@pytest.mark.parametrize("settings", ACCEPTED.values(), ids=ACCEPTED)
def test_networks_that_somebody_has_need_no_word(settings: dict[str, Any]):
    assert is_taken(**settings)


# First numbers of networks /8 from which nobody comes.
NOBODY = {0, 10, 127, *range(224, 256)}


@pytest.mark.parametrize("first", range(0, 256, 2))
def test_a_network_of_seven_bits_is_everybody_where_all_addresses_are_public(first: int):
    assert is_whole_internet([f"{first}.0.0.0/7"]) == ({first, first + 1} & NOBODY == set())
