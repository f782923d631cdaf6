"""The phases of a restore test: settings, files, database, check, destruction; each repeatable."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any, TypeVar

from scripts.aws.account import AwsAccount, aws_errors
from scripts.aws.reader import AwsReader
from scripts.cli.errors import (
    InvalidInputError,
    OperationFailedError,
    ProgramFailedError,
    StoppedError,
)
from scripts.commands.restore.as_json import moment_data
from scripts.commands.restore.check_task import Verdict
from scripts.commands.restore.configurations import removed, without_pair
from scripts.commands.restore.job import CDKTF_JSON, Options, Restore
from scripts.commands.restore.pair_addresses import PairAddresses
from scripts.commands.restore.prospect import Prospect
from scripts.commands.restore.test_.evidence import GROUP, Evidence
from scripts.commands.restore.test_.record import (
    BEGAN,
    DESTROYED,
    ENDED,
    FACTS,
    FAILED,
    NOT_JUDGED,
    PASSED,
    Record,
)
from scripts.commands.restore.test_.settings_copy import SettingsCopy
from scripts.inventory.copies.copy import Copy
from scripts.review.plan_review import review
from scripts.terraform.documents.provider import aws_providers
from scripts.terraform.progress import plan_document
from scripts.terraform.working_directory import WorkingDirectory
from stacks.pairs import Color
from stacks.settings.stores import StoresSettings

TESTING = "testing"
_PHASES = ("files", "database", "check")
# What ends a test. A signal does not: the same command goes on.
_FAILURES = (OperationFailedError, InvalidInputError, ProgramFailedError, StoppedError)
_Attributes = Mapping[str, Mapping[str, Any]]
_Result = TypeVar("_Result")


class NotTestableError(OperationFailedError):
    """The deployment has no place for a test now; the message says what is there instead."""


class RestoreTest(Restore):
    """A restore beside production whose pair never serves, and is destroyed in the end.

    What is due follows from settings, state and the record in AWS, none of which a killed process
    takes with it. evidence: the record, known after `survey`. failure: what ended the test early.
    """

    evidence: Evidence

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.failure: Exception | None = None

    def survey(self) -> Record | None:
        """The test that was begun and is not at its end; None if another one may begin.

        Raises NotTestableError if anything but the pair that serves is there and no test made it.
        """
        name = self.options.deployment
        work = self._open()
        if not self._serves(work):
            raise NotTestableError(
                f"{name} is not deployed: nothing can be restored beside it. To make it anew from "
                f"its copies: openemr restore run {name}."
            )
        resources = self._resources(work)
        if GROUP not in resources:
            raise NotTestableError(
                f"{name} has no log group for the record of restore tests yet. It is made by "
                f"openemr deploy {name}."
            )
        self.evidence = Evidence.of(work.configuration, work.account)
        last = next(iter(self.evidence.read()), None)
        is_open = self._is_tested(last) or self._is_left(work, resources, last)
        return last if is_open else None

    def _is_tested(self, last: Record | None) -> bool:
        """Whether the settings have the pair of this test. Raises NotTestableError."""
        standby, other = self.stores.standby, self.stores.other
        if standby == "absent":
            return False
        if standby == TESTING and last and last.is_open and last.stores == self._written():
            return True
        what = {
            TESTING: f"{other} is tested, which the record of tests does not account for",
            "restoring": f"{other} is being restored; openemr restore run goes on with it",
            "kept": f"{other} is kept",
        }
        name = self.options.deployment
        raise NotTestableError(
            f"Nothing was changed. {name} has a second pair of database and files, whose place a "
            f"test would take: {what[standby]}. To destroy it: openemr restore discard {name}."
        )

    def _is_left(self, work: WorkingDirectory, resources: _Attributes, last: Record | None) -> bool:
        """Whether parts of a test's pair are there, which the settings name no more.

        So it is after a process was killed while it destroyed them, or with another cdktf.json.
        Raises NotTestableError for those of no known test.
        """
        other = PairAddresses(self.stores.other)
        found = {other.cluster, other.files} & resources.keys()
        if last and last.is_open and last.stores["serving"] == self.stores.serving:
            self._demand_own(work.account, resources.get(other.cluster), last)
            with_pair = self._configuration(last.stores)
            found |= removed(with_pair, work.configuration) & resources.keys()
            is_begun = bool(found or self._unknown_files(work, with_pair))
            return is_begun or (last.state == ENDED and self._settings_copy(last).exists)
        if found:
            raise NotTestableError(
                f"Nothing was changed. {self.options.deployment} has {', '.join(sorted(found))}, "
                "for which neither the settings nor the record of restore tests account."
            )
        return False

    def _demand_own(
        self, account: AwsAccount, cluster: Mapping[str, Any] | None, last: Record
    ) -> None:
        """Raise NotTestableError for a cluster that another restore made."""
        if cluster is None:
            return
        copy = StoresSettings.model_validate(last.stores).copies(self.stores.other)[0]
        origins = _origins(cluster)
        found = [] if origins else _clusters(account, str(cluster.get("id")))
        if copy not in origins and (origins or any(_is_older(each, last) for each in found)):
            raise NotTestableError(
                f"Nothing was changed. The settings name no pair but {self.stores.serving}, and "
                f"{cluster.get('id')} is not known to be that of the restore test {last.id}. If it "
                "is, copy the member stores of the test's record (openemr restore tests --json) "
                "into the settings, and run the command again."
            )

    def begin_test(self, prospect: Prospect) -> Record:
        """Record the test, then write its settings, whose standby is TESTING.

        In this order: a pair whose test is not recorded would not be destroyed by the next one.
        Raises StoppedError, NotTestableError, SettingsError, AwsError.
        """
        work = self._open()
        stores = {**self._written(), **(prospect.settings or {})}
        self._demand_no_change(work)
        if unknown := self._unknown_files(work, self._configuration(stores)):
            raise NotTestableError(
                f"Nothing was changed. {unknown} has the creation token of the files that a test "
                "makes, and is not in the state."
            )
        record = self._recorded(prospect, work.account, stores)
        with self.steps.step("record", f"Record the test in {self.evidence.group}"):
            self.evidence.write(record)
        self._settings_copy(record).take()
        self._write(stores)
        return record

    def _recorded(self, prospect: Prospect, account: AwsAccount, stores: Any) -> Record:
        pair, home = prospect.pair, prospect.found.copies.home
        now = datetime.now(timezone.utc)
        return Record.begun(
            now,
            pair.id,
            {
                "deployment": self.options.deployment,
                "region": home.region,
                "account": home.account,
                "by": account.caller().arn,
                "openemr": prospect.releases.now,
                "gap_seconds": int(pair.gap.total_seconds()),
                "database": _told(pair.database),
                "files": _told(pair.files),
                "stores": stores,
            },
        )

    def conduct(self, record: Record, *, keeps: bool) -> Record:
        """The rest of a test; `failure` is what ended it early. Raises what a deploy raises.

        keeps: the pair stays until the next call.
        """
        if self.stores.standby != TESTING:
            self._settings_copy(record).take()
            self._write(record.stores)
        color = self.stores.other
        if record.state == BEGAN:
            record = record.then(ENDED, **self._judged(record, color))
            self.evidence.write(record)
        if keeps:
            return record
        self._destroy(record, color)
        record = record.then(DESTROYED)
        self.evidence.write(record)
        return record

    def _judged(self, record: Record, color: Color) -> dict[str, Any]:
        """What was found, and how long it took."""
        seconds: dict[str, float] = {}
        try:
            self._timed(seconds, "files", lambda: self._fill(color))
            self._timed(seconds, "database", lambda: self._create(color, is_new=False))
            verdict = self._timed(seconds, "check", lambda: self._check(color))
        except _FAILURES as failed:
            self.failure = failed
            found: dict[str, Any] = {
                "verdict": FAILED,
                "failed_in": _PHASES[len(seconds)],
                # Further lines may be those of the task, which name documents and users.
                "why": str(failed).partition("\n")[0],
            }
        else:
            found = _found(verdict)
        passed = datetime.now(timezone.utc) - record.began
        return {**found, "phases": seconds, "seconds": int(passed.total_seconds())}

    @staticmethod
    def _timed(seconds: dict[str, float], phase: str, work: Callable[[], _Result]) -> _Result:
        began = time.monotonic()
        found = work()
        seconds[phase] = round(time.monotonic() - began, 1)
        return found

    def _destroy(self, record: Record, color: Color) -> None:
        work = self._open()
        if PairAddresses(color).files not in self._resources(work):
            self._delete_unknown_files(work)
        left = without_pair(record.stores, color)
        self.discard(color)
        self._settings_copy(record).put_back(left)

    def _unknown_files(self, work: WorkingDirectory, with_pair: Mapping[str, Any]) -> str:
        """The id of a file system of the pair that only AWS knows of; empty if there is none."""
        files = PairAddresses(self.stores.other).files
        if files in self._resources(work):
            return ""
        kind, _, name = files.partition(".")
        token = with_pair["resource"][kind][name]["creation_token"]
        systems = AwsReader(work.account).list(
            "efs", "describe_file_systems", "FileSystems", CreationToken=token
        )
        return next((str(each["FileSystemId"]) for each in systems), "")

    def _delete_unknown_files(self, work: WorkingDirectory) -> None:
        """Those of a job of AWS Backup that failed, or of which Terraform did not hear."""
        system = self._unknown_files(work, work.configuration)
        if not system:
            return
        # Our rights to delete are to what has our tags.
        tags = [
            {"Key": key, "Value": value}
            for key, value in aws_providers(work.configuration)[0].default_tags.items()
        ]
        rights = "elasticfilesystem:TagResource, elasticfilesystem:DeleteFileSystem"
        with (
            self.steps.step("delete", f"Delete {system}, which Terraform does not know"),
            aws_errors(f"delete {system} ({rights})"),
        ):
            efs = work.account.client("efs")
            efs.tag_resource(ResourceId=system, Tags=tags)
            efs.delete_file_system(FileSystemId=system)

    def _demand_no_change(self, work: WorkingDirectory) -> None:
        """Raise StoppedError if anything else waits to be deployed."""
        document = plan_document(work, self.steps)
        work.discard_plan()
        judged = review(document, (), work.configuration)
        if judged.exit_code:
            name = self.options.deployment
            raise StoppedError(
                f"Nothing was changed. {name} has changes that are not deployed, and a test would "
                f"deploy them as well: openemr plan {name} shows them."
            )

    def _settings_copy(self, record: Record) -> SettingsCopy:
        return SettingsCopy(CDKTF_JSON, self.options.deployment, record.id)


def _origins(cluster: Mapping[str, Any]) -> set[str]:
    """What a cluster in the state was made from, as the setting says it; none of an imported one.

    No answer of AWS holds it, by which a cluster is imported that an interrupted apply made.
    """
    snapshot = cluster.get("snapshot_identifier")
    moments = cluster.get("restore_to_point_in_time") or []
    return {
        *([str(snapshot)] if snapshot else []),
        *(f"{each['source_cluster_resource_id']}@{each['restore_to_time']}" for each in moments),
    }


def _clusters(account: AwsAccount, name: str) -> list[Mapping[str, Any]]:
    """The cluster of this identifier, if AWS has it."""
    named = [{"Name": "db-cluster-id", "Values": [name]}]
    return AwsReader(account).list("rds", "describe_db_clusters", "DBClusters", Filters=named)


def _is_older(cluster: Mapping[str, Any], last: Record) -> bool:
    """Whether it was there before a test began."""
    return bool(cluster["ClusterCreateTime"] < last.began)


def _found(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": PASSED if verdict.judged else NOT_JUDGED,
        "facts": {each: verdict.facts[each] for each in FACTS if each in verdict.facts},
    }


def _told(copy: Copy) -> dict[str, Any]:
    """Which copy, and of what."""
    return {
        "arn": copy.arn,
        "moment": moment_data(copy.moment),
        "of": copy.origin,
        "source": copy.source,
    }
