"""One MariaDB and one Redis for all tests; a site of its own for each."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.servers import Authority, Cache, Database, run
from tests.contract.application.sites import Secrets, Site, open_tree

BUSYBOX = ("/usr/bin/busybox", "ash")
BASH = ("bash", "--posix")

EARLIER = Image(generation=1, docker_version=8, shell=BUSYBOX)
LATER = Image(generation=2, docker_version=10, shell=BASH)
LATER_IN_ASH = Image(generation=2, docker_version=10, shell=BUSYBOX)


@pytest.fixture(scope="session")
def workshop() -> Iterator[Path]:
    """Short-named (sockets), in memory if it fits, with busybox's tools in `busybox/`."""
    memory = Path("/dev/shm")
    fits = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    directory = Path(tempfile.mkdtemp(prefix="openemr-", dir=memory if fits else None))
    tools = directory / "busybox"
    tools.mkdir()
    run(["busybox", "--install", "-s", tools])
    yield directory
    open_tree(directory)
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def authority(workshop: Path) -> Authority:
    """Signs the certificates of both servers."""
    (workshop / "authority").mkdir()
    return Authority(workshop / "authority")


@pytest.fixture(scope="session")
def database(workshop: Path, authority: Authority) -> Iterator[Database]:
    """MariaDB that refuses a connection without TLS."""
    (workshop / "database").mkdir()
    server = Database(workshop / "database", authority, Secrets().master)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def cache(workshop: Path, authority: Authority) -> Iterator[Cache]:
    """Redis that speaks TLS only."""
    (workshop / "cache").mkdir()
    server = Cache(workshop / "cache", authority, Secrets().cache)
    yield server
    server.stop()


_numbers = itertools.count(1)


@pytest.fixture
def new_site(
    workshop: Path, authority: Authority, database: Database, cache: Cache
) -> Iterator[Callable[[], Site]]:
    """Makes empty sites; their containers end with the test."""
    sites: list[Site] = []

    def make() -> Site:
        name = f"site{next(_numbers)}"
        sites.append(Site(name, workshop / name, database, cache, authority, authority.certificate))
        return sites[-1]

    yield make
    for made in sites:
        made.close()


@pytest.fixture
def site(new_site: Callable[[], Site]) -> Site:
    """An empty schema name and an empty volume."""
    return new_site()


@pytest.fixture(params=[EARLIER, LATER], ids=["gen1-ash", "gen2-bash"])
def image(request: pytest.FixtureRequest) -> Image:
    """Both generations of the image and both shells; most other tests run generation 2 in ash."""
    return request.param


@pytest.fixture
def installed(site: Site) -> Site:
    """A site that the later image has installed."""
    Container(site, LATER_IN_ASH).bootstrap().expect(0)
    return site


@pytest.fixture(scope="session")
def lasting_site(
    workshop: Path, authority: Authority, database: Database, cache: Cache
) -> Iterator[Site]:
    """An installed site for tests that leave database and volume as they are."""
    made = Site("lasting", workshop / "lasting", database, cache, authority, authority.certificate)
    Container(made, LATER_IN_ASH).bootstrap().expect(0)
    yield made
    made.close()
