"""The two containers: what they run, what they may know, and how ECS judges them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stacks.components.application import container
from stacks.releases import RELEASES
from stacks.settings.region import FIRST_ZONES
from tests.synthesized import Attributes, Stack, containers, without_escapes
from tests.unit.stacks.components.bench import PRODUCTION, whole

HERE = Path(container.__file__).parent
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html (2026-11)
LARGEST_TASK_DEFINITION = 64 * 1024


@pytest.fixture(scope="module")
def stack() -> Stack:
    return whole(**PRODUCTION, activate_openemr_apis="true")


@pytest.fixture(scope="module")
def bootstrap(stack: Stack) -> Attributes:
    return containers(stack)["bootstrap"]


@pytest.fixture(scope="module")
def openemr(stack: Stack) -> Attributes:
    return containers(stack)["openemr"]


def environment(definition: Attributes) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in definition["environment"]}


def secrets(definition: Attributes) -> set[str]:
    return {entry["name"] for entry in definition["secrets"]}


def test_the_serving_container_gets_no_secret_but_its_sessions(openemr: Attributes):
    assert secrets(openemr) == {"VALKEY_PASSWORD"}


def test_bootstrap_gets_what_installs_and_nothing_of_the_sessions(bootstrap: Attributes):
    assert secrets(bootstrap) == {"MYSQL_ROOT_USER", "MYSQL_ROOT_PASS", "MYSQL_PASS", "OE_PASS"}


KEYS = {
    "MYSQL_PASS": "database_password",
    "MYSQL_ROOT_PASS": "password",
    "MYSQL_ROOT_USER": "username",
    "OE_PASS": "password",
    "VALKEY_PASSWORD": "cache_password",
}


def test_each_secret_is_one_key_and_never_a_whole_value(bootstrap: Attributes, openemr: Attributes):
    """So the serving container does not learn the database's password from the cache's secret."""
    for definition in (bootstrap, openemr):
        for entry in definition["secrets"]:
            assert entry["valueFrom"].endswith(f":{KEYS[entry['name']]}::")


@pytest.mark.parametrize(("name", "file"), [("bootstrap", "bootstrap.sh"), ("openemr", "serve.sh")])
def test_terraform_hands_the_scripts_on_as_they_are(stack: Stack, name: str, file: str):
    command = containers(stack)[name]["command"]
    assert command == [container.program(file)]


FILES = {
    "bootstrap": {
        "INSTALL_PHP": "install.php",
        "KEYS_PHP": "keys.php",
        "UPGRADE_AWK": "upgrade.awk",
    },
    "openemr": {
        "APACHE_CONF": "apache.conf",
        "BACKGROUND_PHP": "background.php",
        "COMPANION_SH": "companion.sh",
        "TWIG_PHP": "twig.php",
    },
}


def test_terraform_hands_further_programs_on_as_they_are(stack: Stack, openemr: Attributes):
    for name, files in FILES.items():
        given = environment(containers(stack)[name])
        for variable, file in files.items():
            assert given[variable] == container.program(file)
    assert openemr["healthCheck"]["command"] == ["CMD-SHELL", container.program("health.sh")]


SUFFIXES = {".awk", ".conf", ".php", ".sh"}
PROGRAMS = sorted(path.name for path in HERE.iterdir() if path.suffix in SUFFIXES)


@pytest.mark.parametrize("file", PROGRAMS)
def test_a_program_is_handed_on_without_its_comments_and_nothing_else(file: str):
    """Lines of a program are code, or a comment by its first characters; none changes inside."""
    indented = file.endswith((".php", ".conf"))
    code, kept = container.program(file).splitlines(), iter(container.program(file).splitlines())
    expected = next(kept)
    for line in (HERE / file).read_text().splitlines():
        if (line if indented else line.lstrip(" ")) == expected:
            expected = next(kept, "")
        else:
            assert re.match(r" *(# |#$|// |/\*\*$|\* |\*$|\*/$)", line), line
    assert next(kept, None) is None
    assert not [line for line in code if re.match(r" *(# |// |\* )", line)]


@pytest.mark.parametrize("file", PROGRAMS)
def test_no_template_of_terraform_is_left_in_a_script(file: str):
    text = container.script(file)
    original = container.program(file)
    for sign in ("${", "%{"):
        assert text.count(sign) == text.count(sign[0] + sign) == original.count(sign)
        # `$$${` would be read as `$` and an escape, or as an escape and `{`: nobody should ask.
        assert sign[0] + sign not in original
    assert without_escapes(text) == original


def test_programs_start_by_a_shell_in_the_web_root(bootstrap: Attributes, openemr: Attributes):
    for definition in (bootstrap, openemr):
        assert definition["entryPoint"] == ["/bin/sh", "-c"]
        assert definition["workingDirectory"] == "/var/www/localhost/htdocs/openemr"
        (mount,) = definition["mountPoints"]
        assert mount["containerPath"] == "/var/www/localhost/htdocs/openemr/sites"


def test_serving_waits_until_bootstrap_has_ended_well(bootstrap: Attributes, openemr: Attributes):
    assert openemr["dependsOn"] == [{"containerName": "bootstrap", "condition": "SUCCESS"}]
    assert (bootstrap["essential"], openemr["essential"]) == (False, True)
    assert bootstrap["portMappings"] == []
    assert [port["containerPort"] for port in openemr["portMappings"]] == [443]


def test_health_is_asked_as_ecs_allows(openemr: Attributes):
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html"""
    check = openemr["healthCheck"]
    assert 5 <= check["interval"] <= 300
    assert 2 <= check["timeout"] <= 60
    assert 1 <= check["retries"] <= 10
    assert check["startPeriod"] == 300


def test_a_container_has_no_privileges_it_does_not_use(bootstrap: Attributes, openemr: Attributes):
    for definition in (bootstrap, openemr):
        assert definition["privileged"] is False
        assert "NET_RAW" in definition["linuxParameters"]["capabilities"]["drop"]
        assert "add" not in definition["linuxParameters"]["capabilities"]


def test_output_goes_to_the_log_group_of_the_deployment(bootstrap: Attributes, openemr: Attributes):
    for definition in (bootstrap, openemr):
        log = definition["logConfiguration"]
        assert log["logDriver"] == "awslogs"
        assert (
            log["options"]["awslogs-group"]
            == "${aws_cloudwatch_log_group.application_task_log.name}"
        )
        assert log["options"]["awslogs-region"] == "us-west-2"


def test_lines_wait_in_a_buffer_and_never_stop_a_program(
    bootstrap: Attributes, openemr: Attributes
):
    """ECS's own default is the account's choice (API_LogConfiguration, 2026-11)."""
    for definition in (bootstrap, openemr):
        options = definition["logConfiguration"]["options"]
        assert (options["mode"], options["max-buffer-size"]) == ("non-blocking", "25m")


SERVING = {
    "APACHE_WORKERS": "20",
    "BACKGROUND_SERVICES_SECONDS": "300",
    "TRUSTED_PROXIES": "10.9.0.0/16",
    "UPLOAD_MIB": "50",
}


def test_apache_and_php_follow_the_settings():
    settings = {
        "openemr_service_fargate_maximum_capacity": 4,
        "application": {"background_services_seconds": 300, "upload_mib": 50},
        "network": {"cidr": "10.9.0.0/16"},
    }
    found = environment(containers(whole(**settings))["openemr"])
    assert {name: found.get(name) for name in SERVING} == SERVING


def test_both_networks_of_a_dual_stack_vpc_are_trusted():
    stack = whole(clients={"ipv6_cidrs": ["2001:db8::/48"]})
    trusted = environment(containers(stack)["openemr"])["TRUSTED_PROXIES"].split()
    assert trusted == ["10.0.0.0/16", "${aws_vpc.network_vpc.ipv6_cidr_block}"]


@pytest.mark.parametrize(("audited", "switch"), [(True, "1"), (False, "0")])
def test_the_audit_of_queries_is_switched_on_and_off_alike(audited: bool, switch: str):
    definition = containers(whole(application={"audit_queries": audited}))["bootstrap"]
    assert environment(definition)["OPENEMR_SETTING_audit_events_query"] == switch


def test_queries_are_audited_unless_a_setting_says_otherwise(bootstrap: Attributes):
    assert environment(bootstrap)["OPENEMR_SETTING_audit_events_query"] == "1"


def test_lists_are_in_a_stable_order(bootstrap: Attributes, openemr: Attributes):
    for definition in (bootstrap, openemr):
        for key in ("environment", "secrets"):
            names = [entry["name"] for entry in definition[key]]
            assert names == sorted(set(names))


def size(settings: dict[str, Any]) -> int:
    """Bytes of the container definitions, with the longest values for what AWS fills in."""
    text = whole(**settings).one("aws_ecs_task_definition")["container_definitions"]
    references = text.count("${aws_")
    return len(without_escapes(text).encode()) + 100 * references


@pytest.mark.parametrize("region", ["us-west-2", max(FIRST_ZONES, key=len)])
def test_the_task_definition_is_small_enough_for_ecs(region: str):
    digest = "@sha256:" + "0" * 64
    image = f"123456789012.dkr.ecr.{region}.amazonaws.com/{'x' * 200}{digest}"
    application = {"image": image, "openemr_version": "8.2.0"}
    found = size({"region": region, "application": application})
    assert found < LARGEST_TASK_DEFINITION - 4096, found


def test_a_copy_with_the_name_of_its_original_is_small_enough_for_ecs():
    image = f"registry.example.org/{'x' * 220}:8.2.0-{'x' * 100}@sha256:{'0' * 64}"
    found = size({"application": {"image": image, "private_repository": True}})
    assert found < LARGEST_TASK_DEFINITION - 4096, found


def test_translations_are_loaded_at_once(bootstrap: Attributes):
    """Measured: 0.8 of a chart's processor time with it; OpenEMR's default is one query a text."""
    assert environment(bootstrap)["OPENEMR_SETTING_translation_preload_cache"] == "1"


@pytest.mark.parametrize("version", RELEASES)
def test_each_release_is_asked_for_its_own_health(version: str):
    definition = containers(whole(application={"openemr_version": version}))["openemr"]
    release = RELEASES[version]
    expected = f"https://localhost{release.container_health_path}"
    assert environment(definition)["HEALTH_URL"] == expected
    assert definition["image"] == release.image


@pytest.mark.parametrize("region", sorted(FIRST_ZONES))
def test_each_region_has_the_authority_of_its_databases(region: str):
    text = container.root_certificate(region)
    assert text.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE KEY" not in text


@pytest.mark.parametrize(("given", "switch"), [("true", "1"), ("false", "0")])
def test_the_apis_are_switched_on_and_off_alike(given: str, switch: str):
    # features.md E12: settings that were never taken back.
    definition = containers(whole(**PRODUCTION, activate_openemr_apis=given))["bootstrap"]
    for name in ("rest_api", "rest_fhir_api", "rest_system_scopes_api"):
        assert environment(definition)[f"OPENEMR_SETTING_{name}"] == switch


@pytest.mark.parametrize("version", sorted(RELEASES))
def test_releases_that_call_themselves_are_told_their_own_name(version: str):
    # openemr issue 5311: 8.2 makes a CCDA without a request.
    named = whole(
        **PRODUCTION, host_name="emr.example.org", application={"openemr_version": version}
    )
    found = environment(containers(named)["openemr"]).get("OWN_HOST")
    assert found == ("emr.example.org" if version < "8.2" else None)


def test_without_a_name_of_its_own_it_is_the_load_balancers():
    definition = containers(whole(application={"openemr_version": "7.0.3"}))["openemr"]
    assert environment(definition)["OWN_HOST"] == "${aws_lb.front_door_load_balancer.dns_name}"


def test_the_definitions_are_json(stack: Stack):
    json.loads(stack.one("aws_ecs_task_definition")["container_definitions"])
