"""The OpenEMR releases this project runs, and what differs between their container images."""

from dataclasses import dataclass
from typing import Literal

_LOGIN_PAGE = "/interface/login/login.php?site=default"
"""Answers 200 once globals and database load.  The only deep URL without login in 7.0.x."""

_LIVENESS = "/meta/health/livez"
"""Answers 200 without touching the database (meta/health/index.php, openemr PR #8796; since 8.0.0).

Its sibling `readyz` is no target for a load balancer: it answers 200 whatever it finds.
"""


@dataclass(frozen=True)
class Release:
    """One tag of `openemr/openemr` as the start scripts and the load balancer see it.

    script_generation: 1 = POSIX `openemr.sh` that changes the mode of the whole web root at each
        start; 2 = bash, modes are set when the image is built.
    health_path, health_matcher: URL and HTTP codes for the load balancer's check, HTTPS port 443.
    container_health_path: URL for the container's own check.
    grace_period_seconds: how long ECS ignores failing checks of a young task.
    php_version: PHP in the image; its configuration is /etc/php<suffix>/conf.d.
    source: where these facts were read or measured.
    """

    version: str
    script_generation: Literal[1, 2]
    php_version: str
    health_path: str
    source: str
    health_matcher: str = "200"

    @property
    def container_health_path(self) -> str:
        """Same as the load balancer's: neither may kill a task for a short database failover."""
        return self.health_path

    @property
    def grace_period_seconds(self) -> int:
        """1500 s while the web root is re-moded at start (measured 20-22 min at worst), else 600 s.

        Times: openemr-on-eks docs/DEPLOYMENT_TIMINGS.md, 8.0.x 20-22 min, 8.1.x 3-6 min.
        """
        return 1500 if self.script_generation == 1 else 600

    @property
    def php_suffix(self) -> str:
        """`84` for PHP 8.4, as in Alpine's /etc/php84."""
        return self.php_version.replace(".", "")

    @property
    def php_configuration_directory(self) -> str:
        """Where PHP reads additional .ini files, in alphabetical order."""
        return f"/etc/php{self.php_suffix}/conf.d"


RELEASES: dict[str, Release] = {
    release.version: release
    for release in (
        Release(
            version="7.0.2",
            script_generation=1,
            php_version="8.2",
            health_path=_LOGIN_PAGE,
            source="openemr-devops docker/openemr/7.0.2 at 2a860af3 (2025-02-09); docker-version 6",
        ),
        Release(
            version="7.0.3",
            script_generation=1,
            php_version="8.3",
            health_path=_LOGIN_PAGE,
            source="openemr-devops docker/openemr/7.0.3 at 2a860af3 (2025-02-09); docker-version 7",
        ),
        Release(
            version="7.0.4",
            script_generation=1,
            php_version="8.4",
            health_path=_LOGIN_PAGE,
            source=(
                "openemr-devops docker/openemr/7.0.4/openemr.sh at 054b2cb7, openemr "
                "docker/release/Dockerfile at 0b6cd1e2; docker-version 8.  Builds before "
                "2025-11-16 had broken Redis sessions (openemr issue #9473): pin a newer digest"
            ),
        ),
        Release(
            version="8.0.0",
            script_generation=1,
            php_version="8.4",
            health_path=_LIVENESS,
            source=(
                "openemr-devops docker/openemr/8.0.0/{openemr.sh,ssl.sh} at 0a01646f; "
                "docker-version 9"
            ),
        ),
        Release(
            version="8.1.0",
            script_generation=2,
            php_version="8.4",
            health_path=_LIVENESS,
            source=(
                "openemr-devops docker/openemr/8.1.0/Dockerfile at 06d32a50, openemr "
                "docker/release/openemr.sh at 6269a999; docker-version 10"
            ),
        ),
        Release(
            version="8.2.0",
            script_generation=2,
            php_version="8.4",
            health_path=_LIVENESS,
            source=(
                "openemr docker/release/openemr.sh at 00239a75 (runs the installer as apache); in "
                "use by openemr-on-eks v7.1.4.  Its own Dockerfile was not available"
            ),
        ),
    )
}

DEFAULT_VERSION = "8.1.0"
"""Newest release whose Dockerfile, docker-version and start-up times are all on record.

Modes are set at build (3-6 minutes to start instead of 20), it has a liveness URL, and
openemr-on-ecs 4.1.1 runs it on the same services: Fargate, Aurora MySQL 3, Valkey.
"""
