"""The name of the check that generated sequences make; apart, so that naming it needs no hypothesis."""

MACHINE = "server.machine"
