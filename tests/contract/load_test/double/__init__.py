"""A stand-in for OpenEMR behind its load balancer and firewall."""
