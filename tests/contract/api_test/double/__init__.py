"""A stand-in for OpenEMR's APIs behind its firewall, stricter than OpenEMR where a client errs."""
