"""The command line: `app` names every verb, one a line.

The verbs themselves: `experiments` (recipes and trainings), `runs` (notebooks and reports),
`analysis` (predictions), `data` and `labels`; `options` has what they share. A verb parses, calls
`run` and prints what it returns; slow imports happen inside it.
"""

from containerloc.cli.app import main

__all__ = ["main"]
