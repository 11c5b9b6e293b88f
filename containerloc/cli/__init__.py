"""The command line: `app` has the verbs about experiments, `labels` those about labels.

A verb parses, calls one function of `run` and prints what it returns.
"""

from containerloc.cli.app import main

__all__ = ["main"]
