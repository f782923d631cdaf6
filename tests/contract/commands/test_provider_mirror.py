"""Where the AWS provider comes from."""

from pathlib import Path

import pytest

from scripts.terraform import MirrorNotUsableError, TerraformBinary, terraform_environment
from scripts.terraform.cli_configuration import AWS_PROVIDER, find_mirror, this_platform

VERSION = "5.100.0"
TERRAFORM = TerraformBinary(Path("terraform"), "Terraform", (1, 11, 4))
OPENTOFU = TerraformBinary(Path("tofu"), "OpenTofu", (1, 11, 0))


def _unpacked(mirror: Path, version: str = VERSION, platform: str = "") -> Path:
    folder = mirror / AWS_PROVIDER / version / (platform or this_platform())
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-aws_v{version}_x5").touch()
    return mirror


def _packed(mirror: Path) -> Path:
    folder = mirror / AWS_PROVIDER
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-aws_{VERSION}_{this_platform()}.zip").touch()
    return mirror


def _search(tmp_path: Path, **settings: str) -> Path | None:
    environment = {"HOME": str(tmp_path / "home"), **settings}
    return find_mirror(VERSION, environment, tmp_path / "root")


@pytest.mark.parametrize(
    "place",
    [
        "home/.terraform.d/plugins",
        "home/.local/share/terraform/plugins",
        "root/usr/share/terraform/plugins",
        "root/usr/local/share/terraform/plugins",
        "root/usr/share/terraform/providers",
        "root/var/lib/terraform/plugins",
        "root/opt/terraform/plugins",
        "root/opt/anything",
    ],
)
@pytest.mark.parametrize("make", [_unpacked, _packed])
def test_a_mirror_in_a_usual_place_is_found(tmp_path: Path, place: str, make) -> None:
    mirror = make(tmp_path / place)
    assert _search(tmp_path) == mirror


def test_the_folders_of_the_xdg_settings_are_searched(tmp_path: Path) -> None:
    shared = _unpacked(tmp_path / "shared" / "terraform" / "plugins")
    assert _search(tmp_path, XDG_DATA_DIRS=f"/nowhere:{tmp_path / 'shared'}") == shared
    own = _unpacked(tmp_path / "own" / "terraform" / "plugins")
    assert _search(tmp_path, XDG_DATA_HOME=str(tmp_path / "own")) == own


def test_a_mirror_of_another_version_or_platform_is_passed_over(tmp_path: Path) -> None:
    _unpacked(tmp_path / "root/opt/other-version", version="6.0.0")
    _unpacked(tmp_path / "root/opt/other-platform", platform="plan9_mips")
    assert _search(tmp_path) is None


def test_a_named_mirror_is_refused_rather_than_replaced(tmp_path: Path) -> None:
    _unpacked(tmp_path / "root/opt/good")
    named = _unpacked(tmp_path / "named", version="5.99.0")
    with pytest.raises(MirrorNotUsableError) as refused:
        _search(tmp_path, TF_PROVIDER_MIRROR=str(named))
    assert f"TF_PROVIDER_MIRROR={named}: no AWS provider {VERSION}" in str(refused.value)
    assert f"{AWS_PROVIDER}/{VERSION}/{this_platform()}/" in str(refused.value)


def _environment(tmp_path: Path, binary: TerraformBinary = TERRAFORM, **settings: str):
    base = {"HOME": str(tmp_path / "home"), **settings}
    return terraform_environment(binary, VERSION, base, tmp_path / "tools", tmp_path / "root")


def test_the_mirror_serves_the_aws_provider_and_the_registry_all_others(tmp_path: Path) -> None:
    mirror = _unpacked(tmp_path / "root/opt/mirror")
    configuration = Path(_environment(tmp_path)["TF_CLI_CONFIG_FILE"])
    assert configuration.parent == tmp_path / "tools"
    assert configuration.read_text() == (
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{mirror}"\n'
        '    include = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "  direct {\n"
        '    exclude = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "}\n"
    )


def test_opentofu_finds_the_mirror_under_its_own_registry(tmp_path: Path) -> None:
    mirror = _unpacked(tmp_path / "root/opt/mirror")
    text = Path(_environment(tmp_path, OPENTOFU)["TF_CLI_CONFIG_FILE"]).read_text()
    own = tmp_path / "tools" / "provider-mirror"
    assert f'path    = "{own}"' in text
    assert 'include = ["registry.opentofu.org/hashicorp/aws"]' in text
    package = own / "registry.opentofu.org" / "hashicorp" / "aws" / VERSION / this_platform()
    assert not package.parent.is_symlink()
    assert package.resolve() == (mirror / AWS_PROVIDER / VERSION / this_platform()).resolve()


def test_downloads_from_the_registry_are_cached_without_a_lock_file(tmp_path: Path) -> None:
    environment = _environment(tmp_path)
    cache = tmp_path / "tools" / "plugin-cache"
    text = Path(environment["TF_CLI_CONFIG_FILE"]).read_text()
    assert text == f'plugin_cache_dir = "{cache}"\n'
    assert cache.is_dir()
    assert environment["TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE"] == "true"


def test_the_users_own_configuration_is_kept_if_it_exists(tmp_path: Path) -> None:
    _unpacked(tmp_path / "root/opt/mirror")
    own = tmp_path / "own.tfrc"
    own.touch()
    kept = _environment(tmp_path, TF_CLI_CONFIG_FILE=str(own))
    assert kept["TF_CLI_CONFIG_FILE"] == str(own)
    missing = _environment(tmp_path, TF_CLI_CONFIG_FILE=str(tmp_path / "missing"))
    assert missing["TF_CLI_CONFIG_FILE"] == str(tmp_path / "tools" / "terraformrc")


def test_the_users_configuration_in_the_home_directory_is_kept_too(tmp_path: Path) -> None:
    own = tmp_path / "home" / ".terraformrc"
    own.parent.mkdir()
    own.touch()
    assert _environment(tmp_path)["TF_CLI_CONFIG_FILE"] == str(own)
    mirror = _unpacked(tmp_path / "named")
    named = _environment(tmp_path, TF_PROVIDER_MIRROR=str(mirror))
    assert str(mirror) in Path(named["TF_CLI_CONFIG_FILE"]).read_text()


def test_terraform_settings_of_the_callers_shell_are_dropped(tmp_path: Path) -> None:
    foreign = {"TF_WORKSPACE": "x", "TF_DATA_DIR": "x", "TF_CLI_ARGS_plan": "x", "TF_VAR_a": "x"}
    environment = _environment(tmp_path, TERRAFORM, **foreign, TF_LOG="DEBUG")
    assert not foreign.keys() & environment.keys()
    assert environment["TF_LOG"] == "DEBUG"
