"""The tables of imports/kernel agree with the JavaScript of the packages."""

import importlib
import re
import tarfile
from collections.abc import Iterator

import pytest

from imports.kernel.construction import CDKTF_VERSION
from imports.kernel.facts import COLLECTIONS, LIST, SET, WITH_NULLS, terraform_name
from imports.kernel.synthesis import PROVIDER as PROVIDER_RELEASE
from imports.packages import PROVIDER, SUPPORTED, folder_of

SCRIPT = re.compile(r"package/lib/([\w-]+)/index[\w-]*\.js")
GETTER = re.compile(r"^    get (\w+)\(\) \{\n        return [^\n']*'([^']*)'[^\n]*\n", re.M)
ARGUMENT = re.compile(r"^ +'?(\w+)'?: (?!\{)[^\n]*?(?:struct\.|this\._)(\w+)", re.M)
WRITER = re.compile(r"^function (\w+)ToTerraform\(struct\) \{\n(.*?)^\}\n", re.M | re.S)


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    """The provider's JavaScript, by the name of the folder."""
    found: dict[str, str] = {}
    with tarfile.open(folder_of(PROVIDER) / SUPPORTED[PROVIDER]) as archive:
        for member in archive:
            match = SCRIPT.fullmatch(member.name)
            content = archive.extractfile(member) if match else None
            if match and content:
                found[match[1]] = found.get(match[1], "") + content.read().decode()
    assert len(found) > 2_000
    return found


def names(script: str) -> Iterator[tuple[str, str]]:
    """Pairs of a name in JavaScript and Terraform's."""
    yield from GETTER.findall(script)
    for terraform, javascript in ARGUMENT.findall(script):
        # For HCL, the second language CDKTF writes, the name stands a line higher.
        if terraform != "value":
            yield javascript, terraform


@pytest.mark.equivalence
def test_every_name_of_the_provider(scripts: dict[str, str]):
    pairs = {pair for script in scripts.values() for pair in names(script)}
    assert len(pairs) > 9_000
    assert {pair for pair in pairs if terraform_name(pair[0]) != pair[1]} == set()


@pytest.mark.equivalence
def test_structs_that_are_written_with_nulls(scripts: dict[str, str]):
    found = {
        f"{name[0].upper()}{name[1:]}"
        for script in scripts.values()
        for name, body in WRITER.findall(script)
        if "undefined ? null" in body
    }
    assert found == {name.rpartition(".")[2] for name in WITH_NULLS}


@pytest.mark.equivalence
@pytest.mark.parametrize(("place", "kind"), COLLECTIONS.items(), ids=str)
def test_attributes_that_hold_several_values(
    place: tuple[str, str], kind: str, scripts: dict[str, str]
):
    klass, name = place
    (script,) = (text for text in scripts.values() if f"\nclass {klass} extends" in text)
    attribute = terraform_name(name)
    objects = re.search(rf'this\._{name} = new \w+\(this, "{attribute}", (\w+)\)', script)
    texts = re.search(rf"return (.*)this\.getListAttribute\('{attribute}'\)", script)
    assert objects or texts
    of_set = objects[1] == "true" if objects else "tolist" in str(texts)
    assert kind == (SET if of_set else LIST)


def test_the_releases():
    assert f"@{CDKTF_VERSION}." in SUPPORTED["cdktf"]
    assert f"providers/hashicorp/aws/{PROVIDER_RELEASE['version']}/" in str(
        importlib.import_module(f"{PROVIDER}.vpc").__doc__
    )
