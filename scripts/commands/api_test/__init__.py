"""Tests OpenEMR's OAuth, FHIR and standard APIs as an external client."""
