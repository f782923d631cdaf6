"""Runs the start scripts as ECS does: `sh -c <text>`, with the container's environment only."""

import os
import subprocess
from pathlib import Path

from stacks.components.application import container
from tests.contract.application.image import OPENEMR, STAND_IN, Image
from tests.contract.application.runs import Run
from tests.contract.application.servers import CACHE_USER, free_port
from tests.contract.application.sites import Site

SCRIPTS = container.HERE


class Container:
    """A fresh copy of the image with the site's volume, as each start of a task gets."""

    def __init__(self, site: Site, image: Image) -> None:
        self.site, self.image = site, image
        self.tree = site.directory / f"container{len(list(site.directory.iterdir()))}"
        image.build(self.tree, site.public_root)
        (self.tree / OPENEMR / "sites").symlink_to(site.volume)

    @property
    def working_directory(self) -> Path:
        """The image's WORKDIR."""
        return self.tree / OPENEMR

    def bootstrap_environment(self) -> dict[str, str]:
        """What the task definition gives the container `bootstrap`."""
        site, secrets = self.site, self.site.secrets
        return {
            "MYSQL_HOST": "127.0.0.1",
            "MYSQL_PORT": str(site.database.port),
            "MYSQL_DATABASE": site.name,
            "MYSQL_USER": f"{site.name}app",
            "OE_USER": "admin",
            "RDS_ROOT_CA": site.authority.certificate.read_text(),
            "INSTALL_PHP": self.text("install.php"),
            "KEYS_PHP": self.text("keys.php"),
            "UPGRADE_AWK": self.text("upgrade.awk"),
            "MYSQL_ROOT_USER": "master",
            "MYSQL_ROOT_PASS": secrets.master,
            "MYSQL_PASS": secrets.application,
            "OE_PASS": secrets.administrator,
            "DATABASE_WAIT_SECONDS": "20",
            "LOCK_WAIT_SECONDS": "60",
            "INSTALL_SECONDS": "60",
            "ACCOUNT_SETTLE_SECONDS": "1",
        }

    def bootstrap(self, **environment: str) -> Run:
        """Start bootstrap.sh."""
        return self._start("bootstrap.sh", {**self.bootstrap_environment(), **environment})

    def restore(self, root: Path, **environment: str) -> Run:
        """Start bootstrap.sh as the task of a restore, with the root of a file system."""
        sites = self.tree / OPENEMR / "sites"
        sites.unlink()
        (sites / "default").mkdir(parents=True)
        programs = {
            "RESTORE_SH": self.text("restore.sh"),
            "RESTORE_PHP": self.text("restore.php"),
            "RESTORE_ROOT": str(root),
        }
        return self.bootstrap(**programs, **environment)

    def serve_environment(self) -> dict[str, str]:
        """What the task definition gives the container `openemr`."""
        site = self.site
        return {
            "VALKEY_HOST": "localhost",
            "VALKEY_PORT": str(site.cache.port),
            "VALKEY_USER": CACHE_USER,
            "VALKEY_PASSWORD": site.secrets.cache,
            "VALKEY_WAIT_SECONDS": "5",
            "RDS_ROOT_CA": site.authority.certificate.read_text(),
            "APACHE_WORKERS": "6",
            "BACKGROUND_SERVICES_SECONDS": "0",
            "TRUSTED_PROXIES": "10.0.0.0/16 10.1.0.0/16",
            "UPLOAD_MIB": "30",
            "APACHE_CONF": self.text("apache.conf"),
            "BACKGROUND_PHP": self.text("background.php"),
            "COMPANION_SH": self.text("companion.sh"),
            "TWIG_PHP": self.text("twig.php"),
            "HEALTH_URL": f"https://localhost:{free_port()}/meta/health/livez",
            "PHP_INI_SCAN_DIR": f":{self.tree}/etc/php84/conf.d",
        }

    def serve(self, **environment: str) -> Run:
        """Start serve.sh."""
        return self._start("serve.sh", {**self.serve_environment(), **environment})

    def health(self, url: str) -> int:
        """Exit code of the health check."""
        return self._start("health.sh", {"HEALTH_URL": url}).wait()

    @staticmethod
    def text(name: str) -> str:
        """One of our files, as the task definition carries it."""
        return container.program(name)

    def environment(self, variables: dict[str, str]) -> dict[str, str]:
        """The container's variables, and those that lead to the stand-ins."""
        tools = [variables.get("PATH", ""), str(STAND_IN / "bin")]
        if self.image.generation == 2:
            tools.append(str(STAND_IN / "su-exec"))
        if "busybox" in self.image.shell[0]:
            tools.append(str(self.site.directory.parent / "busybox"))
        tools += ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        return {
            "OPENEMR_ROOT_PREFIX": str(self.tree),
            "STAND_IN_GATES": str(self.site.gates),
            "TMPDIR": str(self.site.directory),
            **variables,
            "PATH": ":".join(filter(None, tools)),
        }

    def _start(self, script: str, variables: dict[str, str]) -> Run:
        log = self.tree / f"{script}.log"
        as_root = [] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user"]
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*as_root, *self.image.shell, "-c", self.text(script)],
                env=self.environment(variables),
                cwd=self.working_directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        run = Run(process, log)
        self.site.runs.append(run)
        return run
