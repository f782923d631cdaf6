"""IAM and resource policies, compared by what they allow and deny."""
