"""Files of other tools: annotations of CVAT and COCO, what Ultralytics leaves, attributes in CSV.

`cvat` and `coco` write labels and read them back as `annotations`; `ultralytics_json` reads
predictions, `ultralytics_run` the results.csv and args.yaml of a training, `attributes` what is
known of each photo.
"""
