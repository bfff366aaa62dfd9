"""One module per terminal command, each with ``add_arguments(parser)`` and ``run(args, settings) -> exit code``."""
