"""Cases that people look at one by one, and the verdicts that they pass on them.

`case`: a case, a verdict, and all that one review shows. `review.js` and `review.css`: the front
end, one ES module without dependencies. Its homes: `widget` (JupyterLab, VS Code, Colab; a figure
stands where no front end is) and `page` (`review.html`, from disk or from `containerloc review`).
`pictures`: photos for a browser. `run` makes the cases and keeps the verdicts.

What goes to the front end, as JSON (`Review.as_dict`); null is "not known"::

    {"format": "containerloc review", "version": 1,
     "title": "001_loc_baseline, val",      what is reviewed, in words
     "experiment": "001_loc_baseline",      its name; verdicts in a browser are kept under it
     "who": "",                             who judges; empty: the person is asked
     "save_url": "",                        where verdicts are posted; empty: kept in the browser
     "findings": [{"code", "severity", "sentence"}, ...],   those that cases name, in their order
     "photos": {"val/a.jpg": {"width_px", "height_px", "reason",
                              "pictures": [{"url", "box_px": [left, top, right, bottom]}, ...]}},
     "cases": [...], "verdicts": [...]}

`photos` have the size of the photo as displayed. Pictures lie on it at `box_px`, later ones above
earlier ones: the whole photo, smaller, and windows of it at full resolution. `reason` says why
there is none. In the widget, `pictures` is empty: they are asked for one by one.

A case::

    {"id": "val/a.jpg/line 1",              split, image, object
     "split": "val", "image": "a.jpg",      the image's key: also its photo, as "val/a.jpg"
     "object": "line 1",                    line k of the label file; "prediction k" or
                                            "unlabelled k" where there is no label, from 1
     "kind": "matched",                     matched | missed | false_positive | unlabelled
     "class_name": "ID",
     "label": [[x, y] * 4], "predicted": [[x, y] * 4],    px, TL TR BR BL; a missing corner has
                                            nulls. Of a missed label, the prediction is the best
                                            one below the threshold
     "others": [{"model", "quad", "confidence"}, ...],    other models of the family
     "confidence", "error_px", "corner_errors_px": [4], "relative_error", "iou", "coverage",
     "text_width_px", "text_height_px",     of the label, else of the prediction
     "order": "as read", "cause": "cut off",
     "findings": ["code", ...],             those that name this image
     "suspicion": 3.2, "reasons": "...",    how much the label is suspected, and why
     "disagreement_px": 4.1,                median distance of the models from each other
     "read_label": "", "read_predicted": "",              what a reader reads in the two crops
     "label_path": "labels/val/a.txt", "line": 1,
     "photo_sha256", "label_sha256", "prediction_sha256"} what is judged; "" is "not known"

A verdict, in the page's JSON, as the body of a POST to `save_url`, and in the file that a page
saves (`{"format": "containerloc verdicts", "version": 1, "experiment", "verdicts": [...]}`)::

    {"case": "val/a.jpg/line 1", "split", "image", "object", "class_name",
     "verdict": "label_wrong",              label_wrong | model_wrong | ambiguous | photo_bad | ""
     "corrected": [[x, y] * 4],             proposed corners, px; null: none proposed
     "note": "", "who": "ann", "when": "2026-11-30T19:05:00.123Z",
     "photo_sha256", "label_sha256", "prediction_sha256"}

Verdicts are only added; the latest of a case counts. One without verdict, corners and note
withdraws those before it: that is how undo travels. The answer to a POST is 2xx when the verdict
is on disk; any other is shown to the person, with the text of the answer, and tried again with the
next verdict.

Links: `review.html#case=val%2Fa.jpg%2Fline%201` opens a case, `#finding=code` those of a finding.
"""
