"""Labels and predictions on their photos.

What is shown: `cases` (labels, worst predictions), `suspects`, `copies`, `changed` (from one
experiment to another), `contact_sheet`. What it is made of: `page` (places in inches), `tiles` (one
photo, its zoom, its rectified crop), `overlay` (outlines and corners over a photo).
"""
