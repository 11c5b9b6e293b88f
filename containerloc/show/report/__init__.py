"""Reports: what a run or a comparison left, as one Markdown and one HTML file.

What is read first: a verdict in one line, `tiles`, one of `cards` per cause, the `strip` of all
errors, the `next_experiment`. Behind a click: `tables`, `classes`, figures, files. `of_experiment`
and `of_comparison` put them together, `sentences` and `naming` have their words; `cases` and
`crops` show labels and predictions on their photos. `parts`: what a report is made of. `render`,
`templates/`: how it is written; both files come from the same `parts.Report`.
"""
