"""The tables of predecessors' keys: complete, and their targets exist."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.commands.settings.import_.entry import Becomes, Depends, Entry, Unsupported
from scripts.commands.settings.import_.predecessors import PREDECESSORS, Predecessor
from scripts.commands.settings.import_.predecessors.cdk import FEATURE_FLAG_PREFIX
from scripts.commands.settings.show import setting_groups
from tests.unit.scripts.commands.settings.recorded import EXAMPLES, RECORDED, documented_keys

SETTINGS = {setting.path: setting for group in setting_groups() for setting in group.settings}
EACH = pytest.mark.parametrize("predecessor", PREDECESSORS.values(), ids=list(PREDECESSORS))


def leaves(entry: Entry) -> Iterator[Becomes | Unsupported]:
    if isinstance(entry, Depends):
        yield from leaves(entry.if_set)
        yield from leaves(entry.if_unset)
    else:
        yield entry


def targets(predecessor: Predecessor) -> Iterator[tuple[str, Becomes]]:
    for key, entry in predecessor.keys.items():
        for leaf in leaves(entry):
            if isinstance(leaf, Becomes):
                yield key, leaf


def test_every_recorded_predecessor_is_known():
    assert list(PREDECESSORS) == list(RECORDED)


@EACH
def test_the_table_has_every_key_and_no_other(predecessor: Predecessor):
    shown = {
        key
        for example in EXAMPLES
        if example.predecessor is predecessor
        for key in example.values
        if not key.startswith(FEATURE_FLAG_PREFIX)
    }
    assert set(predecessor.keys) == shown | set(documented_keys(predecessor.name))


@EACH
def test_the_table_follows_the_commit_that_was_recorded(predecessor: Predecessor):
    recorded = RECORDED[predecessor.name]
    assert (predecessor.repository, predecessor.commit) == (
        recorded["repository"],
        recorded["commit"],
    )


@EACH
def test_every_target_is_a_setting(predecessor: Predecessor):
    for key, entry in targets(predecessor):
        assert entry.setting in SETTINGS, key


@EACH
def test_no_two_keys_write_the_same_setting_unless_it_is_a_list(predecessor: Predecessor):
    written: dict[str, set[str]] = {}
    for key, entry in targets(predecessor):
        written.setdefault(entry.setting, set()).add(key)
    for setting, keys in written.items():
        assert len(keys) == 1 or SETTINGS[setting].type.startswith("list of"), (setting, keys)


@EACH
def test_a_key_that_is_not_supported_says_why(predecessor: Predecessor):
    for key, entry in predecessor.keys.items():
        for leaf in leaves(entry):
            if isinstance(leaf, Unsupported):
                assert len(leaf.reason.split()) > 2, key
                assert bool(leaf.harmless) == bool(leaf.then), key


@EACH
def test_settings_that_a_text_names_exist(predecessor: Predecessor):
    """`--set domain.hosted_zone_id=...`, and the environment, in reasons and remarks."""
    groups = {group.path for group in setting_groups()}
    for key, entry in predecessor.keys.items():
        for leaf in leaves(entry):
            text = leaf.reason if isinstance(leaf, Unsupported) else leaf.remark
            named = re.findall(r"--set ([\w.]+)=", text)
            named += re.findall(r"\b[a-z]+\.[a-z_]+\b", text)
            for each in named:
                assert each in SETTINGS or each.partition(".")[0] not in groups, (key, each)


def test_the_defaults_of_variables_are_those_that_terraform_takes():
    """variables.tf of openemr-on-eks declares them."""
    defaults = documented_keys("eks")
    for key, entry in targets(PREDECESSORS["eks"]):
        if key != "domain_name":
            assert same(entry.default, defaults[key]), key


def same(one: Any, other: Any) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


@EACH
def test_every_target_that_protects_is_marked(predecessor: Predecessor):
    """Retention, deletion protection, alarms and the audit trail: more is safer."""
    protecting = re.compile(
        r"retention|deletion_protected|audit_trail\.enabled|monitoring\.enabled"
    )
    for key, entry in targets(predecessor):
        assert entry.protects == bool(protecting.search(entry.setting)), key
