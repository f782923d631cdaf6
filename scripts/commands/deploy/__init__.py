"""`openemr deploy`: pre-flight checks, plan, review, consent, apply, and the service's health."""
