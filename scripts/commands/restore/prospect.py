"""What a restore of one pair of copies would do: from when, what it loses, how long, what cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scripts.commands.restore.as_json import moment_data, pair_data
from scripts.commands.restore.duration import Duration, estimate
from scripts.commands.restore.options import Found
from scripts.commands.restore.stores_block import NoFreeStoresError, stores_block
from scripts.inventory.copies.judging import cautions, refusals
from scripts.inventory.copies.pairing import Pair
from scripts.inventory.releases import Revision, revision_at, revisions
from scripts.pricing.prices import PricesError, prices_of
from scripts.pricing.second_stores import DailyCost, second_stores

# From the registration of a revision to the end of an upgrade: terraform apply, images, schema
# (20 to 22 minutes of start at worst, stacks/releases.py), with room.
_TAKE_OVER = timedelta(hours=1)


@dataclass(frozen=True)
class Releases:
    """OpenEMR at the moments of the copies, and in the settings now; empty: not known.

    before: the release of an hour before, if it was another one.
    """

    of_database: str
    of_files: str
    now: str
    revision: Revision | None = None
    before: str = ""

    @property
    def refusal(self) -> str:
        """Why these do not go together; empty if they may."""
        known = (self.of_database, self.of_files, self.now)
        if all(known[:2]) and self.of_database != self.of_files:
            return (
                f"OpenEMR was upgraded between both copies ({self.of_database} of the database, "
                f"{self.of_files} of the files), which may have made new keys"
            )
        if self.of_database and self.now and _number(self.now) < _number(self.of_database):
            return (
                f"its data are of OpenEMR {self.of_database}, and application.openemr_version is "
                f"{self.now}: older code does not read newer data. Set it to {self.of_database}"
            )
        return ""

    @property
    def consent(self) -> str:
        """What somebody has to agree to, as nobody knows it; empty if it is known."""
        if self.of_database and self.of_files:
            return self._which() if self.before else ""
        return (
            "the release of that moment is not known: tell which it was, and set "
            "application.openemr_version to it. Newer code upgrades the data when it starts, older "
            "code does not read them"
        )

    def _which(self) -> str:
        return (
            f"OpenEMR was being upgraded from {self.before} to {self.of_database} around that "
            "moment: tell of which of both the data are, as their registration does not tell when "
            "the upgrade ended"
        )


@dataclass(frozen=True)
class Prospect:
    """A restore of `pair`, before it is begun. settings: the block `stores`; None if refused."""

    found: Found
    pair: Pair
    releases: Releases
    duration: Duration
    cost: Sequence[DailyCost]
    unpriced: str
    settings: dict[str, Any] | None
    refusals: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def lost(self) -> tuple[timedelta, timedelta]:
        """How long ago the records and the files end."""
        now = self.found.copies.now
        return now - self.pair.moment, now - self.pair.files.moment

    @property
    def newer(self) -> list[Pair]:
        """Pairs that lose less and can be restored."""
        return [
            each
            for each in self.found.pairing.pairs
            if each.moment > self.pair.moment and not refusals(each, self.found.copies)
        ]

    @property
    def consents(self) -> list[str]:
        """What a restore must be told explicitly."""
        return [self.releases.consent] if self.releases.consent else []

    @property
    def usd_a_day(self) -> float | None:
        """Sum of the known parts; None without prices."""
        return None if self.unpriced else sum(each.usd or 0 for each in self.cost)

    def as_data(self) -> dict[str, Any]:
        """JSON types."""
        database, files = self.lost
        revision = self.releases.revision
        return {
            "deployment": self.found.scope.deployment,
            "pair": pair_data(self.pair, self.found.copies),
            "restorable": not self.refusals,
            "refusals": list(self.refusals),
            "cautions": list(self.cautions),
            "consents": self.consents,
            "database_as_of": moment_data(self.pair.moment),
            "files_as_of": moment_data(self.pair.files.moment),
            "lost": {
                "database_seconds": int(database.total_seconds()),
                "files_seconds": int(files.total_seconds()),
                "newer_pairs": [each.id for each in self.newer],
            },
            "minutes": {
                "least": self.duration.least,
                "most": self.duration.most,
                "is_estimate": True,
                "basis": list(self.duration.basis),
            },
            "release": {
                "of_database": self.releases.of_database or None,
                "of_files": self.releases.of_files or None,
                "now": self.releases.now or None,
                "task_definition": revision.arn if revision else None,
                "image": revision.image if revision else None,
            },
            "cost": {
                "usd_a_day": self.usd_a_day,
                "parts": [
                    {"what": each.what, "usd_a_day": each.usd, "why": each.why}
                    for each in self.cost
                ],
                "unpriced": self.unpriced,
            },
            "settings": {"stores": self.settings} if self.settings else None,
        }


def prospect_of(found: Found, pair: Pair, version: str, notes: Sequence[str] = ()) -> Prospect:
    """Ask AWS what is still to be known. version: OpenEMR's in the settings. Raises AwsError.

    notes: what else to tell of the choice.
    """
    releases = _releases(found, pair, version)
    against, settings = refusals(pair, found.copies), None
    against += [releases.refusal] if releases.refusal else []
    try:
        settings = stores_block(found.copies, pair)
    except NoFreeStoresError as full:
        against.append(str(full))
    cost, unpriced = _cost(found, pair)
    return Prospect(
        found=found,
        pair=pair,
        releases=releases,
        duration=estimate(pair),
        cost=cost,
        unpriced=unpriced,
        settings=None if against else settings,
        refusals=tuple(against),
        cautions=(*notes, *cautions(pair)),
    )


def _releases(found: Found, pair: Pair, version: str) -> Releases:
    moments = (pair.moment, pair.files.moment)
    before = pair.moment - _TAKE_OVER
    known = revisions(found.scope, min(*moments, before))
    of_database, of_files = (revision_at(known, each) for each in moments)
    earlier = revision_at(known, before)
    then = of_database.version if of_database else ""
    return Releases(
        then,
        of_files.version if of_files else "",
        version,
        of_database,
        earlier.version if earlier and earlier.version != then else "",
    )


def _cost(found: Found, pair: Pair) -> tuple[list[DailyCost], str]:
    try:
        prices = prices_of(found.copies.home.region)
    except PricesError as unknown:
        return [], str(unknown).partition("\n")[0]
    configuration = found.scope.configuration
    return second_stores(configuration, prices, pair.database.gb, pair.files.gb), ""


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))
