"""The compliance matrix: rules, the checks that verify them, and what they found."""
