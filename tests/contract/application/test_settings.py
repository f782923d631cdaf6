"""OpenEMR's globals follow the deployment at every start, on and off."""

import pytest

from tests.contract.application.conftest import LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


def test_settings_are_switched_on_off_and_on_again(site: Site, image: Image) -> None:
    for value in ("1", "0", "1"):
        run = Container(site, image).bootstrap(
            OPENEMR_SETTING_rest_api=value, OPENEMR_SETTING_rest_fhir_api=value
        )
        run.expect(0, "settings applied: rest_api rest_fhir_api")
        assert site.setting("rest_api") == value
        assert site.setting("rest_fhir_api") == value


@pytest.mark.parametrize(
    "value",
    ["https://emr.example.org", "it's; DROP TABLE globals; -- \\", "Praxis Höß 诊所", "", "a=b%s"],
)
def test_a_setting_keeps_every_character(lasting_site: Site, value: str) -> None:
    run = Container(lasting_site, LATER_IN_ASH).bootstrap(OPENEMR_SETTING_site_addr_oath=value)
    run.expect(0)
    stored = lasting_site.ask("SELECT HEX(gl_value) FROM globals WHERE gl_name = 'site_addr_oath'")
    assert bytes.fromhex(stored).decode() == value


def test_values_of_settings_are_not_logged(lasting_site: Site) -> None:
    task = Container(lasting_site, LATER_IN_ASH)
    run = task.bootstrap(OPENEMR_SETTING_SMTP_PASS="MailSecret8")
    run.expect(0, "SMTP_PASS")
    assert lasting_site.setting("SMTP_PASS") == "MailSecret8"
    assert "MailSecret8" not in run.output


def test_a_setting_that_does_not_keep_its_value_fails_loudly(installed: Site) -> None:
    for event in ("INSERT", "UPDATE"):
        installed.ask(
            f"CREATE TRIGGER keep_{event} BEFORE {event} ON globals FOR EACH ROW "
            "SET NEW.gl_value = IF(NEW.gl_name = 'rest_api', '0', NEW.gl_value)"
        )
    run = Container(installed, LATER_IN_ASH).bootstrap(
        OPENEMR_SETTING_rest_api="1", OPENEMR_SETTING_rest_fhir_api="1"
    )
    run.expect(10, "settings that do not keep their value: rest_api\n")
