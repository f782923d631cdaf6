"""Stand-in for the project's main.py: a few quick resources, with state as cdktf.json says."""

import json
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
context = json.loads((HERE / "cdktf.json").read_text())["context"]
remote = context.get("remote_state")
out = Path(os.environ["CDKTF_OUTDIR"])
manifest: dict[str, dict[str, object]] = {}
for name, settings in context["deployments"].items():
    stack = out / "stacks" / name
    stack.mkdir(parents=True, exist_ok=True)
    configuration = json.loads((HERE / "configuration.tf.json").read_text().replace("NAME", name))
    provider = configuration["provider"]["aws"][0]
    provider["region"] = settings.get("region", "us-west-2")
    if "account_id" in settings:
        provider["allowed_account_ids"] = [settings["account_id"]]
    backend: dict[str, object] = {"local": {"path": f"../../../terraform.{name}.tfstate"}}
    if remote:
        lock = remote.get("lock", "both")
        table = {"dynamodb_table": "locks"} if lock != "lockfile" else {}
        file = {"use_lockfile": True} if lock != "dynamodb" else {}
        place = {"bucket": remote["bucket"], "region": "us-west-2", **table, **file}
        backend = {"s3": {**place, "key": f"openemr/{name}/terraform.tfstate", "max_retries": 2}}
    configuration["terraform"]["backend"] = backend
    (stack / "cdk.tf.json").write_text(json.dumps(configuration))
    manifest[name] = {"name": name, "synthesizedStackPath": f"stacks/{name}/cdk.tf.json"}
(out / "manifest.json").write_text(json.dumps({"stacks": manifest}))
