"""Python writes what CDKTF writes, whatever the arguments of whichever resource."""

import ast
import importlib
import inspect
from typing import Any

import cdktf
import pytest
from cdktf import Fn, TerraformOutput, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.vpc import Vpc
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from imports.kernel.arguments import META
from tests.configurations import PROJECT
from tests.contract.imports.both_ways import both_ways, stack
from tests.contract.imports.values import KEYS, PLAIN, TEXTS, arguments

PACKAGE = "cdktf_cdktf_provider_aws"
# Nothing in stacks/ uses these; each has something that few others have.
OTHERS = ("athena_workgroup", "emr_cluster", "instance", "lexv2_models_bot", "network_acl")
BASES = (cdktf.TerraformResource, cdktf.TerraformDataSource)
few = settings(
    max_examples=5,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def modules() -> list[str]:
    """The bindings that stacks/ imports, and some more."""
    found = set(OTHERS)
    for file in (PROJECT / "stacks").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}."):
                found.add(str(node.module).removeprefix(f"{PACKAGE}."))
    return sorted(found - {"provider"})


def element_class(module: str) -> Any:
    """The resource or data source of a module."""
    members = vars(importlib.import_module(f"{PACKAGE}.{module}")).values()
    return next(each for each in members if isinstance(each, type) and issubclass(each, BASES))


def attributes(klass: Any) -> list[str]:
    """Python's names of what can be read as text, number or map of texts."""
    readable = (str, cdktf.StringMap)
    return [
        name
        for name, member in inspect.getmembers(klass, lambda member: isinstance(member, property))
        if member.fget.__module__.startswith(PACKAGE)
        and member.fget.__annotations__["return"] in readable
    ]


@pytest.mark.parametrize("module", modules())
@few
@given(data=st.data())
def test_any_arguments_of_a_resource(module: str, data: st.DataObject):
    built, klass = stack(), element_class(module)
    vpc = Vpc(built, "vpc", cidr_block="10.0.0.0/16")
    placeholders = [vpc.id, vpc.arn, Fn.upper(vpc.owner_id)]
    given_ = data.draw(arguments(klass.__init__, set(META), placeholders))
    lifecycle = TerraformResourceLifecycle(
        prevent_destroy=data.draw(st.booleans()), ignore_changes=data.draw(st.lists(TEXTS))
    )
    made = klass(built, "made", depends_on=[vpc], lifecycle=lifecycle, **given_)
    for name in attributes(klass):
        value = getattr(made, name)
        text = value if isinstance(value, str) else value.lookup("key")
        TerraformOutput(built, f"read_{name}", value=f"{text} and {{{text}}} and ${{{text}}}")
    by_python, by_cdktf = both_ways(built)
    assert by_python == by_cdktf


@settings(few, max_examples=60)
@given(data=st.data())
def test_any_output_and_any_override(data: st.DataObject):
    built = stack()
    vpc = Vpc(built, "vpc", cidr_block="10.0.0.0/16", tags={"Name": "x"})
    held = st.sampled_from([vpc.id, f"{vpc.arn}/*", Fn.cidrsubnet(vpc.cidr_block, 8, 1)])
    nested = st.recursive(
        st.one_of(held, PLAIN),
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner)),
        max_leaves=4,
    )
    paths = st.sampled_from(["tags", "tags.Name", "lifecycle.prevent_destroy", "a.b", "7", "a"])
    for place in (vpc, built, TerraformOutput(built, "x", value=data.draw(nested))):
        for path in data.draw(st.lists(paths, max_size=3)):
            place.add_override(path, data.draw(nested))
    by_python, by_cdktf = both_ways(built)
    assert by_python == by_cdktf


def test_a_list_is_put_behind_the_one_that_it_overrides():
    built = stack()
    output = TerraformOutput(built, "x", value=["one"], description="text")
    output.add_override("value", ["two", {"three": []}])
    output.add_override("description", {"in": "its place"})
    by_python, by_cdktf = both_ways(built)
    assert by_python == by_cdktf
    assert by_python.index("one") < by_python.index("two")
