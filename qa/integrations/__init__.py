"""What runs within other frameworks, which each module imports: retrievers, which ask a server, and Ray's workers."""


def missing(framework: str, requirement: str, cause: ImportError) -> ImportError:
    """Return the error that says what to install."""
    return ImportError(f"{framework} cannot be imported ({cause}); install it: pip install '{requirement}'")
