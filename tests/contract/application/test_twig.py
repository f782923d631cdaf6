"""twig.php as OpenEMR reads it: compiled templates are kept, apart for each script's directory."""

import json
from pathlib import Path

import pytest

from tests.contract.application.conftest import LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import OPENEMR, STAND_IN
from tests.contract.application.servers import run
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def task(lasting_site: Site) -> Container:
    made = Container(lasting_site, LATER_IN_ASH)
    made.serve().wait_for("openemr: ready")
    return made


def configuration(task: Container) -> Path:
    """Where application.config.php looks: config/autoload/{,*.}{global,local}.php."""
    (found,) = (task.tree / OPENEMR / "interface/modules/zend_modules/config").glob(
        "autoload/*.local.php"
    )
    return found


def test_openemr_may_read_it_and_write_only_the_cache(task: Container) -> None:
    file = configuration(task)
    assert file.stat().st_mode & 0o777 == 0o644
    assert file.parent.stat().st_mode & 0o777 == 0o755
    assert (task.tree / "var/cache/openemr-twig").stat().st_mode & 0o077 == 0


def test_templates_are_kept_apart_for_each_working_directory(
    task: Container, tmp_path: Path
) -> None:
    """Twig's key is relative to it, so `report.html.twig` of two forms would be one template."""
    forms = [tmp_path / "vitals", tmp_path / "soap", tmp_path / "vitals"]
    for form in forms:
        form.mkdir(exist_ok=True)
    played = json.loads(run(["php", STAND_IN / "twig.php", configuration(task), *forms]))
    first, second, again = played["caches"]
    assert first == again != second
    assert Path(first).parent == Path(second).parent == task.tree / "var/cache/openemr-twig"
    assert played["reloads"] == 3, "a changed template would not be seen"
