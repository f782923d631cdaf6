"""What settings, state and AWS say of a deployment and of its upgrade, at one moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from rich.console import Console

from scripts.aws.account import aws_errors
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import Steps
from scripts.commands.deploy.health import Place, place_of
from scripts.commands.deploy.health.service import read_service
from scripts.commands.deploy.release_change import ReleaseChange, release_change
from scripts.commands.deploy.service_tasks import Tasks
from scripts.commands.upgrade.release_settings import CDKTF_JSON
from scripts.commands.upgrade.tasks_log import TasksLog
from scripts.deployment.outputs import Deployed, NotDeployedError, outputs_of
from scripts.inventory.copies import Copies, read_copies
from scripts.inventory.copies.judging import refusals
from scripts.inventory.copies.pairing import Pair, pair_up
from scripts.inventory.releases import Revision, newest_first
from scripts.inventory.scope import Scope
from scripts.terraform.working_directory import WorkingDirectory, open_working_directory
from stacks.settings import Deployment, read_settings

# An upgrade that began earlier is over, however its tasks are: nobody goes back to copies from
# before it by this command.
_UNFINISHED_FOR = timedelta(hours=24)
# A backup of files begins with its job and takes as long as there are files.
_COPIED_WITHIN = timedelta(hours=24)
# ECS keeps stopped tasks for an hour.
_SEEN_FOR = timedelta(minutes=50)
_COMPLETED = "COMPLETED"
_TASKS_AT_ONCE = 100


class NoWayBackError(OperationFailedError):
    """What was before the upgrade is not found; the message says what is missing."""


@dataclass(frozen=True)
class Current:
    """Read once; what is asked of AWS afterwards is as of then."""

    work: WorkingDirectory
    state: Mapping[str, Any]
    place: Place
    settings: Deployment

    @classmethod
    def read(cls, deployment: str, program: str | None) -> "Current":
        """Raises NotDeployedError, SettingsError, WrongTargetError and what Terraform raises."""
        work = open_working_directory(deployment, Steps(Console(quiet=True)), program)
        state = work.state()
        place = place_of(state)
        if place is None:
            raise NotDeployedError(
                f"The state of {work.name} has no ECS service: there is nothing to upgrade. "
                f"openemr deploy {work.name}."
            )
        work.refuse_wrong_target(state)
        return cls(work, state, place, read_settings(CDKTF_JSON).deployments[work.name])

    @property
    def tasks(self) -> Tasks:
        """The service's tasks."""
        return Tasks(self.work.account, self.place)

    @property
    def deployed(self) -> Deployed:
        """The outputs."""
        outputs = outputs_of(self.state)
        return Deployed(self.work.name, self.work.region, self.work.account, outputs)

    @property
    def change(self) -> ReleaseChange | None:
        """The settings' change to another release."""
        change = release_change(self.work.configuration, self.state)
        return change if change and change.may_change_schema else None

    @property
    def has_second_pair(self) -> bool:
        """Whether the settings have two pairs of database and files."""
        return self.settings.stores.standby != "absent"

    @cached_property
    def newest(self) -> Revision | None:
        """The newest revision of the task definition. Raises AwsError."""
        return next(self._revisions(), None)

    def newest_of_another(self, version: str) -> Revision:
        """The newest revision with another version. Raises NoWayBackError, AwsError."""
        found = next((each for each in self._revisions() if each.version != version), None)
        if found is None:
            raise NoWayBackError(f"ECS has no task definition but of OpenEMR {version}.")
        return found

    def is_recent(self, version: str) -> bool:
        """Whether another version ran before this one, and not long ago. Raises AwsError."""
        first = self.first_of(version)
        if first is None or _age(first) > _UNFINISHED_FOR:
            return False
        return any(each.version != version for each in self._revisions())

    def newest_of(self, version: str) -> Revision:
        """The newest revision with this version. Raises NoWayBackError, AwsError."""
        found = next((each for each in self._revisions() if each.version == version), None)
        if found is None:
            raise NoWayBackError(f"ECS has no task definition of OpenEMR {version} any more.")
        return found

    def first_of(self, version: str) -> Revision | None:
        """The oldest of the newest revisions in a row with this version. Raises AwsError."""
        first = None
        for each in self._revisions():
            if each.version == version:
                first = each
            elif first is not None:
                break
        return first

    def log(self, since: datetime | None = None) -> TasksLog:
        """What tasks logged since then; default: since the newest revision was registered."""
        begin = self.newest.registered if self.newest else datetime.now(timezone.utc)
        return TasksLog(self.work.account, self.place.log_group, since or begin)

    def is_settled(self) -> bool:
        """Whether tasks run, and those of the deployed revision all came up. Raises AwsError."""
        if self.tasks.are_suspended():
            return False
        rollout = read_service(self.work.account, self.place).of(self.place.task_definition)
        return rollout is not None and rollout.state == _COMPLETED

    def never_ran(self, version: str) -> bool:
        """Whether no task with this version certainly came as far as its data. Raises AwsError.

        Either none was started, or ECS tells that of each no container ran; and none logged.
        """
        first = self.first_of(version)
        if first is None:
            return True
        if not self.log(first.registered).is_empty() or self._has_run(first):
            return False
        return self.tasks.are_stopped() or _age(first) < _SEEN_FOR

    def copies_before(self, version: str) -> tuple[Copies, Pair]:
        """The pair of copies that was made right before this version was deployed.

        An older one would lose what was entered since. Raises NoWayBackError, AwsError.
        """
        first = self.first_of(version)
        now = first.registered if first else datetime.now(timezone.utc)
        copies = read_copies(self._scope, datetime.now(timezone.utc), None)
        made = (
            each
            for each in pair_up(copies.copies, copies.windows, copies.creations).pairs
            if now - _COPIED_WITHIN <= min(each.moment, each.files.moment)
            and max(each.moment, each.files.moment) <= now
        )
        pair = next(made, None)
        against = refusals(pair, copies) if pair else ["they are not there"]
        if pair is None or against:
            raise NoWayBackError(
                f"The copies from right before {version} cannot be restored: {'; '.join(against)}. "
                f"openemr restore list {self.work.name} shows what there is."
            )
        return copies, pair

    @cached_property
    def _scope(self) -> Scope:
        return Scope.of(self.work, self.state)

    def _revisions(self) -> Iterator[Revision]:
        return newest_first(self._scope)

    def _has_run(self, first: Revision) -> bool:
        ecs = self.work.account.client("ecs")
        where = {"cluster": self.place.cluster}
        with aws_errors("list tasks (ecs:ListTasks, ecs:DescribeTasks)"):
            arns = [
                arn
                for status in ("RUNNING", "STOPPED")
                for arn in ecs.list_tasks(
                    **where, serviceName=self.place.service, desiredStatus=status
                )["taskArns"]
            ]
            asked = arns[:_TASKS_AT_ONCE]
            tasks = ecs.describe_tasks(**where, tasks=asked)["tasks"] if asked else []
        return len(tasks) < len(arns) or any(
            each["createdAt"] >= first.registered and _ran(each) for each in tasks
        )


def _ran(task: Mapping[str, Any]) -> bool:
    """Whether a container of the task ran: a task starts when the first one does."""
    codes = [each.get("exitCode") for each in task.get("containers", ())]
    return bool(task.get("startedAt")) or any(code is not None for code in codes)


def _age(revision: Revision) -> timedelta:
    return datetime.now(timezone.utc) - revision.registered
