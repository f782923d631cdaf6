"""A bare stack to build one component in, with plain stand-ins for what it is given."""

import functools
import json
from types import SimpleNamespace
from typing import Any

from cdktf import Testing

from stacks.addressing import ReadableStack
from stacks.foundation import Foundation
from stacks.openemr import OpenemrStack
from stacks.settings import Deployment, parse_settings
from tests.synthesized import Stack

NAME = "clinic"
CERTIFICATE = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
PRODUCTION = {"certificate_arn": CERTIFICATE}


class Bench:
    """Foundation in a stack of its own; `synthesized` shows what was built upon it."""

    def __init__(self, **settings: Any) -> None:
        self.settings = deployment(**settings)
        self.stack = bare_stack(NAME)
        self.base = Foundation.lay(self.stack, self.settings)

    def synthesized(self) -> Stack:
        """What Terraform would read."""
        return synthesized(self.stack)


def bare_stack(name: str = NAME) -> ReadableStack:
    """A stack without anything, in an app of its own."""
    return ReadableStack(Testing.app(stack_traces=False), name)


def synthesized(stack: ReadableStack) -> Stack:
    """What Terraform would read of a stack."""
    return Stack.of(Testing.synth(stack), stack.node.id)


def deployment(**settings: Any) -> Deployment:
    """The parsed settings of one deployment."""
    return parse_settings({"deployments": {NAME: settings}}).deployments[NAME]


def whole(**settings: Any) -> Stack:
    """A whole deployment, for components that touch most others; made once for equal settings."""
    return _whole(json.dumps(settings, sort_keys=True))


@functools.cache
def _whole(settings: str) -> Stack:
    return whole_of(deployment(**json.loads(settings)))


def whole_of(settings: Deployment) -> Stack:
    """A whole deployment of settings that somebody parsed, or made in another way."""
    return synthesized(OpenemrStack(Testing.app(stack_traces=False), NAME, settings))


def network() -> Any:
    """What components ask of the network."""
    return SimpleNamespace(
        vpc_id="vpc-1",
        public_subnet_ids=["subnet-public-1", "subnet-public-2"],
        private_subnet_ids=["subnet-private-1", "subnet-private-2"],
        internet_routes=[],
        outbound_routes=[],
    )
