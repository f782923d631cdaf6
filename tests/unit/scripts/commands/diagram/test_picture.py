"""What the picture shows is what the configuration says, and all of it."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.diagram.building import picture_of
from scripts.commands.diagram.command import PICTURES, render
from scripts.commands.diagram.layout import NODE_HEIGHT, NODE_WIDTH, lay_out
from scripts.commands.diagram.picture import CLIENTS, INTERNET
from scripts.commands.reference_deployment import reference_configurations
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.configuration import Configuration, read_configuration
from tests.synthesized import Stack

SVG = "{http://www.w3.org/2000/svg}"
PNG = b"\x89PNG\r\n\x1a\n"
# Components without an icon: what they make is drawn as frames, badges or not at all.
NOT_DRAWN = {
    "encryption": "keys are the numbers at the icons",
    "network": "VPC and subnets are the frames",
    "openemr": "the stack itself",
    "perimeter": "security groups are the arrows",
    "service_linked_roles": "roles of AWS's own services",
    "service_role": "roles",
}


@pytest.fixture(scope="module")
def reference() -> Configuration:
    return reference_configurations()["production"]


def read(stack: Stack) -> Configuration:
    return read_configuration(stack.name, stack.file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("full", PICTURES)
def test_the_committed_picture_is_current(reference: Configuration, full: bool):
    drawn = PICTURES[full].read_text(encoding="utf-8")
    assert drawn == render(reference, full=full), "run: openemr diagram --document"


@pytest.mark.parametrize("full", [False, True])
def test_every_component_is_drawn(deployments: list[Stack], full: bool):
    for stack in deployments:
        configuration = read(stack)
        picture = picture_of(configuration, full=full)
        components = Components.read(configuration.document)
        drawn = {
            components.of(resource.address).partition("/")[0]
            for node in picture.nodes.values()
            for resource in node.resources
        }
        made = {
            components.of(resource.address).partition("/")[0]
            for resource in configuration.resources
            if resource.mode == "managed"
        }
        assert made - drawn <= NOT_DRAWN.keys(), f"{stack}: {made - drawn - NOT_DRAWN.keys()}"


def test_two_pairs_are_told_apart(deployments: list[Stack]):
    for stack in deployments:
        picture = picture_of(read(stack), full=False)
        told = {
            node.id: line
            for node in picture.nodes.values()
            for line in node.details
            if line.startswith(("blue", "green"))
        }
        expected = {
            f"{store}.{prefix}{name}": label
            for prefix, label in (("", "blue, serving"), ("green_", "green, standby"))
            for store, name in (
                ("aws_rds_cluster", "database_cluster"),
                ("aws_efs_file_system", "files_sites"),
            )
        }
        assert told == (expected if stack.configuration == "restored" else {}), stack


def test_every_rule_between_security_groups_is_an_arrow(deployments: list[Stack]):
    for stack in deployments:
        configuration = read(stack)
        edges = picture_of(configuration, full=False).edges
        traffic = {
            (edge.source.partition(".")[0], edge.target.partition(".")[0]): edge.label
            for edge in edges
            if edge.kind == "traffic"
        }
        rules = configuration.of("aws_vpc_security_group_ingress_rule")
        # The task of a restore runs on demand, and no picture shows it.
        between = [
            rule
            for rule in rules
            if rule.get("referenced_security_group_id") and not rule.name.endswith("from_restore")
        ]
        inner = {
            pair: label
            for pair, label in traffic.items()
            if CLIENTS not in pair and INTERNET not in pair and "aws_nat_gateway" not in pair
        }
        assert len(inner) == len(between), str(stack)
        assert sorted(inner.values()) == sorted(str(rule.get("from_port")) for rule in between)


def test_users_reach_the_load_balancer_only_where_a_network_is_admitted(default: Stack):
    closed = picture_of(read(default), full=False)
    assert not [edge for edge in closed.edges if edge.source == CLIENTS]
    assert closed.nodes[CLIENTS].details == ["no network is admitted"]


def test_a_rule_that_goes_takes_its_arrow_along(reference: Configuration):
    rules = "aws_vpc_security_group_ingress_rule"
    without = [
        each for each in reference.resources if each.name != "cache_perimeter_from_application"
    ]
    assert len(without) == len(reference.resources) - 1, rules
    before = picture_of(reference, full=False).edges
    after = picture_of(
        Configuration(reference.name, tuple(without), reference.provider), full=False
    ).edges
    (gone,) = set(before) - set(after)
    assert (gone.kind, gone.label) == ("traffic", "6379")
    assert gone.target.startswith("aws_elasticache_serverless_cache.")


def test_numbers_say_which_key_encrypts_what(reference: Configuration):
    picture = picture_of(reference, full=False)
    database = next(n for n in picture.nodes.values() if n.title == "Aurora MySQL")
    assert {key.partition(".")[2] for key in database.keys} == {
        "encryption_data",
        "encryption_secrets",
    }
    assert sorted(picture.keys.values()) == list(range(1, len(picture.keys) + 1))


@pytest.mark.parametrize("full", [False, True])
def test_nothing_overlaps_or_is_cut_off(deployments: list[Stack], full: bool):
    for stack in deployments:
        layout = lay_out(picture_of(read(stack), full=full))
        places = list(layout.nodes.values())
        for index, (x, y) in enumerate(places):
            assert NODE_WIDTH / 2 <= x + 1 <= layout.width - NODE_WIDTH / 2 + 2, str(stack)
            assert NODE_HEIGHT / 2 <= y + 1 <= layout.height - NODE_HEIGHT / 2 + 2, str(stack)
            for other_x, other_y in places[index + 1 :]:
                apart = abs(x - other_x) >= NODE_WIDTH or abs(y - other_y) >= NODE_HEIGHT
                assert apart, str(stack)


def test_the_svg_needs_nothing_from_outside(reference: Configuration):
    text = render(reference, full=True)
    root = ET.fromstring(text)  # noqa: S314 - our own
    links = [e.get("href", "") for e in root.iter() if e.get("href")]
    assert links
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)
    defined = {f"#{element.get('id')}" for element in root.iter() if element.get("id")}
    assert {link for link in links if link.startswith("#")} <= defined
    words = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
    for title in ("Aurora MySQL", "Valkey", "EFS", "AWS Backup", "CloudTrail", "AWS WAF"):
        assert title in words


def test_the_command_draws_svg_and_png(default: Stack, tmp_path: Path):
    for name in ("picture.svg", "picture.png"):
        answer = CliRunner().invoke(
            app, ["diagram", str(default.file), "--out", str(tmp_path / name)]
        )
        assert answer.exit_code == 0, answer.stderr
    drawn = ET.parse(tmp_path / "picture.svg")  # noqa: S314 - our own
    assert drawn.getroot().tag == f"{SVG}svg"
    picture = (tmp_path / "picture.png").read_bytes()
    assert picture.startswith(PNG)
    assert int.from_bytes(picture[16:20], "big") > 1000, "width in pixels"


def test_a_png_without_a_font_is_refused(default: Stack, monkeypatch: pytest.MonkeyPatch):
    import resvg_py  # noqa: PLC0415

    from scripts.rendering.png import NoFontError, to_png  # noqa: PLC0415

    render_svg = resvg_py.svg_to_bytes
    monkeypatch.setattr(
        resvg_py, "svg_to_bytes", lambda **given: render_svg(**given, skip_system_fonts=True)
    )
    with pytest.raises(NoFontError, match="fonts-dejavu-core"):
        to_png(render(read(default), full=False))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "picture.pdf"], "--out picture.pdf: accepted:"),
        (["nobody"], "DEPLOYMENT 'nobody' is neither in cdktf.json nor a file or folder"),
        (["none/cdk.tf.json"], "no such file or folder"),
    ],
)
def test_wrong_use_is_refused(arguments: list[str], said: str):
    answer = CliRunner().invoke(app, ["diagram", *arguments])
    assert answer.exit_code == 2
    assert said in re.sub(r"[\s│]+", " ", answer.stderr)


def test_a_configuration_without_anything_to_draw_is_refused(tmp_path: Path):
    file = tmp_path / "cdk.tf.json"
    file.write_text(json.dumps({"resource": {"terraform_data": {"x": {}}}}))
    answer = CliRunner().invoke(app, ["diagram", str(file), "--out", str(tmp_path / "x.svg")])
    assert answer.exit_code == 2
    assert "no resource in it that a picture shows" in answer.stderr
