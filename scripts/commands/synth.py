"""`openemr synth`: writes Terraform JSON for every deployment."""

import json
from pathlib import Path
from typing import Annotated

import typer

from scripts.cli.steps import Steps
from scripts.terraform.synthesis import Synthesis, SynthesisError, synthesize


def synth(
    out: Annotated[
        Path | None,
        typer.Option(help="Directory for the output; default: cdktf.out in the project."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the stacks as JSON instead of text.")
    ] = False,
) -> None:
    """Synthesize every deployment in cdktf.json to Terraform JSON; nothing is deployed.

    Exit codes: 0 done; 2 invalid settings, and nothing is written; 1 anything else.
    """
    try:
        synthesis = synthesize(out and out.absolute())
    except SynthesisError as failed:
        typer.echo(str(failed), err=True, nl=False)
        raise typer.Exit(failed.exit_code) from failed
    for stack in synthesis.stacks:
        for warning in stack.warnings:
            Steps().warn(f"Deployment {stack.name}", warning)
    typer.echo(_as_json(synthesis) if as_json else _as_text(synthesis))


def _as_text(synthesis: Synthesis) -> str:
    return "\n".join(f"{stack.name}  {stack.directory}" for stack in synthesis.stacks)


def _as_json(synthesis: Synthesis) -> str:
    stacks = [
        {"name": stack.name, "directory": str(stack.directory), "warnings": stack.warnings}
        for stack in synthesis.stacks
    ]
    return json.dumps({"stacks": stacks}, indent=2)
