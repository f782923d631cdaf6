"""The parts of a catalogue entry; each is the small typed object that one concern asks for.

They hold facts. The commands and engines above this package act on them.
"""
