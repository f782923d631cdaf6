"""Stand-in for the project's main.py: writes the synthesis of cdktf.json's deployments."""

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
settings = json.loads((HERE / "cdktf.json").read_text())
for name, deployment in settings["context"]["deployments"].items():
    if deployment.get("wrong"):
        sys.stderr.write(f"deployments.{name}.wrong: true; accepted: nothing\n")
        sys.exit(2)
out = Path(os.environ["CDKTF_OUTDIR"])
manifest: dict[str, dict[str, object]] = {}
for name, deployment in settings["context"]["deployments"].items():
    stack = out / "stacks" / name
    stack.mkdir(parents=True, exist_ok=True)
    configuration = json.loads((HERE / "configuration.tf.json").read_text())
    configuration["resource"]["aws_ssm_parameter"]["motto"]["name"] = f"/tiny/{name}"
    (stack / "cdk.tf.json").write_text(json.dumps(configuration))
    warnings = [
        {"constructPath": name, "level": "@cdktf/warn", "message": text}
        for text in deployment.get("warnings", [])
    ]
    manifest[name] = {
        "name": name,
        "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
        "annotations": warnings,
    }
(out / "manifest.json").write_text(json.dumps({"stacks": manifest}))
