"""The table of supported OpenEMR releases says what container.md established."""

import re

import pytest

from stacks.releases import DEFAULT_VERSION, RELEASES, Release


def test_the_default_is_a_supported_release_that_starts_quickly() -> None:
    default = RELEASES[DEFAULT_VERSION]
    assert default.script_generation == 2
    assert default.grace_period_seconds == 600


@pytest.mark.parametrize("release", RELEASES.values(), ids=list(RELEASES))
def test_a_release_is_found_by_its_version_and_names_its_source(release: Release) -> None:
    assert RELEASES[release.version] is release
    assert "docker" in release.source
    assert release.image == f"openemr/openemr:{release.tag}"
    assert re.fullmatch(rf"{release.version}(\.\d+)?(-\d{{4}}-\d\d-\d\d)?", release.tag)


def test_later_releases_count_more_upgrades_and_are_listed_in_order() -> None:
    counts = [release.docker_version for release in RELEASES.values()]
    assert counts == sorted(set(counts))
    days = [release.released for release in RELEASES.values() if release.released]
    assert days == sorted(days)


def test_the_default_was_released_and_nothing_speaks_against_it() -> None:
    default = RELEASES[DEFAULT_VERSION]
    assert default.released
    assert default.caution == ""
    others = [each for each in RELEASES.values() if each is not default]
    assert all(each.caution for each in others)


@pytest.mark.parametrize(
    ("version", "path", "grace_period_seconds", "php"),
    [
        ("7.0.2", "/interface/login/login.php?site=default", 1500, "8.2"),
        ("7.0.3", "/interface/login/login.php?site=default", 1500, "8.3"),
        ("7.0.4", "/interface/login/login.php?site=default", 1500, "8.4"),
        ("8.0.0", "/meta/health/livez", 1500, "8.4"),
        ("8.1.0", "/meta/health/livez", 600, "8.4"),
        ("8.2.0", "/meta/health/livez", 600, "8.5"),
        ("8.3.0", "/meta/health/livez", 600, "8.5"),
        ("8.4.1", "/meta/health/livez", 600, "8.5"),
    ],
)
def test_health_grace_and_php_follow_the_release(
    version: str, path: str, grace_period_seconds: int, php: str
) -> None:
    release = RELEASES[version]
    assert (release.health_path, release.container_health_path) == (path, path)
    assert release.health_matcher == "200"
    assert release.grace_period_seconds == grace_period_seconds
    assert release.php_version == php
