"""The review of a plan: what is destructive, opens access, lowers protection or interrupts."""
