"""The judge: what a client owes the gateway, held against what it did. It can never change an answer."""
