"""What notebooks open: one session each, which opens or makes what it needs when it is asked for.

Sessions: `session.open_run` for 04, 06 and 07, `label_quality.open_labels` for 05,
`comparison.open_comparison` for 08. All have tables as properties, `findings()` and
`save(figures)`. A new table of a notebook becomes a property of its session.

What they need: `inputs` (labels and predictions of a `Selection`), `predictions`, `weights`,
`training`, `dataset`, `fresh_images`; `evidence` gathers it for the rules, `provenance` describes
it for `run.json`. `review` has the cases of a run and what people say of them.
"""
