"""Client networks, the VPC, Regions and zones."""

from tests.configurations import CERTIFICATE_ARN
from tests.unit.stacks.settings.mistakes import Mistake

RANGE = "security_group_ip_range"
IPV4 = "an IPv4 network in CIDR notation without host bits, such as 203.0.113.0/24"
IPV6 = "an IPv6 network in CIDR notation without host bits, such as 2001:db8:1234::/48"
NARROWER = "narrower networks; the whole internet only with clients.open_to_the_whole_internet"
VPC = (
    "a private network of /16 to /24 inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, "
    "100.64.0.0/10"
)
REGIONS = (
    "an AWS Region: af-south-1, ap-east-1, ap-northeast-1, ap-northeast-2, ap-northeast-3, "
    "ap-south-1, ap-south-2, ap-southeast-1, ap-southeast-2, ap-southeast-3, ap-southeast-4, "
    "ca-central-1, eu-central-1, eu-central-2, eu-north-1, eu-south-1, eu-south-2, eu-west-1, "
    "eu-west-2, eu-west-3, me-central-1, me-south-1, sa-east-1, us-east-1, us-east-2, us-west-1, "
    "us-west-2"
)
ZONES = "network.availability_zones"


def _range(value: str, addition: str = "") -> Mistake:
    return Mistake({RANGE: value}, RANGE, f'"{value}"', IPV4 + addition)


def _no_address(value: str) -> Mistake:
    return _range(value, f" ('{value}' does not appear to be an IPv4 or IPv6 interface)")


def _zones(received: str, accepted: str, *zones: str) -> Mistake:
    return Mistake({"network": {"availability_zones": list(zones)}}, ZONES, received, accepted)


def _zones_of(region: str) -> str:
    return f"two or three zones of {region}, such as {region}a, that your account has"


CLIENTS = {
    "host bits": _range("203.0.113.5/24", " (did you mean 203.0.113.0/24?)"),
    "an address without prefix": _range("203.0.113.5"),
    "three octets": _no_address("203.0.113/24"),
    "an octet above 255": _no_address("203.0.256.0/24"),
    "a prefix above 32": _no_address("203.0.113.0/33"),
    "a netmask": _range("203.0.113.0/255.255.255.0"),
    "a host mask": _range("203.0.113.0/0.0.0.255"),
    "the predecessor's `auto` of other versions": _no_address("auto"),
    "IPv6 in the IPv4 setting": _range("2001:db8::/32"),
    "the whole internet": Mistake({RANGE: "0.0.0.0/0"}, RANGE, '"0.0.0.0/0"', NARROWER),
    "the whole internet among the clients": Mistake(
        {"clients": {"ipv4_cidrs": ["203.0.113.0/24", "0.0.0.0/0"]}},
        "clients.ipv4_cidrs",
        '"0.0.0.0/0"',
        NARROWER,
    ),
    "the whole IPv6 internet": Mistake(
        {"clients": {"ipv6_cidrs": ["::/0"]}}, "clients.ipv6_cidrs", '"::/0"', NARROWER
    ),
    "IPv4 among the IPv6 clients": Mistake(
        {"clients": {"ipv6_cidrs": ["203.0.113.0/24"]}},
        "clients.ipv6_cidrs.0",
        '"203.0.113.0/24"',
        IPV6,
    ),
    "IPv6 host bits": Mistake(
        {"clients": {"ipv6_cidrs": ["2001:db8::1/32"]}},
        "clients.ipv6_cidrs.0",
        '"2001:db8::1/32"',
        f"{IPV6} (did you mean 2001:db8::/32?)",
    ),
    "an IPv6 zone": Mistake(
        {"clients": {"ipv6_cidrs": ["fe80::%1/64"]}}, "clients.ipv6_cidrs.0", '"fe80::%1/64"', IPV6
    ),
    "a number among the clients": Mistake(
        {"clients": {"ipv4_cidrs": ["203.0.113.0/24", 5]}},
        "clients.ipv4_cidrs.1",
        "5",
        "a valid string",
    ),
    "too many clients": Mistake(
        {"clients": {"ipv6_cidrs": ["2001:db8::/32"] * 21}},
        "clients.ipv6_cidrs",
        '["2001:db8::/32", "2001:db8::/32", "2001:db8::/32", "2001:db8::/32", "2001:db8::...',
        "at most 20 entries",
    ),
}

VPCS = {
    "a VPC too small": Mistake(
        {"network": {"cidr": "10.0.0.0/25"}}, "network.cidr", '"10.0.0.0/25"', VPC
    ),
    "a VPC too large": Mistake(
        {"network": {"cidr": "10.0.0.0/8"}}, "network.cidr", '"10.0.0.0/8"', VPC
    ),
    "a VPC of public addresses": Mistake(
        {"network": {"cidr": "203.0.0.0/16"}}, "network.cidr", '"203.0.0.0/16"', VPC
    ),
    "a VPC with host bits": Mistake(
        {"network": {"cidr": "10.0.1.0/16"}},
        "network.cidr",
        '"10.0.1.0/16"',
        f"{IPV4} (did you mean 10.0.0.0/16?)",
    ),
    "a NAT instance": Mistake(
        {"network": {"nat_gateways": "instance"}},
        "network.nat_gateways",
        '"instance"',
        "'per_zone', 'single' or 'none'",
    ),
    "no NAT in production": Mistake(
        {"certificate_arn": CERTIFICATE_ARN, "network": {"nat_gateways": "none"}},
        "network.nat_gateways",
        '"none"',
        "per_zone or single; none only with environment evaluation",
    ),
}

REGIONS_AND_ZONES = {
    "an unknown Region": Mistake({"region": "us-west-9"}, "region", '"us-west-9"', REGIONS),
    "a Region of another partition": Mistake(
        {"region": "us-gov-west-1"}, "region", '"us-gov-west-1"', REGIONS
    ),
    "zones of another Region": Mistake(
        {"region": "eu-west-1", "network": {"availability_zones": ["us-west-2a", "us-west-2b"]}},
        ZONES,
        '["us-west-2a", "us-west-2b"]',
        _zones_of("eu-west-1"),
    ),
    "a Region whose zones must be named": Mistake(
        {"region": "us-west-1"}, ZONES, "null", _zones_of("us-west-1")
    ),
    "a zone twice": _zones(
        '["us-west-2a", "us-west-2a"]', "zones that are all different", "us-west-2a", "us-west-2a"
    ),
    "one zone": _zones('["us-west-2a"]', "at least 2 entries", "us-west-2a"),
    "four zones": _zones(
        '["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"]',
        "at most 3 entries",
        *(f"us-west-2{letter}" for letter in "abcd"),
    ),
    "a zone with a capital letter": _zones(
        '["us-west-2a", "us-west-2B"]', _zones_of("us-west-2"), "us-west-2a", "us-west-2B"
    ),
    "a local zone": _zones(
        '["us-west-2-lax-1a", "us-west-2b"]',
        _zones_of("us-west-2"),
        "us-west-2-lax-1a",
        "us-west-2b",
    ),
}

TABLE = CLIENTS | VPCS | REGIONS_AND_ZONES
