"""The contract kit: whether a client, in any language, keeps what it owes the gateway."""
