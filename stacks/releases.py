"""OpenEMR releases that this project runs, and what differs between their container images.

Upstream's Docker Hub tags (openemr/openemr .github/release-targets.yml at ef3d490, and
docker-build-release.yml; read 2026-11-29): each numbered tag is rebuilt in place every day at 06:00
UTC while its branch is maintained, and each build also gets a tag that never moves,
`X.Y.Z-YYYY-MM-DD`. The number of the next release (8.5.0 in October 2026) is a build of the
development branch, until it is released. `latest`, `next`, `dev`, `flex*` move between versions.
Where each fact is from: `source`; docs/releases.md has the table.
"""

from dataclasses import dataclass
from typing import Literal

REPOSITORY = "openemr/openemr"
"""On Docker Hub."""

_LOGIN_PAGE = "/interface/login/login.php?site=default"
"""Answers 200 once globals and database load.  The only deep URL without login in 7.0.x."""

_LIVENESS = "/meta/health/livez"
"""Answers 200 without touching the database (meta/health/index.php, openemr PR #8796; since 8.0.0).

Its sibling `readyz` is no target for a load balancer: it answers 200 whatever it finds.
"""

_ONLY_NEWER = "upstream repairs newer releases only"
_MYSQL_8_4 = "upstream asks for MySQL 8.4 or later, and Aurora MySQL 3 is 8.0"


@dataclass(frozen=True)
class Release:
    """One release of OpenEMR as the start scripts and the load balancer see its image.

    released: by upstream's list; None: never. tag: of one build, where one is on record.
    docker_version: the image's own count of upgrades, in the file of that name.
    script_generation: 1 = POSIX `openemr.sh` that changes the mode of the whole web root at each
        start; 2 = bash, modes are set when the image is built.
    health_path, health_matcher: URL and HTTP codes for the load balancer's check, HTTPS port 443.
    container_health_path: URL for the container's own check.
    grace_period_seconds: how long ECS ignores failing checks of a young task.
    upgrade_passes_version: the image's scripts upgrade from the version before theirs; others
        replay all SQL since 2.6.0 (openemr issue 13583), unless the start script corrects them.
    calls_itself: makes a CCDA by a request to its own public address, `qualified_site_addr`, which
        is the global `site_addr_oath` (openemr issue 5311; src/Services/CDADocumentService.php of
        7.0 at 007b04b2, of 8.0 besides for its portal's own view, read 2026-11-30). In 8.1.1-dev
        (schema 539) the class makes it itself; 8.1.0 was not read, and counts as the older ones.
    """

    version: str
    released: str | None
    tag: str
    docker_version: int
    script_generation: Literal[1, 2]
    php_version: str
    health_path: str
    source: str
    upgrade_passes_version: bool = False
    calls_itself: bool = False
    caution: str = ""
    health_matcher: str = "200"

    @property
    def image(self) -> str:
        """The image to run where settings name none."""
        return f"{REPOSITORY}:{self.tag}"

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


RELEASES: dict[str, Release] = {
    release.version: release
    for release in (
        Release(
            version="7.0.2",
            released="2023-11-15",
            tag="7.0.2",
            docker_version=6,
            script_generation=1,
            php_version="8.2",
            health_path=_LOGIN_PAGE,
            calls_itself=True,
            caution=_ONLY_NEWER,
            source="openemr-devops docker/openemr/7.0.2 at 2a860af3 (2025-02-09)",
        ),
        Release(
            version="7.0.3",
            released="2025-03-19",
            tag="7.0.3",
            docker_version=7,
            script_generation=1,
            php_version="8.3",
            health_path=_LOGIN_PAGE,
            calls_itself=True,
            caution=_ONLY_NEWER,
            source="openemr-devops docker/openemr/7.0.3 at 2a860af3 (2025-02-09), later obsolete",
        ),
        Release(
            version="7.0.4",
            released="2025-12-18",
            tag="7.0.4.0-2025-12-24",
            docker_version=8,
            script_generation=1,
            php_version="8.4",
            health_path=_LOGIN_PAGE,
            calls_itself=True,
            caution=_ONLY_NEWER,
            source=(
                "openemr-devops docker/openemr/7.0.4/openemr.sh at 054b2cb7, openemr "
                "docker/release/Dockerfile at 0b6cd1e2; tag: openemr-devops "
                "docker/openemr/OVERVIEW.md at 06d32a50.  Builds before 2025-11-16 had broken "
                "Redis sessions (openemr issue 9473)"
            ),
        ),
        Release(
            version="8.0.0",
            released="2026-02-13",
            tag="8.0.0.3-2026-03-25",
            docker_version=9,
            script_generation=1,
            php_version="8.4",
            health_path=_LIVENESS,
            calls_itself=True,
            caution=_ONLY_NEWER,
            source="openemr-devops docker/openemr/8.0.0 at 0a01646f; tag: OVERVIEW.md at 06d32a50",
        ),
        Release(
            version="8.1.0",
            released=None,
            tag="8.1.0-2026-06-18",
            docker_version=10,
            script_generation=2,
            php_version="8.4",
            health_path=_LIVENESS,
            calls_itself=True,
            caution="upstream tagged and never released it, and rebuilds its image no more",
            source=(
                "openemr-devops docker/openemr/8.1.0/Dockerfile at 06d32a50, openemr "
                "docker/release/openemr.sh at 6269a999; never released: openemr "
                "BranchVersionResolver and website-openemr data/releases.json at 7d68d9e; tag: "
                "pinned by others in June 2026"
            ),
        ),
        Release(
            version="8.2.0",
            released="2026-07-08",
            tag="8.2.0",
            docker_version=12,
            script_generation=2,
            php_version="8.5",
            health_path=_LIVENESS,
            source=(
                "website-openemr data/releases.json at 7d68d9e; openemr docker/release/{Dockerfile,"
                "openemr.sh} of 2026-06-27 (8.2.0-dev, Alpine 3.23) and openemr.sh at 00239a75; "
                "fsupgrade-12.sh at 0a14c155.  8.2.0-dev of that day was run under the start "
                "scripts with PHP 8.4 in November 2026; openemr-on-eks v7.1.4 runs the image"
            ),
        ),
        Release(
            version="8.3.0",
            released="2026-08-18",
            tag="8.3.0-2026-08-30",
            docker_version=13,
            script_generation=2,
            php_version="8.5",
            health_path=_LIVENESS,
            upgrade_passes_version=True,
            caution="this project has not run it",
            source=(
                "openemr docker/release/upgrade/fsupgrade-13.sh at 0c9bd598; PHP as in 8.2.0 and "
                "8.4.1; day and tag: named by others in August and September 2026"
            ),
        ),
        Release(
            version="8.4.1",
            released="2026-09-20",
            tag="8.4.1-2026-10-01",
            docker_version=15,
            script_generation=2,
            php_version="8.5",
            health_path=_LIVENESS,
            upgrade_passes_version=True,
            caution=f"this project has not run it; {_MYSQL_8_4}",
            source=(
                "openemr v8_4_1 is a43edad9; docker/release/upgrade/fsupgrade-15.sh at 33050ea4; "
                "PHP, requirements and tag: named by others who ran it in September and October "
                "2026.  openemr-on-ecs runs it on Fargate, Aurora MySQL 3 and Valkey"
            ),
        ),
    )
}

DEFAULT_VERSION = "8.2.0"
"""Newest release whose Dockerfile and start script were read and whose code was run under ours.

8.1.0, the default before, was never released. 8.3.0 and 8.4.1 have security fixes that 8.2.0 lacks,
but neither their images nor their code could be had here, and the release notes of 8.4.1 ask for
MySQL 8.4. Modes are set at build (3-6 minutes to start instead of 20), and there is a liveness URL.
"""
