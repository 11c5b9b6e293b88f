"""One story for one cause: what follows from it, what mending it gains, and what would remain.

`story` groups findings, of a run or of its `findings.json`, by their cause; `consequences` finds
out which follow from which and what each cause costs, by judging again as if it were `mending`;
`few` how much a fault of so many labels matters.
"""
