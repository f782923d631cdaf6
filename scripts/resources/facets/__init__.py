"""The parts of a catalogue entry; each is the small typed object that one concern asks for.

They hold facts. What is done with them stands in the commands and engines above this package.
"""
