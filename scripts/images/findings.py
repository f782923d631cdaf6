"""What ECR's scan found in an image, and whether that stops a deployment.

Basic scanning ends with COMPLETE, Amazon Inspector's enhanced scanning stays ACTIVE.
https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-troubleshooting.html
(both read 2026-11-30)
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.images.ecr import EcrRepository

# From the lowest. Others, such as UNDEFINED and UNTRIAGED, are of no known severity.
SEVERITIES = ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL")
NOTHING_STOPS = "none"
_COMPLETE = ("COMPLETE", "ACTIVE")
_RUNNING = ("IN_PROGRESS", "PENDING")
# Of enhanced scanning: someone decided in Amazon Inspector, or the package is gone.
_SETTLED = ("SUPPRESSED", "CLOSED")
_INTERVAL_SECONDS = 5.0
_LIMIT_SECONDS = 15 * 60
# After a push, until ECR knows that it is going to scan.
_BEGINS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """A vulnerability, such as CVE-2026-12345, by its highest severity in the image."""

    name: str
    severity: str

    @property
    def rank(self) -> int:
        """Higher is worse; the unknown is worst."""
        known = self.severity in SEVERITIES
        return SEVERITIES.index(self.severity) if known else len(SEVERITIES)


@dataclass(frozen=True)
class Scan:
    """The scan of one manifest. unknown: why it has no result; empty if it has one."""

    status: str
    findings: tuple[Finding, ...] = ()
    unknown: str = ""

    @property
    def is_running(self) -> bool:
        """Whether a result is still to come."""
        return self.status in _RUNNING

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity, the worst first."""
        ordered = sorted(self.findings, key=lambda each: -each.rank)
        return dict(Counter(each.severity for each in ordered))


@dataclass(frozen=True)
class Gate:
    """Which findings stop a deployment: of this severity and above, but for the accepted."""

    lowest: str
    accepted: Collection[str] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing stops."""
        return self.lowest == NOTHING_STOPS

    def stopping(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those that stop, the worst first."""
        if self.is_open:
            return []
        least = SEVERITIES.index(self.lowest)
        found = [each for each in findings if each.rank >= least]
        stopping = [each for each in found if each.name not in self.accepted]
        return sorted(stopping, key=lambda each: (-each.rank, each.name))

    def unused(self, findings: Iterable[Finding]) -> list[str]:
        """Accepted names that the image does not have (any more)."""
        return sorted(set(self.accepted) - {each.name for each in findings})


def read_scan(repository: EcrRepository, digest: str) -> Scan:
    """The scan of a manifest as it stands now. Raises AwsError."""
    pages = repository.scan_pages(digest)
    return _scan(pages) if pages else Scan("NOT_FOUND", unknown=_NEVER_SCANNED)


def wait_for_scan(
    repository: EcrRepository,
    digest: str,
    on_progress: Callable[[str], None],
    *,
    is_new: bool = False,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Scan:
    """The scan once it has ended, or as it is after a quarter of an hour. Raises AwsError.

    is_new: the image was pushed just now, so that its scan may not be known yet.
    """
    began = clock()
    while True:
        scan, waited = read_scan(repository, digest), clock() - began
        begins = is_new and scan.status == "NOT_FOUND" and waited < _BEGINS_WITHIN_SECONDS
        if not (scan.is_running or begins) or waited >= _LIMIT_SECONDS:
            return scan
        on_progress(f"{scan.status.lower().replace('_', ' ')}, {waited:.0f} s")
        pause(_INTERVAL_SECONDS)


_NEVER_SCANNED = (
    "ECR has not scanned this image. Turn on scanning on push of its repository and scan it once: "
    "aws ecr start-image-scan"
)


def _scan(pages: Sequence[Mapping[str, Any]]) -> Scan:
    described = pages[0].get("imageScanStatus") or {}
    status = str(described.get("status") or "UNKNOWN")
    if status not in _COMPLETE:
        said = described.get("description")
        why = f"ECR's scan of this image is {status}" + (f": {said}" if said else "")
        return Scan(status, unknown=why)
    worst: dict[str, Finding] = {}
    for page in pages:
        for found in _findings(page.get("imageScanFindings") or {}):
            known = worst.setdefault(found.name, found)
            if found.rank > known.rank:
                worst[found.name] = found
    return Scan(status, tuple(worst.values()))


def _findings(page: Mapping[str, Any]) -> Iterable[Finding]:
    for each in page.get("findings") or ():
        yield Finding(str(each.get("name", "")), str(each.get("severity", "UNDEFINED")))
    for each in page.get("enhancedFindings") or ():
        if each.get("status") not in _SETTLED:
            details = each.get("packageVulnerabilityDetails") or {}
            name = details.get("vulnerabilityId") or each.get("title") or ""
            yield Finding(str(name), str(each.get("severity", "UNDEFINED")))
