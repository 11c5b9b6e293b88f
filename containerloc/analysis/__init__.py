"""Conclusions from tables and arrays; nothing here reads or writes a file.

`measures` matches and measures, `statistics` gives its numbers intervals and tests. Each of the
others answers one question with findings: `diagnosis` (why are predictions off?), `labels` (are the
labels right?), `training` (did it run as asked?), `comparison` (is the new experiment better?),
`review` (what do people say who look at the cases?).
"""
