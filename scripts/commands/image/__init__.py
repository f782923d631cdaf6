"""`openemr image`: digest, copy in ECR and findings of a deployment's container image."""
