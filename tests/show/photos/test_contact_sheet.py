import numpy as np

from containerloc.data.tables import quads_of
from containerloc.show.photos.contact_sheet import contact_sheet


def test_each_photo_has_its_caption_and_its_labels(doors, text_of, marked):
    labels, images = doors(5, photos=True)
    captions = [f"caption {number}" for number in range(5)]
    figure = contact_sheet(images.iloc[1:], labels, captions[1:], title="4 of 5 photos")
    words = text_of(figure)
    assert "4 of 5 photos" in words
    assert [caption for caption in captions if caption in words] == captions[1:]
    marks = marked(figure, "corner-BL")
    places = [np.ravel(mark.get_data()) for mark in marks]
    np.testing.assert_allclose(places, quads_of(labels)[1:, 3])


def test_a_photo_without_labels_or_with_several_is_shown(doors, text_of, marked):
    labels, images = doors(3, photos=True)
    labels["image"] = [images["image"][0], images["image"][0], images["image"][2]]
    labels.loc[2, "tl_x_px":"bl_y_px"] = np.nan
    figure = contact_sheet(images, labels, ["two", "none", "no corner"], title="all")
    assert len(marked(figure, "corner-TL")) == 2
    assert text_of(figure).count("no corner to zoom in on") == 2
