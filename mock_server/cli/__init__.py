"""The command `mobipace-mock`."""


def main() -> None:
    """Run the command; what it needs is imported only then."""
    from .app import run  # noqa: PLC0415  so that importing the package stays light

    run()
