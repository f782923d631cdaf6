"""The container image of a deployment: its digest, its copy in ECR, the findings of its scan."""
