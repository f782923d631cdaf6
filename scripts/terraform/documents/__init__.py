"""The documents of Terraform: configuration, plan and state, each with one typed reader."""
