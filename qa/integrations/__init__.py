"""Retrievers for other frameworks: a server runs, and these ask it over HTTP. Each module imports its framework."""


def missing(framework: str, requirement: str, cause: ImportError) -> ImportError:
    """Return the error that says what to install."""
    return ImportError(f"{framework} cannot be imported ({cause}); install it: pip install '{requirement}'")
