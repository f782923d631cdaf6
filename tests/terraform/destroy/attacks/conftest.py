"""One production for all attacks of a module: none of them may leave a trace on it."""

import pytest

from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.destroy.attacks.victim import Victim


@pytest.fixture(scope="module")
def victim(clinic: Deployed, copy_of: Copy) -> Victim:
    """A clinic with data, backups and evidence."""
    return Victim.of(copy_of(clinic))
