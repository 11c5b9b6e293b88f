"""What lies on disk, and the tables it becomes: labels, images, predictions, attributes.

`dataset` reads a data.yaml; `labels` the labels of a split (`label_file` one file, `scan` one
image, `label_edit` changes single lines); `predictions` what a model predicted; `joining` brings
the two together. `tables` declares the columns of every table. Other formats: `ultralytics_json`,
`cvat`, `coco`, `ultralytics_run`. Photos: `images`, `photo_hashes`, `photo_statistics`. `files`
reads text, writes atomically and hashes. Here everything becomes pixels of the displayed image.
"""
