"""Safe model files: numbers and text in the safetensors format, nothing that is executed."""

from ._codec import PLAIN_KINDS, CannotWrite, Codec, Kind
from ._file import FORMAT, read, unfinished, write
from ._frames import FRAME_KINDS

__all__ = [
    "FORMAT",
    "FRAME_KINDS",
    "PLAIN_KINDS",
    "CannotWrite",
    "Codec",
    "Kind",
    "read",
    "unfinished",
    "write",
]
