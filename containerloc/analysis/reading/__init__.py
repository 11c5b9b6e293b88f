"""What a reader of text makes of the crops: what the corners are for. No reader runs here.

- `texts`: whether a text is read right, by its form or because it is known; `alignment`: which of
  its characters are wrong
- `layout`: the parts of a quad that are lines of text; `moves`: quads with a margin, or moved
- `asked`: the crops that a study reads; `evidence`: what was read of them, label by label
- `margin`: the margin to add; `corner_cost`: what an error of the corners costs, and the tolerance
- `numbers`: the numbers of `metrics.json`; `findings`: the rules, those of photos, labels and
  known texts in `rules_labels`
"""
