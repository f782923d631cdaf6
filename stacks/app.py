"""The CDKTF app: stacks of deployments, of their copies elsewhere, and of the remote state."""

import shutil
from pathlib import Path

from cdktf import App, TerraformStack

from stacks.copies import CopiesStack
from stacks.openemr import OpenemrStack
from stacks.remote_state import RemoteStateStack
from stacks.settings import Settings

VERSIONS = Path(__file__).with_name("versions.tf")


def synthesize(settings: Settings, output: str) -> None:
    """Write Terraform's files for every stack, and CDKTF's manifest, below the folder `output`."""
    Path(output).mkdir(parents=True, exist_ok=True)
    # Stack traces in the output would name folders of this machine.
    app = App(outdir=output, stack_traces=False)
    stacks: list[TerraformStack] = [
        OpenemrStack(app, name, deployment, settings.remote_state)
        for name, deployment in settings.deployments.items()
    ]
    stacks += [
        CopiesStack(app, name, deployment, place, settings.remote_state)
        for name, deployment in settings.deployments.items()
        for place in deployment.backup.copies
    ]
    if settings.remote_state:
        stacks.append(RemoteStateStack(app, settings.remote_state))
    app.synth()
    for stack in stacks:
        shutil.copyfile(VERSIONS, Path(output, "stacks", stack.node.id, VERSIONS.name))
