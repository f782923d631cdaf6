# Beside every cdk.tf.json, because Checkov cannot read this line in Terraform's JSON.
# Write-only arguments came with 1.11, in Terraform and OpenTofu:
# https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
terraform {
  required_version = ">= 1.11"
}
