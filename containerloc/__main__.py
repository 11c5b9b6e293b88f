"""`python -m containerloc`: the same as the command `containerloc`."""

from containerloc.cli import main

main()
