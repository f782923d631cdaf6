"""OpenEMR's OAuth, FHIR and standard APIs tried as an outside client would use them."""
