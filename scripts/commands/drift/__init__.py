"""What AWS has otherwise than Terraform left it."""
