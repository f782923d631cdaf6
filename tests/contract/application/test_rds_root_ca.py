"""Each pinned root is what its file name says, and outlives this project's releases."""

import re
import subprocess
from pathlib import Path

import pytest

ROOTS = Path(__file__).parents[3] / "stacks/components/application/rds_root_ca"
FILES = sorted(ROOTS.glob("*.pem"))
TEN_YEARS = 10 * 365 * 24 * 3600


def openssl(*arguments: str | Path) -> str:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_regions_of_the_package_are_all_here() -> None:
    assert len(FILES) == 27
    assert {"us-east-1", "eu-central-1", "ap-southeast-2"} <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_root_is_one_self_signed_authority_of_its_region_for_ten_years(file: Path) -> None:
    text = file.read_text()
    assert text.count("BEGIN CERTIFICATE") == 1
    assert re.fullmatch(
        r"-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n", text
    )
    names = openssl("x509", "-in", file, "-noout", "-subject", "-issuer", "-nameopt", "multiline")
    common_names = re.findall(r"commonName += (.*)", names)
    assert common_names == [f"Amazon RDS {file.stem} Root CA RSA2048 G1"] * 2
    assert "CA:TRUE" in openssl("x509", "-in", file, "-noout", "-ext", "basicConstraints")
    openssl("x509", "-in", file, "-noout", "-checkend", str(TEN_YEARS))
    openssl("verify", "-check_ss_sig", "-CAfile", file, file)
