import os

from containerloc.synthetic.linked import link


def test_a_photo_has_two_names_or_is_copied(tmp_path, monkeypatch):
    source = tmp_path / "a.jpg"
    source.write_bytes(b"photo")
    link(source, tmp_path / "b.jpg")
    assert (tmp_path / "b.jpg").read_bytes() == b"photo"

    def refused(*_):
        raise OSError

    monkeypatch.setattr(os, "link", refused)
    link(source, tmp_path / "c.jpg")
    assert (tmp_path / "c.jpg").read_bytes() == b"photo"
