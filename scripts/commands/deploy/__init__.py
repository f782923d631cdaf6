"""The verb `deploy`: preflight, plan, review, consent, apply, and the service's health."""
