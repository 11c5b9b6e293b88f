"""Running notebooks, each in a process of its own.

`plan` checks a request before anything runs, `runner` runs the notebooks of experiments,
`comparison` runs notebook 08, `gate` refuses missed targets. Below them: `notebooks` (which there
are, and their parameters; a new notebook is added here), `processes` and `worker` (papermill).
`review_page` writes `review.html` after 06, `review_server` serves it for `containerloc review`.
"""
