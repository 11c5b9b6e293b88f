"""Reports: what a run or a comparison left, as one Markdown and one HTML file.

`of_experiment`, `of_comparison`: what a report says, section by section. `sentences`, `tables`:
what both share. `classes`: each class by itself. `parts`: what a report is made of. `render`,
`templates/`: how it is written; both files come from the same `parts.Report`.
"""
