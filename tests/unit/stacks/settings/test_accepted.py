"""Everything that AWS takes is taken, and nothing but that: pairs, networks, images, zones."""

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacks.settings import Deployment, SettingsError, parse_settings
from stacks.settings.region import FIRST_ZONES

GIB = 1024
# CPU units -> memory in MiB, as AWS lists it.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html (2026-11)
FARGATE = {
    256: [512, 1 * GIB, 2 * GIB],
    512: [gib * GIB for gib in (1, 2, 3, 4)],
    1024: [gib * GIB for gib in (2, 3, 4, 5, 6, 7, 8)],
    2048: [gib * GIB for gib in range(4, 17)],
    4096: [gib * GIB for gib in range(8, 31)],
    8192: [gib * GIB for gib in (16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60)],
    16384: [gib * GIB for gib in (32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120)],
}
PAIRS = [(cpu, memory) for cpu, sizes in FARGATE.items() for memory in sizes]
DIGEST = "sha256:" + "0123456789abcdef" * 4


def deployment(**settings: Any) -> Deployment:
    """The parsed settings of one deployment."""
    return parse_settings({"deployments": {"clinic": settings}}).deployments["clinic"]


def is_taken(**settings: Any) -> bool:
    """Whether a deployment may have these settings."""
    try:
        deployment(**settings)
    except SettingsError:
        return False
    return True


def test_aws_offers_74_pairs_of_cpu_and_memory():
    assert len(PAIRS) == 74


@pytest.mark.parametrize(("cpu", "memory"), PAIRS)
def test_every_pair_that_fargate_offers_is_taken(cpu: int, memory: int):
    # features.md E19: the predecessors refused 8 and 16 vCPU.
    assert is_taken(application={"cpu": cpu, "memory_mib": memory})


@given(
    st.one_of(st.sampled_from(sorted(FARGATE)), st.integers(0, 20_000)),
    st.one_of(st.integers(0, 130).map(lambda gib: gib * GIB), st.integers(0, 130_000)),
)
def test_a_pair_is_taken_exactly_if_fargate_offers_it(cpu: int, memory: int):
    assert is_taken(application={"cpu": cpu, "memory_mib": memory}) == ((cpu, memory) in PAIRS)


@given(st.ip_addresses(v=4), st.integers(8, 32))
def test_an_ipv4_network_is_taken_exactly_if_it_has_no_host_bits(
    address: ipaddress.IPv4Address, prefix: int
):
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    given_text = f"{address}/{prefix}"
    assert is_taken(security_group_ip_range=given_text) == (given_text == str(network))
    assert deployment(security_group_ip_range=str(network)).client_cidrs == (str(network),)


@given(st.ip_addresses(v=6), st.integers(16, 128))
def test_an_ipv6_network_is_taken_without_host_bits_and_written_in_short(
    address: ipaddress.IPv6Address, prefix: int
):
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    written_out = f"{network.network_address.exploded.upper()}/{prefix}"
    clients = {"ipv6_cidrs": [written_out, str(network)]}
    assert deployment(clients=clients).client_cidrs == (str(network),)
    assert not is_taken(clients={"ipv4_cidrs": [str(network)]})


@given(st.text(max_size=20))
def test_any_other_text_is_refused_and_never_crashes(text: str):
    try:
        expected = str(ipaddress.ip_network(text)) == text and "/" in text and ":" not in text
    except ValueError:
        expected = False
    assert is_taken(security_group_ip_range=text) == (expected and not text.endswith("/0"))


def test_the_whole_internet_is_taken_when_a_setting_says_so_in_words():
    settings = deployment(
        security_group_ip_range="0.0.0.0/0",
        clients={"ipv6_cidrs": ["::/0"], "open_to_the_whole_internet": True},
    )
    assert settings.client_cidrs == ("0.0.0.0/0", "::/0")


@pytest.mark.parametrize(
    "image",
    [
        "openemr/openemr:8.2.0-2026-07-10",
        f"openemr/openemr@{DIGEST}",
        f"openemr/openemr:latest@{DIGEST}",
        f"openemr/openemr:8.2.0@{DIGEST}",
        "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:8.2.0",
        "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:v8.2.0",
        f"123456789012.dkr.ecr.us-west-2.amazonaws.com/clinic/openemr@{DIGEST}",
        "registry.example.org:5000/clinic/openemr:8.2.0-2",
        "registry.example.org:5000/clinic/openemr:8.2.0.3-clinic",
        f"registry.example.org:5000/clinic/openemr@{DIGEST}",
    ],
)
def test_an_image_by_tag_or_digest_is_taken_as_it_is(image: str):
    application = {"image": image, "openemr_version": "8.2.0"}
    assert deployment(application=application).application.image_reference == image


def test_a_tag_beside_a_digest_names_the_version_too():
    with pytest.raises(SettingsError, match=r"openemr_version that the image holds, 7\.0\.3"):
        deployment(application={"image": f"openemr/openemr:7.0.3@{DIGEST}"})


def test_an_image_follows_the_version_unless_it_is_named():
    application = deployment(application={"openemr_version": "8.0.0"}).application
    assert application.image_reference == "openemr/openemr:8.0.0.3-2026-03-25"


@pytest.mark.parametrize("region", sorted(set(FIRST_ZONES) - {"us-west-1"}))
def test_a_region_is_enough_to_know_two_zones(region: str):
    zones = deployment(region=region).zones
    assert len(set(zones)) == 2
    assert all(zone.startswith(region) and len(zone) == len(region) + 1 for zone in zones)


@given(st.integers(0, 512), st.integers(2, 512))
def test_capacities_are_taken_in_half_steps_up_to_256(low: int, high: int):
    capacity = {"min_capacity_acu": low / 2, "max_capacity_acu": high / 2}
    fewest_tasks = {
        "openemr_service_fargate_minimum_capacity": 1,
        "openemr_service_fargate_maximum_capacity": 6,
    }
    assert is_taken(database=capacity, **fewest_tasks) == (low <= high)


@pytest.mark.parametrize(("days", "taken"), [(179, False), (180, True)])
def test_a_monthly_copy_may_live_for_90_days_in_cold_storage(days: int, taken: bool):
    backup = {"monthly_cold_storage_after_days": 90, "monthly_retention_days": days}
    assert is_taken(backup=backup) == taken


@pytest.mark.parametrize(("acu", "connections"), [(1.5, 300), (80, 16_000), (256, 16_000)])
def test_a_database_accepts_200_connections_for_each_acu_up_to_16000(acu: float, connections: int):
    fewest_tasks = {
        "openemr_service_fargate_minimum_capacity": 1,
        "openemr_service_fargate_maximum_capacity": 6,
    }
    database = deployment(database={"max_capacity_acu": acu}, **fewest_tasks).database
    assert database.max_connections == connections


@pytest.mark.parametrize(
    ("version", "acu"), [("3.05.2", 128), ("3.06.0", 256), ("3.06.0", 128.5), ("3.12.0", 256)]
)
def test_the_largest_capacity_follows_the_engine(version: str, acu: float):
    database = {"min_capacity_acu": 1, "max_capacity_acu": acu}
    assert is_taken(database=database | {"engine_version": f"8.0.mysql_aurora.{version}"})


@pytest.mark.parametrize("version", ["8.0.mysql_aurora.3.08.0", "8.0.mysql_aurora.3.10.1"])
def test_an_engine_of_3_08_and_later_may_pause(version: str):
    assert is_taken(database={"min_capacity_acu": 0, "engine_version": version})


SNAPSHOT = "arn:aws:rds:us-west-2:123456789012:cluster-snapshot"
RECOVERY_POINT = "arn:aws:backup:us-west-2:123456789012:recovery-point"


@pytest.mark.parametrize(
    "database",
    [
        f"{SNAPSHOT}:awsbackup:job-00000000-0000-0000-0000-000000000000",
        f"{SNAPSHOT}:rds:openemr-clinic-database-2026-11-30-03-04",
        f"{SNAPSHOT}:openemr-clinic-final-vpc-0123456789abcdef0",
        "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ@2024-02-29T23:59:59Z",
    ],
)
@pytest.mark.parametrize(
    ("color", "others"),
    [
        ("blue", {}),
        ("green", {"standby": "restoring"}),
        ("green", {"standby": "testing"}),
        ("green", {"serving": "green"}),
        ("green", {"serving": "green", "standby": "kept"}),
    ],
)
def test_a_pair_is_made_from_each_kind_of_copy(database: str, color: str, others: dict[str, Any]):
    files = f"{RECOVERY_POINT}:00000000-0000-0000-0000-000000000000"
    copies = {f"{color}_database": database, f"{color}_files": files}
    assert deployment(stores=copies | others).stores.copies(color) == (database, files)
