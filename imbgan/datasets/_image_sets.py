"""What is known of each set of images: members of each class, provenance."""

from dataclasses import dataclass

IMAGE_SHAPE = (1, 28, 28)


@dataclass(frozen=True)
class ImageSetInfo:
    """Facts about one set of images, against which a copy of it is checked."""

    name: str
    openml_id: int
    class_counts: dict[str, tuple[int, ...]]  # of each part, by label
    target_names: tuple[str, ...]
    description: str


def image_set_info(name):
    """Facts about the set of images of this name."""
    if name not in IMAGE_SETS:
        raise ValueError(f"name={name!r} is no set of images; choose one of {list(IMAGE_SETS)}.")
    return IMAGE_SETS[name]


_MNIST = """MNIST: handwritten digits, grey, 28 x 28, 60,000 to train and 10,000 to test.

Target is the digit. The classes are nearly balanced: 5421 to 6742 training images and 892 to
1135 test images each. Ink is bright (255) on black (0).

Source: LeCun, Cortes and Burges, 1998; OpenML no. 554. CC BY-SA 3.0.
https://www.openml.org/d/554"""

_FASHION_MNIST = """Fashion-MNIST: clothing, grey, 28 x 28, 60,000 to train and 10,000 to test.

Targets 0 to 9 stand for the ten names in target_names. The classes are balanced: 6000 training
images and 1000 test images each. The article is bright on black (0).

Source: Xiao, Rasul and Vollgraf, 2017; OpenML no. 40996. MIT.
https://github.com/zalandoresearch/fashion-mnist"""

IMAGE_SETS = {
    info.name: info
    for info in (
        ImageSetInfo(
            name="mnist",
            openml_id=554,  # mnist_784, version 1
            class_counts={
                "train": (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949),
                "test": (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009),
            },
            target_names=tuple("0123456789"),
            description=_MNIST,
        ),
        ImageSetInfo(
            name="fashion_mnist",
            openml_id=40996,
            class_counts={"train": (6000,) * 10, "test": (1000,) * 10},
            target_names=(
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot",
            ),
            description=_FASHION_MNIST,
        ),
    )
}
