"""Are there too many boxes, too few, or none? What a file or a suppression does to predictions.

`counts` counts repeated, lost and absent predictions; `rules_boxes` says what they mean.
"""
