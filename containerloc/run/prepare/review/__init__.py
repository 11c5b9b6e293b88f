"""What people look at in a run and what they say of it: read, kept, and applied.

`verdicts` reads and writes the verdicts on one split, `run_review` opens a run to be looked at, and
`shown` makes of its tables what the front end shows.
"""
