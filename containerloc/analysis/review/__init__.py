"""What people say of cases, and what follows from it.

`verdicts` says what one row holds and which rows stand, `hashes` names what was judged, `cases`
lists what there is to look at, `reviewed` applies verdicts to labels and numbers, `cleared` takes
suspects off the list that somebody has looked at, and `counts` says who was to blame.
"""
