"""Which of two pairs of database and files a name belongs to, and which one OpenEMR uses."""

from typing import Any

import pytest

from scripts.deployment.pairs import Pairs, color_of


def state(*names: str, serving: str = "") -> dict[str, Any]:
    clusters = [
        {
            "mode": "managed",
            "type": "aws_rds_cluster",
            "name": f"c{number}",
            "instances": [{"attributes": {"cluster_identifier": name}}],
        }
        for number, name in enumerate(names)
    ]
    outputs = {"database_cluster_id": {"value": serving}} if serving else {}
    return {"resources": clusters, "outputs": outputs}


BLUE, GREEN = "openemr-clinic-database", "openemr-clinic-greendatabase"


@pytest.mark.parametrize(
    ("name", "color"),
    [
        (BLUE, "blue"),
        (GREEN, "green"),
        ("openemr-clinic-greenfiles", "green"),
        ("openemr-clinic-greenfinal-vpc-0123", "green"),
        ("openemr-clinic-final-vpc-0123", "blue"),
        ("greendatabase", "blue"),
    ],
)
def test_only_the_second_pair_has_its_color_in_its_names(name: str, color: str) -> None:
    assert color_of("clinic", name) == color


def test_a_deployment_may_be_called_after_a_color() -> None:
    assert color_of("green", "openemr-green-database") == "blue"
    assert color_of("clinic-green", "openemr-clinic-green-database") == "blue"


@pytest.mark.parametrize(
    ("pairs", "labels"),
    [
        (state(), ("", "green")),
        (state(BLUE, serving=BLUE), ("", "green")),
        (state(BLUE, GREEN, serving=BLUE), ("blue, serving", "green, standby")),
        (state(BLUE, GREEN, serving=GREEN), ("blue, standby", "green, serving")),
        (state(GREEN, serving=GREEN), ("blue", "green, serving")),
        # An interrupted destroy took the outputs out of the state.
        (state(BLUE, GREEN), ("blue", "green")),
    ],
)
def test_pairs_are_told_apart_where_there_is_more_than_blue(
    pairs: dict[str, Any], labels: tuple[str, str]
) -> None:
    found = Pairs.of("clinic", pairs)
    assert (found.label(BLUE), found.label(GREEN)) == labels


def test_what_is_shown_keeps_its_own_text() -> None:
    found = Pairs.of("clinic", state(BLUE, GREEN, serving=BLUE))
    assert found.labelled(GREEN) == f"{GREEN} (green, standby)"
    assert found.labelled(GREEN, "rds!cluster-1") == "rds!cluster-1 (green, standby)"
    assert Pairs.of("clinic", state(BLUE, serving=BLUE)).labelled(BLUE) == BLUE
