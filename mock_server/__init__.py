"""A simulator of the MOBIPACE SMS gateway, answering its 2.0 text API and its 3.0 JSON API."""

__version__ = "0.1.0"
