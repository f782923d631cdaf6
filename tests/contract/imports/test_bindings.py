"""The Python kernel writes what CDKTF writes, for random arguments of every resource in use."""

import ast
import importlib
import inspect
from typing import Any

import cdktf
import pytest
from cdktf import Fn, TerraformOutput, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.vpc import Vpc
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from imports.kernel.arguments import META
from tests.configurations import PROJECT
from tests.contract.imports.both_ways import both_ways, stack
from tests.contract.imports.values import KEYS, PLAIN, TEXTS, arguments

PACKAGE = "cdktf_cdktf_provider_aws"
# Compared in each run, the others while their record is not valid: see equivalence.py.
ALWAYS = ("ecs_service", "rds_cluster", "s3_bucket_lifecycle_configuration", "security_group")
# Nothing in stacks/ uses these; each has something that few others have.
OTHERS = ("athena_workgroup", "emr_cluster", "instance", "lexv2_models_bot", "network_acl")
BASES = (cdktf.TerraformResource, cdktf.TerraformDataSource)
few = settings(
    max_examples=5,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def modules() -> list[Any]:
    """The bindings that stacks/ imports, and some more, as parameters of a test."""
    found = {*OTHERS, *ALWAYS}
    for file in (PROJECT / "stacks").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}."):
                found.add(str(node.module).removeprefix(f"{PACKAGE}."))
    return [
        pytest.param(module, marks=[] if module in ALWAYS else pytest.mark.equivalence)
        for module in sorted(found - {"provider"})
    ]


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
    placeholders = (vpc.id, vpc.arn, Fn.cidrsubnet(vpc.cidr_block, 8, 1))
    given_ = data.draw(arguments(klass.__init__, META, placeholders))
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


def texts(built: Any) -> Any:
    """A VPC's attributes, alone and in texts, or plain data."""
    vpc = Vpc(built, "vpc", cidr_block="10.0.0.0/16")
    held = st.sampled_from([vpc.id, f"{vpc.arn}/*", Fn.cidrsubnet(vpc.cidr_block, 8, 1)])
    return st.recursive(
        st.one_of(held, PLAIN),
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner)),
        max_leaves=4,
    )


@settings(few, max_examples=20)
@given(data=st.data())
def test_any_output_and_any_override_of_a_stack(data: st.DataObject):
    built = stack()
    nested = texts(built)
    TerraformOutput(built, "x", value=data.draw(nested))
    paths = st.sampled_from(["terraform.backend.s3.x", "ephemeral.x.y", "a.b", "a"])
    for path in data.draw(st.lists(paths, max_size=4)):
        built.add_override(path, data.draw(nested))
    by_python, by_cdktf = both_ways(built)
    assert by_python == by_cdktf


def test_keys_are_ordered_by_utf_16_code_units_and_missing_arguments_are_null():
    built = stack()
    TerraformOutput(built, "x", value={"\uff5a": 1, "\U0001f600": 2, "z": [{}, []]})
    SecurityGroup(built, "firewall", ingress=[SecurityGroupIngress(from_port=1, to_port=2)])
    by_python, by_cdktf = both_ways(built)
    assert by_python == by_cdktf
    assert by_python.index("\U0001f600") < by_python.index("\uff5a")
    assert '"protocol": null' in by_python
