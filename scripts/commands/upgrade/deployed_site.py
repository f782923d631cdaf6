"""A deployment in AWS, as an upgrade changes it: by deploys, backups and restores."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import Steps
from scripts.commands.deploy.health import wait_until_stable
from scripts.commands.deploy.job import Deploy
from scripts.commands.deploy.options import Options as DeployOptions
from scripts.commands.deploy.options import TaskPolicy
from scripts.commands.restore.configurations import configuration_with, differing
from scripts.commands.restore.job import Options as RestoreOptions
from scripts.commands.restore.job import Restore
from scripts.commands.restore.settings_file import STORES, read_stores, write_groups
from scripts.commands.restore.stores_block import stores_block
from scripts.commands.upgrade.current import Current
from scripts.commands.upgrade.job import Stage
from scripts.commands.upgrade.options import Options
from scripts.commands.upgrade.release_settings import APPLICATION, CDKTF_JSON, application_of
from scripts.commands.upgrade.releases import RefusedReleaseError, Step
from scripts.commands.upgrade.trial import Trial
from scripts.deployment.backup_jobs import back_up, protected_resources
from stacks.image_lock import lock_beside, read_image_lock
from stacks.image_reference import ImageReference


class DeployedSite:
    """See job.Site. How far an upgrade is, it reads each time from settings, state and AWS."""

    def __init__(self, options: Options, steps: Steps) -> None:
        self._options, self._steps = options, steps
        self._begun = False
        self.old = self.new = ""
        self.facts: dict[str, str] = {}

    @property
    def is_begun(self) -> bool:
        """Whether the copies are made, after which the new release is deployed."""
        return self._begun

    def stage(self) -> Stage:
        """See job.Site. Raises RefusedReleaseError and what Current raises."""
        now = self._now()
        wanted, change = now.settings.application.openemr_version, now.change
        self.old = self.new = wanted
        settled = now.is_settled()
        if change:
            other = ImageReference.parse(change.old).version
        elif settled or not now.is_recent(wanted):
            return Stage.DONE
        else:
            other = now.newest_of_another(wanted).version
        step = Step(other, wanted)
        if not settled and step.is_downgrade:
            self.old, self.new = wanted, other
            return Stage.RETURNING
        self.old, self.new = other, wanted
        if change is None:
            return Stage.APPLIED
        step.refuse(may_skip=self._options.may_skip)
        self._refuse_unnamed(change.new)
        self._refuse_second_pair(now)
        return Stage.WANTED

    def deploy(self) -> None:
        """See job.Site. Raises what a deploy raises."""
        options = self._options
        self._deploy(
            tasks=TaskPolicy.LEAVE_STOPPED,
            allowed=options.allowed,
            consented=options.consented,
            ignores_preflight=options.ignores_preflight,
            before_apply=self._copy,
        )

    def start(self) -> Sequence[str]:
        """See job.Site. Raises AwsError."""
        return self._start(self.new)

    def try_out(self) -> Sequence[str]:
        """See job.Site; of the embedded AWS nothing is tried. Raises AwsError."""
        now = self._now()
        if self._judges_nothing(now):
            self.facts["tried"] = "no"
            return ()
        has_apis = bool(now.settings.activate_openemr_apis)
        trial = Trial(now.deployed, now.log(), self.new, has_apis, self.facts)
        with self._steps.step("try", f"Try OpenEMR {self.new}") as step:
            problems = list(trial.problems())
            step.update(f"{len(problems)} problems")
        return problems

    def is_untouched(self) -> bool:
        """See job.Site. Raises AwsError."""
        now = self._now()
        return not now.has_second_pair and now.never_ran(self.new)

    def return_release(self) -> None:
        """See job.Site. Raises NoWayBackError, and what a deploy raises."""
        now, before = self._now(), self._configuration()
        self._write(application_of(self._options.deployment, now.newest_of(self.old)))
        deploy = self._deploy(
            tasks=TaskPolicy.STOP,
            intended=differing(before, self._configuration()),
            ran_before=True,
        )
        health = deploy.result.health
        self._demand(health.lines() if health and health.is_bad else ())

    def return_pair(self) -> None:
        """See job.Site. Raises NoWayBackError, and what a restore raises."""
        options, now = self._options, self._now()
        if not now.tasks.are_stopped():
            with self._steps.step("stop-tasks", f"Stop the tasks of {self.new}") as step:
                now.tasks.stop(step.update)
        if not now.has_second_pair:
            with self._steps.step("copies", f"Find the copies from before {self.new}") as step:
                copies, pair = now.copies_before(self.new)
                step.update(f"{pair.id}, {pair.moment:%Y-%m-%d %H:%M:%S} UTC")
            self.facts["database_as_of"] = f"{pair.moment:%Y-%m-%dT%H:%M:%SZ}"
            application = application_of(options.deployment, now.newest_of(self.old))
            self._write(application, stores_block(copies, pair))
        restore = Restore(
            RestoreOptions(
                options.deployment,
                options.program,
                consented=True,
                ignores_preflight=True,
                console=options.console,
                returns=True,
            )
        )
        if color := restore.unfinished():
            restore.run(color)
        else:
            restore.go_on_with_switch()
        self._demand(self._start(self.old))

    def _start(self, version: str) -> Sequence[str]:
        now = self._now()
        if now.tasks.are_suspended():
            with self._steps.step("start-tasks", "Start tasks") as step:
                step.update(f"{now.tasks.start()} tasks")
        if self._judges_nothing(now):
            return ()
        log = now.log()
        with self._steps.step("health", f"Wait until OpenEMR {version} is healthy") as step:

            def tell(text: str) -> None:
                for line in log.progress():
                    self._print(f"  {line}")
                step.update(text)

            health = wait_until_stable(
                now.work.account, now.place, self._options.limit_seconds, tell, self._print
            )
            step.update(health.outcome.value)
        return health.lines() if health.is_bad else ()

    def _copy(self) -> None:
        """Back up what serves, at a moment at which no task runs."""
        deployed = self._now().deployed
        vault, role = deployed.output("backup_vault_name"), deployed.output("backup_role_arn")
        back_up(deployed.account, vault, role, [*protected_resources(deployed)], self._steps)
        self._begun = True

    def _refuse_unnamed(self, image: str) -> None:
        if not ImageReference.parse(image).version:
            raise RefusedReleaseError(
                f"deployments.{self._options.deployment}.application.image: received {image}; "
                "accepted: an image that names its build, such as openemr/openemr:8.3.0-2026-08-30 "
                "with or without its digest. Nothing was changed."
            )

    def _refuse_second_pair(self, now: Current) -> None:
        if now.has_second_pair:
            name = self._options.deployment
            raise RefusedReleaseError(
                f"deployments.{name}.stores.standby: received {now.settings.stores.standby}; "
                "accepted: absent, as the way back needs the place of the second pair. openemr "
                f"restore discard {name} destroys it. Nothing was changed."
            )

    def _demand(self, problems: Sequence[str]) -> None:
        if problems:
            head = f"{self.old}, to which the upgrade went back, does not start:"
            raise OperationFailedError("\n".join([head, *problems]))

    def _deploy(self, **chosen: Any) -> Deploy:
        options = self._options
        rest: dict[str, Any] = {"allowed": (), "consented": True, "ignores_preflight": True}
        deploy = Deploy(
            DeployOptions(
                deployment=options.deployment,
                program=options.program,
                leaves_production=None,
                waits=options.waits,
                limit_seconds=options.limit_seconds,
                console=options.console,
                **{**rest, **chosen},
            ),
            self._steps,
        )
        deploy.run()
        return deploy

    def _now(self) -> Current:
        return Current.read(self._options.deployment, self._options.program)

    def _judges_nothing(self, now: Current) -> bool:
        waits = self._options.waits
        return waits is False or (waits is None and now.work.account.is_embedded())

    def _configuration(self) -> Mapping[str, Any]:
        name = self._options.deployment
        return configuration_with(CDKTF_JSON, name, read_stores(CDKTF_JSON, name))

    def _write(
        self, application: Mapping[str, Any], stores: Mapping[str, Any] | None = None
    ) -> None:
        groups = {APPLICATION: application, **({STORES: stores} if stores else {})}
        locked = read_image_lock(lock_beside(CDKTF_JSON))
        with self._steps.step("settings", f"Write the settings of {self.old} to cdktf.json"):
            write_groups(CDKTF_JSON, self._options.deployment, groups, locked)

    def _print(self, text: str) -> None:
        self._steps.console.print(text, markup=False, soft_wrap=True)
