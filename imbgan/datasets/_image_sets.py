"""Metadata of each set of images: shape, class counts, provenance."""

from dataclasses import dataclass

GREY, COLOUR = (1, 28, 28), (3, 32, 32)


@dataclass(frozen=True)
class ImageSetInfo:
    """Metadata of one set of images, which a copy of it is checked against."""

    name: str
    image_shape: tuple[int, int, int]  # channels, height, width
    openml_id: int
    class_counts: dict[str, tuple[int, ...]]  # of each part, by label
    target_names: tuple[str, ...]
    description: str


def image_set_info(name):
    """Metadata of the set of images of this name."""
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

_SVHN = """SVHN, cropped digits: house numbers in photographs, colour, 32 x 32, 73,257 to train and
26,032 to test.

Target is the digit in the middle; neighbours may be in sight. The source calls the digit 0 class
10, which is class 0 here. There are 4659 to 13,861 training images and 1595 to 5099 test images of
each class.

Source: Netzer et al., 2011; OpenML no. 41081. For non-commercial use.
http://ufldl.stanford.edu/housenumbers/"""

_CIFAR10 = """CIFAR-10: animals and vehicles, colour, 32 x 32, 50,000 to train and 10,000 to test.

Targets 0 to 9 stand for the ten names in target_names. The classes are balanced: 5000 training
images and 1000 test images each.

Source: Krizhevsky, 2009; OpenML no. 40927. Without a licence; cite the report.
https://www.cs.toronto.edu/~kriz/cifar.html"""

IMAGE_SETS = {
    info.name: info
    for info in (
        ImageSetInfo(
            name="mnist",
            image_shape=GREY,
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
            image_shape=GREY,
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
        ImageSetInfo(
            name="svhn",
            image_shape=COLOUR,
            openml_id=41081,
            class_counts={
                "train": (4948, 13861, 10585, 8497, 7458, 6882, 5727, 5595, 5045, 4659),
                "test": (1744, 5099, 4149, 2882, 2523, 2384, 1977, 2019, 1660, 1595),
            },
            target_names=tuple("0123456789"),
            description=_SVHN,
        ),
        ImageSetInfo(
            name="cifar10",
            image_shape=COLOUR,
            openml_id=40927,
            class_counts={"train": (5000,) * 10, "test": (1000,) * 10},
            target_names=(
                "airplane",
                "automobile",
                "bird",
                "cat",
                "deer",
                "dog",
                "frog",
                "horse",
                "ship",
                "truck",
            ),
            description=_CIFAR10,
        ),
    )
}
