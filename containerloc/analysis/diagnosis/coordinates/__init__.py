"""Are the coordinates wrong before the model is? Asked before single objects are judged.

`pairs` brings predictions and labels of an image together wherever they lie; `maps` are the usual
bugs in coordinates, `fit` and `fitted` find others; `fault` decides which one map explains most
predictions that lie beside their labels; `rules_map` says so. `other_images` and `values` look for
predictions of another image or of none, for labels that are predictions, and for grids;
`rules_values` says so.
"""
