"""`openemr try`: synthesize, plan, apply and plan again on the embedded AWS."""
