"""Codecs: bytes to commands, replies to bytes. Nobody else knows a field name of either protocol."""
