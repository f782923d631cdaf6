"""`openemr upgrade`: another OpenEMR release, with copies before and a way back."""
