"""Photos compared with one another, many pairs at a time.

`candidates` names the pairs that may be copies, `alignment` lays one photo of each pair on the
other. `containerloc.analysis.labels.copies` decides by both.
"""
