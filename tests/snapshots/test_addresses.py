"""Terraform addresses are a contract: a changed one destroys a resource and makes another."""

import difflib
from pathlib import Path
from typing import Any

import pytest

from tests.synthesized import Stack

HERE = Path(__file__).parent
# Sections of Terraform's JSON whose entries have addresses.
PREFIXES = {"data": "data.", "ephemeral": "ephemeral.", "resource": ""}


def addresses(stack: Stack) -> list[str]:
    """All addresses of a stack, outputs too, sorted."""
    found = [
        f"{prefix}{type_}.{name}"
        for section, prefix in PREFIXES.items()
        for type_, named in stack.json.get(section, {}).items()
        for name in named
    ]
    return sorted([*found, *(f"output.{name}" for name in stack.json.get("output", {}))])


def snapshot(stack: Stack) -> Path:
    """The file that keeps the addresses of a stack."""
    return HERE / f"addresses.{stack.configuration}.{stack.name}.txt"


def differences(stack: Stack) -> list[str]:
    """Lines of the snapshot that are gone, `-`, and new ones, `+`."""
    kept = snapshot(stack).read_text().splitlines() if snapshot(stack).exists() else []
    lines = difflib.unified_diff(kept, addresses(stack), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def migration(stack: Stack) -> str:
    """What a changed list of addresses means, and what to do about it."""
    changes = differences(stack)
    if not changes:
        return ""
    gone = sum(line.startswith("-") for line in changes)
    advice = (
        f"addresses are gone: {gone}. For deployments that exist this is a migration: Terraform "
        "destroys what stood there, unless the release notes give a `moved` block or a "
        "`terraform state mv`."
        if gone
        else "There are only new addresses, which Terraform makes at the next apply."
    )
    return "\n".join(
        [
            f"the Terraform addresses of {stack} have changed:",
            *changes,
            advice,
            "If it is intended: pytest tests/snapshots --rewrite-snapshots, and review the files.",
        ]
    )


def test_addresses_stay_as_they_are(stacks: list[Stack], pytestconfig: pytest.Config):
    if pytestconfig.getoption("--rewrite-snapshots"):
        for file in HERE.glob("addresses.*.txt"):
            file.unlink()
        for stack in stacks:
            snapshot(stack).write_text("\n".join(addresses(stack)) + "\n")
    found = [text for text in map(migration, stacks) if text]
    assert not found, "\n" + "\n\n".join(found)


def test_no_snapshot_is_left_over(stacks: list[Stack]):
    assert {file.name for file in HERE.glob("addresses.*.txt")} == {
        snapshot(stack).name for stack in stacks
    }


def test_a_changed_address_is_called_a_migration(default: Stack):
    def rename(json: dict[str, Any]) -> None:
        vpcs = json["resource"]["aws_vpc"]
        vpcs["network_main"] = vpcs.pop("network_vpc")

    text = migration(default.changed(rename))
    assert "\n-aws_vpc.network_vpc\n" in text
    assert "\n+aws_vpc.network_main\n" in text
    assert "addresses are gone: 1" in text
    assert "migration" in text


def test_an_additional_address_is_not(default: Stack):
    text = migration(
        default.changed(lambda json: json["resource"].update(aws_sqs_queue={"queue": {}}))
    )
    assert "\n+aws_sqs_queue.queue\n" in text
    assert "migration" not in text
