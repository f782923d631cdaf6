"""`openemr drift`: differences of AWS from the Terraform state."""
