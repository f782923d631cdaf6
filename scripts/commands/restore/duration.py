"""How long a restore takes: an estimate from the few figures that are published."""

from dataclasses import dataclass

from scripts.inventory.copies.pairing import Pair

# Restore of a test deployment's database and files and a new start of OpenEMR, on real AWS by
# openemr-on-eks on 2026-08-10: 35 min 22 s. Ours has other steps, and was never measured.
MEASURED_MINUTES = 36
# AWS's EFS guide, "Performance" of backups (awsdocs/amazon-efs-user-guide, awsbackup.md): 100 MB/s
# or 500 files a second, and "restore operations generally take longer". Twice as long is a guess.
_BYTES_PER_MINUTE = 100e6 * 60
_SLOWER = 2
# "Restoring from cold storage typically takes 4 hours more", AWS Backup's guide, "Restoring a
# backup" (2026-11-30).
_COLD_MINUTES = 4 * 60


@dataclass(frozen=True)
class Duration:
    """Minutes at least and at most. most: None if a size is not known. basis: what it rests on."""

    least: int
    most: int | None
    basis: tuple[str, ...]

    def __str__(self) -> str:
        if self.most is None:
            return f"{self.least} minutes or more"
        return f"{self.least} to {self.most} minutes"


def estimate(pair: Pair) -> Duration:
    """For this pair."""
    basis = [f"{MEASURED_MINUTES} minutes, which a peer measured with little data (2026-08-10)"]
    cold = _COLD_MINUTES if pair.files.cold else 0
    if cold:
        basis.append("4 hours for cold storage (AWS's guide)")
    size = pair.files.size_bytes
    least, most = MEASURED_MINUTES + cold, None
    if size is None:
        basis.append("the files' size is not known")
    else:
        minutes = size / _BYTES_PER_MINUTE
        least += int(minutes)
        most = MEASURED_MINUTES + cold + int(minutes * _SLOWER) + 1
        basis.append("the files at 100 MB/s (AWS's rate of backups) or half of it")
    basis.append("for large databases AWS publishes no rate")
    return Duration(least, most, tuple(basis))
