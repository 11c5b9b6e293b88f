"""What the project does with files: it prepares, executes, saves and prints.

`files` knows where a run's files lie and how they are written; `prepare` has what notebooks open;
`execute` runs notebooks; `commands` has the text and the tables that a verb of the command line
prints. Each imports only those named before it.
"""
