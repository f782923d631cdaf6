"""The block of cdktf.json that names the place of the state."""

BLOCK = """\
  "context": {
    "remote_state": {
      "bucket": "a-name-that-no-other-aws-account-has",
      "region": "us-west-2",
      "dynamodb_table": "openemr-terraform-locks",
      "lock": "both"
    },
    "deployments": { ... }
  }"""
