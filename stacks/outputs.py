"""What an operator or script reads after a deployment; never a secret's value."""

from cdktf import TerraformOutput, TerraformStack


def write_output(stack: TerraformStack, name: str, value: str, description: str) -> None:
    """One output of `stack`, by exactly this name."""
    output = TerraformOutput(stack, f"output_{name}", value=value, description=description)
    output.override_logical_id(name)
