"""Clients and gateways that are broken on purpose, each in one way: what proves that the kit's checks bite."""
