"""The output is the same everywhere and each time, and says nothing of the machine that made it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.app import synthesize
from stacks.settings import parse_settings
from tests.configurations import CONFIGURATIONS, LOCKED, PROJECT, copy_project
from tests.synthesized import Stack

# What lies below them is the same on no two machines.
LOCAL_FOLDERS = ("home", "root", "Users", "tmp", "work", "private", "mnt")
# A path that begins there, not one that goes on after a variable, a host or another folder.
LOCAL_PATH = re.compile(rf"(?<![\w.$}}{{/:~-])/({'|'.join(LOCAL_FOLDERS)})/")
ADDRESS = re.compile(r"[a-z][A-Za-z0-9_]*")
STACK_TAGS = {"Application", "ManagedBy"}
DEPLOYMENT_TAGS = {"Deployment", "Environment"}


def files(folder: Path) -> dict[Path, bytes]:
    """All files below a folder."""
    return {
        file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_main_writes_the_same_bytes_in_another_folder_process_and_environment(
    tmp_path: Path, outputs: dict[str, Path]
):
    project = copy_project(tmp_path / "elsewhere", CONFIGURATIONS["everything_on"])
    ended = subprocess.run(
        [sys.executable, str(project / "main.py")],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            # No cache of jsii's either, which took seconds to fill when it was needed.
            "HOME": str(tmp_path),
            "PYTHONHASHSEED": "4711",
            "LANG": "C",
            "TZ": "Asia/Kathmandu",
            "AWS_REGION": "eu-west-1",
            "AWS_PROFILE": "someone",
        },
        check=False,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    here, there = files(outputs["everything_on"]), files(project / "cdktf.out")
    assert there.keys() == here.keys()
    assert [str(file) for file in here if here[file] != there[file]] == []


def test_output_names_no_folder_of_the_machine(outputs: dict[str, Path]):
    for name, folder in outputs.items():
        for file in folder.rglob("*.json"):
            text = file.read_text(encoding="utf-8")
            for own in (str(PROJECT), str(folder), sys.prefix):
                assert own not in text, f"{name}: {file.name} names {own}"
            assert not LOCAL_PATH.findall(text), f"{name}: {file.name}"


@pytest.mark.parametrize("folder", LOCAL_FOLDERS)
def test_the_search_for_local_paths_finds_them(folder: str):
    assert LOCAL_PATH.search(f'"/{folder}/project/cdktf.out"')
    assert LOCAL_PATH.search(f"path=/{folder}/x")
    assert not LOCAL_PATH.search(f"${{OPENEMR_ROOT_PREFIX:-}}/{folder}/certs")
    assert not LOCAL_PATH.search(f"https://example.org/{folder}/x")


def test_a_second_synthesis_into_the_same_folder_changes_nothing(
    tmp_path: Path, outputs: dict[str, Path]
):
    shutil.copytree(outputs["smallest"], tmp_path / "out")
    synthesize(parse_settings(CONFIGURATIONS["smallest"], LOCKED), str(tmp_path / "out"))
    assert files(tmp_path / "out") == files(outputs["smallest"])


def test_every_resource_is_tagged(stacks: list[Stack]):
    for stack in stacks:
        wanted = STACK_TAGS | (DEPLOYMENT_TAGS if stack.is_deployment else set())
        assert wanted <= stack.tags.keys(), stack
        assert all(stack.tags.values()), stack
        assert len(stack.json["provider"]["aws"]) == 1, f"{stack}: a provider without tags"


def test_tags_of_the_settings_reach_every_resource(production: Stack):
    assert production.tags["CostCenter"] == "cardiology"
    assert production.tags["Deployment"] == "everything"


def test_addresses_have_no_hashes(stacks: list[Stack]):
    for stack in stacks:
        for _, address, _ in stack.every():
            name = address.partition(".")[2]
            assert ADDRESS.fullmatch(name), f"{stack}: {address}"
            assert not re.search(r"_[0-9A-F]{8}$", name), f"{stack}: {address}"


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_terraform_is_told_which_version_it_must_be(name: str, outputs: dict[str, Path]):
    folders = sorted(outputs[name].glob("stacks/*"))
    assert folders
    for folder in folders:
        assert 'required_version = ">= 1.11"' in (folder / "versions.tf").read_text()


def test_the_provider_is_pinned(stacks: list[Stack]):
    for stack in stacks:
        assert stack.json["terraform"]["required_providers"] == {
            "aws": {"source": "aws", "version": "5.100.0"}
        }, stack


def test_an_account_id_keeps_terraform_out_of_other_accounts(deployments: list[Stack]):
    for stack in deployments:
        provider = stack.json["provider"]["aws"][0]
        wanted = ["000000000000"] if stack.configuration == "everything_on" else None
        assert provider.get("allowed_account_ids") == wanted, stack


def test_state_stays_local_until_a_bucket_is_named(stacks: list[Stack]):
    for stack in stacks:
        backend = stack.json["terraform"]["backend"]
        remote = (
            stack.name != "remote-state" and "remote_state" in CONFIGURATIONS[stack.configuration]
        )
        assert list(backend) == ["s3" if remote else "local"], stack
        if not remote:
            assert backend["local"]["path"] == f"../../../terraform.{stack.name}.tfstate"
