"""The embedded world: photos of container doors whose corners are exact, and faults on request.

`dataset.build_dataset` is the door to it. `spec` says how many pictures, `faults` what can be
planted; `label_faults`, `picture_faults` and `copies` plant it. `draw/` draws a single picture.
"""
