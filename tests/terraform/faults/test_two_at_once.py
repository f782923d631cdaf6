"""Two applies of one deployment at once: the first goes on, the second is told who works."""

import pytest

from tests.terraform.faults.cut_off import (
    DEPLOY,
    ONE_OF_EACH,
    census,
    deploying,
    frozen,
    has_network,
    until,
)
from tests.terraform.state.office import Office

pytestmark = pytest.mark.terraform


@pytest.mark.parametrize("lock", ["local", "dynamodb", "lockfile"])
def test_the_second_gets_the_lock_error_and_its_remedy(office: Office, lock: str) -> None:
    if lock != "local":
        office.keep_remotely(lock)
    with deploying(office) as first:
        until(lambda: has_network(office), first)
        with frozen(office):
            second = office.openemr(*DEPLOY)
        said, _ = first.communicate()
    assert second.returncode == 1
    assert "Error acquiring the state lock" in second.stderr
    assert "openemr state unlock shows the lock's owner" in second.stderr
    assert first.returncode == 0, said
    assert census(office) == ONE_OF_EACH
