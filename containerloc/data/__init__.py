"""What lies on disk, and the tables it becomes: labels, images, predictions, attributes.

`dataset` reads a data.yaml; `labels` the labels of a split (`label_file` one file, `scan` one
image, `label_edit` changes single lines); `predictions` what a model predicted; `joining` brings
the two together, by the names that `recognition` takes for the same. `tables` declares the columns
of every table. Files of other tools: `formats`. Photos: `images`, `photo_hashes`,
`photo_statistics`. `files` reads text, writes atomically and hashes; `leftovers` removes what a
killed process left. Here everything becomes pixels of the displayed image.
"""
