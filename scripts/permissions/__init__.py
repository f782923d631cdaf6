"""The right to deploy: IAM policies for the commands, from what a configuration makes."""
