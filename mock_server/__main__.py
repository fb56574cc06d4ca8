"""`python -m mobipace.mock_server` is the command `mobipace-mock`."""

from .cli import main

main()
