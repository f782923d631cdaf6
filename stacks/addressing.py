"""Terraform addresses that equal construct paths, without CDKTF's hashes."""

import re
from typing import Any

import jsii
from cdktf import TerraformStack
from constructs import Construct

# https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
NOT_IN_AN_IDENTIFIER = re.compile(r"[^A-Za-z0-9_-]")


class ReadableStack(TerraformStack):
    """A stack whose resource at `network/vpc` has the address `aws_vpc.network_vpc`.

    Addresses are part of the contract: changing one replaces the resource, or needs a `moved`
    block. Two paths that would give the same name raise, because CDKTF would merge them silently.
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        # CDKTF asks for names while the base class is still being built.
        self._paths: dict[str, str] = {}
        self._prefix = len(id_) + 1
        super().__init__(scope, id_)

    @jsii.member(jsii_name="allocateLogicalId")
    def _allocate_logical_id(self, tf_element: Any) -> str:
        path = tf_element.node.path[self._prefix :]
        name = NOT_IN_AN_IDENTIFIER.sub("", path.replace("/", "_"))
        if self._paths.setdefault(name, path) != path:
            raise ValueError(f"{path} and {self._paths[name]} would both be named {name}")
        return name
