"""Which release of OpenEMR a deployment may be upgraded to."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.cli.errors import InvalidInputError
from stacks.releases import RELEASES


class RefusedReleaseError(InvalidInputError):
    """The wanted release is not one that this deployment may go to; nothing was changed."""


@dataclass(frozen=True)
class Step:
    """From one release to another; both are versions such as `8.2.0`."""

    old: str
    new: str

    @property
    def is_downgrade(self) -> bool:
        """Whether the new release is older. Versions that are not known count as newer."""
        return self.new in RELEASES and _number(self.new) < _number(self.old)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Releases in between; what upstream tagged and never released is none."""
        return tuple(
            version
            for version, release in RELEASES.items()
            if release.released and _number(self.old) < _number(version) < _number(self.new)
        )

    def refuse(self, *, may_skip: bool) -> None:
        """Raise RefusedReleaseError with everything that speaks against it."""
        if problems := list(self._problems(may_skip)):
            raise RefusedReleaseError("\n".join([*problems, "Nothing was changed."]))

    def _problems(self, may_skip: bool) -> Iterator[str]:
        setting = f"application.openemr_version: received {self.new or 'none'}"
        if not self.old:
            yield (
                "The image that runs names no release, so that nobody knows what the data are: "
                "deploy it by the tag of its build (application.image) before it is upgraded."
            )
        elif self.new not in RELEASES:
            yield f"{setting}; accepted: {', '.join(RELEASES)}."
        elif self.is_downgrade:
            yield (
                f"{setting}; accepted: {self.old}, which runs, or newer. Older code does not read "
                "newer data: openemr restore brings back data of then."
            )
        elif self.skipped and not may_skip:
            yield (
                f"{setting}, which skips {', '.join(self.skipped)}; accepted: "
                f"{self.skipped[0]}, or --skip-releases to run the upgrades of all in one go."
            )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))
