"""A deployment that `openemr upgrade` changes, of real MariaDB and stand-ins of two releases.

What AWS, Terraform's state and cdktf.json would know outlives the command; what is only in the
command's memory does not. Faults come where the test says: an error, or the command's death.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.commands.upgrade.job import Stage
from tests.contract.application.conftest import BUSYBOX
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.runs import Run
from tests.contract.application.servers import run
from tests.contract.application.sites import Site, open_tree

OLD, NEW = "7.0.4", "8.2.0"
# 8.2.0's scripts drop root's rights, and tell sql_upgrade.php no release.
IMAGES = {
    OLD: Image(generation=1, docker_version=8, shell=BUSYBOX),
    NEW: Image(generation=2, docker_version=12, shell=BUSYBOX),
}


class FaultError(RuntimeError):
    """What AWS or Terraform answers."""


class KilledError(BaseException):
    """The command's process is gone."""


@dataclass
class Known:
    """What is known outside of the command."""

    settings: str = OLD
    deployed: str = OLD
    is_returning: bool = False
    copies: Path | None = None
    ran_new: bool = False
    has_come_up: bool = True


@dataclass
class Upgraded:
    """job.Site. faults: point -> `error` or `kill`, once each; passed: the points so far."""

    site: Site
    faults: dict[str, str] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    tasks: list[Run] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    old: str = ""
    new: str = ""
    is_begun: bool = False

    def point(self, name: str) -> None:
        """Something happens here, or the fault of this name does."""
        self.passed.append(name)
        fault = self.faults.pop(name, "")
        if fault == "kill":
            raise KilledError(name)
        if fault:
            raise FaultError(f"fault at {name}")

    def stage(self) -> Stage:
        """As DeployedSite.stage tells it."""
        self.old, self.new = OLD, NEW
        self.is_begun = False
        settled = bool(self.tasks) and self.known.has_come_up
        if self.known.settings == self.known.deployed and settled:
            return Stage.DONE
        if self.known.is_returning:
            return Stage.RETURNING
        return Stage.WANTED if self.known.deployed == OLD else Stage.APPLIED

    def deploy(self) -> None:
        """Stop, copy, deploy."""
        self.point("plan")
        try:
            self._stop("stop")
            self._copy()
        except FaultError:
            self._stop("")
            self._run(OLD)
            raise
        self.is_begun = True
        self.point("apply")
        self.known.deployed, self.known.has_come_up = NEW, False
        self.point("after the apply")

    def start(self) -> Sequence[str]:
        """The first task of the new release."""
        self.point("start")
        self.known.ran_new = True
        container = Container(self.site, IMAGES[NEW])
        self._spoil(container)
        bootstrap = container.bootstrap()
        if self.faults.pop("task killed", ""):
            self.site.wait_at("statement")
            bootstrap.kill()
            return ["the task was killed"]
        if self.faults.get("upgrade"):
            bootstrap.wait_for("upgrading to docker-version")
            self._dies_with(bootstrap)
        if bootstrap.wait() != 0:
            return bootstrap.output.splitlines()[-1:]
        self.point("healthy")
        self._serve(NEW)
        self.known.has_come_up = True
        return ()

    def try_out(self) -> Sequence[str]:
        """What its users would meet."""
        self.point("try")
        return ["the sign-in page answered 500"] if self.faults.pop("page", "") else ()

    def is_untouched(self) -> bool:
        """Whether no task of it ever ran."""
        self.point("evidence")
        return not self.known.ran_new

    def return_release(self) -> None:
        """The old image on the data as they are."""
        self._return()
        self.known.deployed = OLD
        self.point("returned release")
        self._run(OLD)
        self.known.is_returning = False

    def return_pair(self) -> None:
        """The old image on what the copies hold."""
        self._stop("stop again")
        self._return()
        self.point("restore files")
        self._load()
        self.point("switch")
        self.known.deployed = OLD
        self.point("after the switch")
        self._run(OLD)
        self.known.is_returning = False

    def serves(self, version: str) -> None:
        """Raise AssertionError unless this release runs, of these settings, with all its data."""
        assert (self.known.settings, self.known.deployed) == (version, version)
        assert self.tasks
        assert self.site.ask("SELECT id FROM patient_data ORDER BY id") == "7\n8"
        assert (self.site.volume / "default/documents/7").read_text() == "of patient 7"
        image = IMAGES[version]
        Container(self.site, image).bootstrap().expect(0, f"docker-version {image.docker_version}")
        if version == OLD:
            assert self.site.ask("SHOW TABLES LIKE 'added_in_9'") == ""
        else:
            Container(self.site, IMAGES[OLD]).bootstrap().expect(6, "older than the data")

    def install(self) -> None:
        """The old release, with two patients and a document."""
        Container(self.site, IMAGES[OLD]).bootstrap().expect(0)
        self.site.ask("INSERT INTO patient_data VALUES (7), (8)")
        self.site.open_volume()
        (self.site.volume / "default/documents/7").write_text("of patient 7")
        self._serve(OLD)

    def _spoil(self, container: Container) -> None:
        """What makes the upgrade itself fail, in the image's own scripts."""
        statement = {
            "statement fails": "INSERT INTO missing VALUES (1);\n",
            "program dies": "#Die \n",
        }
        for name, text in statement.items():
            if self.faults.pop(name, ""):
                file = container.working_directory / "sql/8_0_0-to-8_1_0_upgrade.sql"
                file.write_text(text + file.read_text())
        if self.faults.pop("script fails", ""):
            self.site.close_gate("fail_fsupgrade_10")
        if self.faults.get("task killed"):
            (self.site.gates / "statement").write_text("CREATE TABLE added_in_10")

    def _dies_with(self, bootstrap: Run) -> None:
        """The command dies in the middle of the upgrade, whose task goes on."""
        try:
            self.point("upgrade")
        except KilledError:
            bootstrap.wait()
            raise

    def _stop(self, point: str) -> None:
        self.point(point)
        for each in self.tasks:
            each.kill()
        self.tasks = []
        self.point(f"after the {point}" if point else "")

    def _copy(self) -> None:
        self.point("copy database")
        copies = self.site.directory / f"copies{len(self.passed)}"
        copies.mkdir()
        (copies / "database.sql").write_text(self._dump())
        self.point("copy files")
        shutil.copytree(self.site.volume, copies / "volume", symlinks=True)
        self.known.copies = copies
        self.point("after the copies")

    def _return(self) -> None:
        self.known.settings, self.known.is_returning = OLD, True
        self.point("settings")

    def _dump(self) -> str:
        return run([*self._client("mariadb-dump"), "--routines", "--databases", *self._schemas()])

    def _load(self) -> None:
        assert self.known.copies, "there are no copies"
        for each in self._schemas():
            self.site.database.ask(f"DROP DATABASE IF EXISTS {each}")
        self.point("restore database")
        dump = (self.known.copies / "database.sql").read_text()
        subprocess.run(self._client("mariadb"), input=dump, text=True, check=True)
        open_tree(self.site.volume)
        shutil.rmtree(self.site.volume)
        shutil.copytree(self.known.copies / "volume", self.site.volume, symlinks=True)

    def _client(self, program: str) -> list[str]:
        socket = self.site.database.socket
        return [program, "--no-defaults", f"--socket={socket}", "--user=root"]

    def _schemas(self) -> Iterator[str]:
        yield self.site.name
        yield f"{self.site.name}_bootstrap"

    def _run(self, version: str) -> None:
        Container(self.site, IMAGES[version]).bootstrap().expect(0)
        self._serve(version)
        self.known.has_come_up = True

    def _serve(self, version: str) -> None:
        served = Container(self.site, IMAGES[version]).serve()
        served.wait_for("httpd: pid")
        self.tasks = [served]
