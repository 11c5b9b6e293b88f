"""Training and inference: the only room that knows torch and Ultralytics, which are imported late.

- predictions of a model: `inference`, on torch or OpenVINO: `engine`; further looks at a photo:
  `passes`
- a training: `training`, on Ultralytics' `trainer`; what it starts from: `starting_point`
- training images that change while it runs: `window`, `window_record`
- weights read without running code: `checkpoint`; without paths of this machine: `portable`
- `devices`; Ultralytics and OpenVINO without network: `offline`
"""
