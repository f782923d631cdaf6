"""The floor: an empty stack by plain CDKTF; the argument is the output folder."""

import sys

from cdktf import App, TerraformStack

app = App(outdir=sys.argv[1], stack_traces=False)
TerraformStack(app, "empty")
app.synth()
