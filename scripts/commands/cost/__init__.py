"""What a deployment costs in a month, from what Terraform is going to make."""
