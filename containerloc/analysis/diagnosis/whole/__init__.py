"""What moves all objects alike, looked for before single sides and corners.

`motion` measures shift, scale and turn of each object about its middle, and takes them back;
`rules_whole` says which of them all share.
"""
