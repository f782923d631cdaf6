"""Which findings stop a deployment, and what is not known of a scan."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from scripts.images.ecr import EcrRepository
from scripts.images.findings import Finding, Gate, Scan, read_scan, wait_for_scan

ALL = [
    Finding(f"CVE-2026-000{number}", severity)
    for number, severity in enumerate(
        ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL", "UNDEFINED", "UNTRIAGED", "")
    )
]
UNKNOWN = ["CVE-2026-0005", "CVE-2026-0006", "CVE-2026-0007"]


class Answers:
    """An ECR repository whose scans answer one after the other; the last stays."""

    name = "images"

    def __init__(self, *answers: Sequence[dict[str, Any]]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def scan_pages(self, _digest: str) -> Sequence[dict[str, Any]]:
        self.asked += 1
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def answers(*given: Sequence[dict[str, Any]]) -> EcrRepository:
    return Answers(*given)  # type: ignore[return-value]


def page(status: str, *findings: dict[str, Any], kind: str = "findings") -> dict[str, Any]:
    return {
        "imageScanStatus": {"status": status, "description": "said"},
        "imageScanFindings": {kind: list(findings)},
    }


def basic(name: str, severity: str) -> dict[str, Any]:
    return {"name": name, "severity": severity}


def enhanced(name: str, severity: str, status: str = "ACTIVE") -> dict[str, Any]:
    details = {"vulnerabilityId": name}
    return {"severity": severity, "status": status, "packageVulnerabilityDetails": details}


@pytest.mark.parametrize(
    ("lowest", "stopping"),
    [
        ("CRITICAL", [*UNKNOWN, "CVE-2026-0004"]),
        ("HIGH", [*UNKNOWN, "CVE-2026-0004", "CVE-2026-0003"]),
        ("MEDIUM", [*UNKNOWN, "CVE-2026-0004", "CVE-2026-0003", "CVE-2026-0002"]),
        ("none", []),
    ],
)
def test_a_severity_and_all_above_stop_and_so_does_an_unknown_one(
    lowest: str, stopping: list[str]
) -> None:
    assert [each.name for each in Gate(lowest).stopping(ALL)] == stopping


def test_accepted_findings_do_not_stop_and_superfluous_ones_are_told() -> None:
    gate = Gate("CRITICAL", [*UNKNOWN, "CVE-2026-0004", "CVE-1999-0001"])
    assert gate.stopping(ALL) == []
    assert gate.unused(ALL) == ["CVE-1999-0001"]


def test_all_pages_count_and_a_name_by_its_worst_severity() -> None:
    first = page("COMPLETE", basic("CVE-2026-0001", "LOW"), basic("CVE-2026-0002", "HIGH"))
    second = page("COMPLETE", basic("CVE-2026-0001", "CRITICAL"))
    scan = read_scan(answers([first, second]), "sha256:0")
    assert set(scan.findings) == {
        Finding("CVE-2026-0001", "CRITICAL"),
        Finding("CVE-2026-0002", "HIGH"),
    }
    assert scan.counts == {"CRITICAL": 1, "HIGH": 1}


def test_findings_of_amazon_inspector_count_unless_somebody_settled_them() -> None:
    found = page(
        "ACTIVE",
        enhanced("GHSA-mrrh-fwg8-r2c3", "CRITICAL"),
        enhanced("CVE-2026-0001", "CRITICAL", "SUPPRESSED"),
        enhanced("CVE-2026-0002", "CRITICAL", "CLOSED"),
        kind="enhancedFindings",
    )
    scan = read_scan(answers([found]), "sha256:0")
    assert scan.findings == (Finding("GHSA-mrrh-fwg8-r2c3", "CRITICAL"),)


@pytest.mark.parametrize(
    "status",
    [
        *("FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED", "FINDINGS_UNAVAILABLE"),
        *("LIMIT_EXCEEDED", "IMAGE_ARCHIVED", "IMAGE_SIZE_EXCEEDED", "SOMETHING_NEW"),
    ],
)
def test_whatever_is_not_complete_is_unknown(status: str) -> None:
    scan = read_scan(answers([page(status, basic("CVE-2026-0001", "LOW"))]), "sha256:0")
    assert (scan.findings, scan.unknown) == ((), f"ECR's scan of this image is {status}: said")
    assert "has not scanned" in read_scan(answers([]), "sha256:0").unknown


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds


def waited(repository: EcrRepository, *, is_new: bool = False) -> tuple[Scan, float, list[str]]:
    time, remarks = Time(), list[str]()
    scan = wait_for_scan(
        repository,
        "sha256:0",
        remarks.append,
        is_new=is_new,
        clock=time.clock,
        pause=time.pause,
    )
    return scan, time.now, remarks


def running(times: int) -> Iterator[list[dict[str, Any]]]:
    return iter([[page("IN_PROGRESS")]] * times)


def test_a_running_scan_is_waited_for() -> None:
    scan, seconds, remarks = waited(answers(*running(3), [page("COMPLETE")]))
    assert (scan.status, seconds) == ("COMPLETE", 15.0)
    assert remarks[0] == "in progress, 0 s"


def test_a_scan_that_never_ends_is_unknown_after_a_quarter_of_an_hour() -> None:
    scan, seconds, _ = waited(answers([page("PENDING")]))
    assert (scan.status, bool(scan.unknown), seconds) == ("PENDING", True, 900.0)


def test_a_scan_may_begin_late_after_a_push_only() -> None:
    scan, seconds, _ = waited(answers([], [page("COMPLETE")]), is_new=True)
    assert (scan.status, seconds) == ("COMPLETE", 5.0)
    scan, seconds, _ = waited(answers([]), is_new=True)
    assert (scan.status, seconds) == ("NOT_FOUND", 60.0)
    scan, seconds, _ = waited(answers([]))
    assert (scan.status, seconds) == ("NOT_FOUND", 0.0)
