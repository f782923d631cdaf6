"""Whether the world finds the zone, asked of a DNS server on this machine."""

import importlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from scripts.preflight.checks.zone import zone
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject
from tests.contract.embedded_aws.account import Account
from tests.terraform.deployed import Deployed
from tests.terraform.doctor.patient import found, patient, problems

pytestmark = pytest.mark.terraform

NAME = "openemr.example.org"
_NS, _IN, _NAME_ERROR, _ANSWER = 2, 1, 3, 0x8180


@dataclass
class NameServer:
    """Answers every question with these NS records; None: such a name does not exist."""

    records: list[str] | None = field(default_factory=list)
    silent: bool = False

    def serve(self) -> str:
        """Begin; returns ADDRESS:PORT."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        threading.Thread(target=self._loop, daemon=True).start()
        address, port = self._socket.getsockname()
        return f"{address}:{port}"

    def stop(self) -> None:
        self._socket.close()

    def _loop(self) -> None:
        while True:
            try:
                query, client = self._socket.recvfrom(512)
            except OSError:
                return
            if not self.silent:
                self._socket.sendto(self._answer(query), client)

    def _answer(self, query: bytes) -> bytes:
        question = query[12 : query.index(b"\0", 12) + 5]
        records = self.records or []
        flags = _ANSWER | (_NAME_ERROR if self.records is None else 0)
        answer = query[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0) + question
        for record in records:
            name = (
                b"".join(bytes([len(part)]) + part.encode() for part in record.split(".")) + b"\0"
            )
            # The name again, as a pointer to the question.
            answer += b"\xc0\x0c" + struct.pack(">HHIH", _NS, _IN, 60, len(name)) + name
        return answer


@pytest.fixture
def name_server() -> Iterator[NameServer]:
    server = NameServer()
    yield server
    server.stop()


def in_zone(clinic: Deployed, identifier: str, name: str = NAME) -> Subject:
    domain = {"name": name, "hosted_zone_id": identifier}
    return patient(clinic, domain=domain, certificate_arn=None)


def make_zone(account: Account, name: str = "example.org") -> tuple[str, list[str]]:
    """Id and name servers."""
    made = account.client("route53").create_hosted_zone(Name=name, CallerReference=name)
    return made["HostedZone"]["Id"].rpartition("/")[2], made["DelegationSet"]["NameServers"]


def test_a_zone_that_dns_leads_to(
    clinic: Deployed, account: Account, name_server: NameServer
) -> None:
    identifier, servers = make_zone(account)
    name_server.records = [server.upper() for server in servers]
    subject = in_zone(clinic, identifier)
    subject.resolver = name_server.serve()
    assert problems(zone, subject) == {}
    assert "delegated" in found(zone, subject, Status.OK)["NS example.org"]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (None, "not delegated"),
        ([], "not delegated"),
        (["ns1.registrar.test"], "ns1.registrar.test"),
    ],
)
def test_a_zone_that_dns_does_not_lead_to(
    clinic: Deployed,
    account: Account,
    name_server: NameServer,
    records: list[str] | None,
    said: str,
) -> None:
    identifier, servers = make_zone(account)
    name_server.records = records
    subject = in_zone(clinic, identifier)
    subject.resolver = name_server.serve()
    told = problems(zone, subject)["NS example.org"]
    assert said in told
    assert servers[0].rstrip(".").lower() in told


def test_a_network_without_dns_leaves_it_open(
    clinic: Deployed,
    account: Account,
    name_server: NameServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = importlib.import_module("scripts.preflight.checks.zone")
    monkeypatch.setattr(module, "_WITHIN_SECONDS", 0.1)
    name_server.silent = True
    subject = in_zone(clinic, make_zone(account)[0])
    subject.resolver = name_server.serve()
    assert problems(zone, subject) == {}
    assert "DNS does not answer" in found(zone, subject, Status.NOT_CHECKED)["NS example.org"]


def test_a_zone_that_is_not_there(clinic: Deployed) -> None:
    (said,) = problems(zone, in_zone(clinic, "Z0123456789ABCDEFGHIJ")).values()
    assert "list-hosted-zones" in said


def test_a_zone_of_another_name(clinic: Deployed, account: Account) -> None:
    identifier, _ = make_zone(account, "example.net")
    assert f"does not contain {NAME}" in problems(zone, in_zone(clinic, identifier))["example.net"]


def test_a_private_zone(clinic: Deployed, account: Account) -> None:
    made = account.client("route53").create_hosted_zone(
        Name="example.org",
        CallerReference="private",
        HostedZoneConfig={"PrivateZone": True},
        VPC={"VPCRegion": "us-west-2", "VPCId": account.vpc},
    )
    identifier = made["HostedZone"]["Id"].rpartition("/")[2]
    assert "private zone" in problems(zone, in_zone(clinic, identifier))["example.org"]
