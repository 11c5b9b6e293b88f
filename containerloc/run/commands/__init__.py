"""What the verbs of the command line print: text and tables.

A new verb gets a module here, a function in one of `cli`'s modules, and a line in `cli.app`.
"""
