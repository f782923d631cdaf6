"""Everyday operation of a deployed OpenEMR: shells, logs, tunnels, passwords, its address."""
