"""The frame of the command line: exit codes, steps, options, consent, interruption."""
