"""Every rule by which changes are judged, by the part of the topology it is about."""
