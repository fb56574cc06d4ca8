"""The listeners and what answers on them."""
