from pathlib import Path

from PIL import Image

from containerloc.data.scan import labels_without_image, read_entry

from .conftest import LINE, Build


def read(image: Path, key: str = "a.png"):
    return read_entry(key, image, dimensions=3, n_classes=1)


def test_an_image_with_its_label(build: Build) -> None:
    folder = build({"a.png": LINE}).parent
    entry = read(folder / "images" / "val" / "a.png")
    assert (entry.size, entry.problems) == ((400, 200), [])
    assert entry.labels is not None
    assert entry.labels.lines.tolist() == [1]
    assert entry.content == LINE.encode()


def test_images_that_cannot_be_used_have_no_labels(build: Build) -> None:
    folder = build({"a.png": LINE, "b.png": "0 1"}).parent / "images" / "val"
    (folder / "a.png").write_bytes(b"no image")
    for name, code in (
        ("a.png", "image-unreadable"),
        ("absent.png", "image-missing"),
        ("b.png", "label-columns"),
    ):
        entry = read(folder / name, name)
        assert entry.labels is None
        assert [(each.code, each.severity, each.image) for each in entry.problems] == [
            (code, "error", name)
        ]


def test_background_and_repeated_lines(build: Build) -> None:
    twice = f"{LINE}\n{LINE}"
    folder = build({"a.png": "", "b.png": None, "c.png": twice}).parent / "images" / "val"
    problems = [read(folder / f"{name}.png").problems[0] for name in "abc"]
    assert [(each.code, each.severity, each.line) for each in problems] == [
        ("background", "info", 0),
        ("no-label-file", "info", 0),
        ("duplicate-line", "warning", 2),
    ]


def test_a_corner_of_two_values_at_0_0_is_told(build: Build) -> None:
    two = "0 0.5 0.375 0.5 0.15 0.25 0.3 0 0 0.75 0.45 0 0"
    folder = build({"a.png": f"{LINE}\n"}).parent
    (folder / "labels" / "val" / "a.txt").write_text(two)
    entry = read_entry("a.png", folder / "images/val/a.png", dimensions=2, n_classes=1)
    assert [(each.code, each.line) for each in entry.problems] == [("corner-at-origin", 1)]
    assert entry.problems[0].message.startswith("TR, BL at 0 0: taken as hidden")


def test_a_label_of_no_image(build: Build) -> None:
    folder = build({"a.png": LINE}).parent
    lonely = folder / "labels" / "val" / "lonely.txt"
    lonely.write_text(LINE)
    (lonely.parent / "classes.txt").write_text("id")
    Image.new("RGB", (40, 20)).save(folder / "images" / "val" / "skipped.jpg")
    (lonely.parent / "skipped.txt").write_text("wrong")
    assert list(labels_without_image([read(folder / "images" / "val" / "a.png")])) == [lonely]


def test_a_folder_where_the_label_should_be_costs_that_image_alone(tmp_path: Path) -> None:
    image = tmp_path / "images" / "val" / "a.png"
    image.parent.mkdir(parents=True)
    Image.new("RGB", (64, 48)).save(image)
    (tmp_path / "labels" / "val" / "a.txt").mkdir(parents=True)
    entry = read_entry("a.png", image, dimensions=3, n_classes=1)
    assert entry.labels is None
    assert [problem.code for problem in entry.problems] == ["label-file-unreadable"]
    assert "is a directory" in entry.problems[0].message


def test_images_whose_folder_is_gone_have_no_stray_labels(tmp_path: Path) -> None:
    (tmp_path / "labels" / "val").mkdir(parents=True)
    (tmp_path / "labels" / "val" / "a.txt").write_text("")
    gone = tmp_path / "images" / "val" / "a.png"
    entry = read_entry("a.png", gone, dimensions=3, n_classes=1)
    assert [problem.code for problem in entry.problems] == ["image-missing"]
    assert not list(labels_without_image([entry]))
