"""An embedded AWS and a checkout for each module, and a proxy between them for who wants it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.embedded_aws import loopback
from tests.terraform.faults.cut_off import until
from tests.terraform.faults.proxy import Proxy
from tests.terraform.state.conftest import office, server
from tests.terraform.state.office import Office

__all__ = ["office", "server"]


@pytest.fixture
def proxy(office: Office) -> Iterator[Proxy]:
    port = loopback.free_port()
    program = [str(Path(sys.executable).with_name("microburst")), "--host", "127.0.0.1"]
    place = ["--upstream", office.aws.url, "--port", str(port)]
    with subprocess.Popen([*program, *place], stdout=subprocess.DEVNULL) as process:
        started = Proxy(loopback.local_url(port))
        until(started.answers)
        yield started
        process.kill()  # asked to end, it waits for the calls that it holds
