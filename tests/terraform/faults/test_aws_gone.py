"""AWS vanishes during an apply and comes back: the state is kept, and the next deploy finishes."""

from dataclasses import replace

import pytest

from tests.terraform.faults.cut_off import DEPLOY, assert_whole, deploying, has_network, until
from tests.terraform.state.office import NAME, Office

pytestmark = pytest.mark.terraform


@pytest.fixture
def alone(office: Office) -> Office:
    """With a provider of each command's own, which ends as in earnest."""
    return replace(office, shares_provider=False)


@pytest.mark.parametrize("remote", [False, True], ids=["local", "remote"])
def test_what_was_made_is_not_forgotten(office: Office, alone: Office, remote: bool) -> None:
    if remote:
        office.keep_remotely()
    with deploying(alone) as command:
        until(lambda: has_network(office), command)
        office.aws.stop()
        said, _ = command.communicate()
    office.aws.start()
    assert command.returncode == 1
    assert "AWS could not be reached" in said
    if remote:
        assert (office.stack / "errored.tfstate").is_file()
        assert "openemr deploy saves it to the backend first" in said
        for lock in {each["Info"]["S"] for each in office.items().values() if "Info" in each}:
            identifier = lock.partition('"ID":"')[2].partition('"')[0]
            freed = office.openemr("state", "unlock", NAME, "--id", identifier)
            assert freed.returncode == 0, freed.stderr
    finished = office.openemr(*DEPLOY)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert not (office.stack / "errored.tfstate").exists()
    assert_whole(office)
