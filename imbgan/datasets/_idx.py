"""Files in the idx format of MNIST: a header with the shape, then one unsigned byte per value."""

import gzip
import math
import struct
import zlib

import numpy as np

UNSIGNED_BYTES = 8  # the format's code of the type


def read_idx(path, n_dims):
    """Array of a file, packed (``.gz``) or not, or a ValueError that names the file."""
    content = _unpacked(path)
    start = _magic(n_dims)
    if not content.startswith(start):
        raise ValueError(
            f"{path} is no idx file of unsigned bytes in {n_dims} dimensions: it starts with the "
            f"bytes {list(content[:4])} instead of {list(start)}."
        )
    end = len(start) + 4 * n_dims
    if len(content) < end:
        raise ValueError(f"{path} is cut off within its header. Get the file again.")
    shape = struct.unpack(f">{n_dims}I", content[len(start) : end])
    if len(content) - end != math.prod(shape):
        raise ValueError(
            f"{path} holds {len(content) - end} values, but its header says {shape}, which makes "
            f"{math.prod(shape)}. Get the file again."
        )
    return np.frombuffer(content, dtype=np.uint8, offset=end).reshape(shape).copy()


def write_idx(path, array):
    """Write an array of unsigned bytes as a packed file, which depends on the array alone."""
    header = _magic(array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(header + array.tobytes(), compresslevel=6, mtime=0))


def _magic(n_dims):
    """First four bytes of a file."""
    return bytes([0, 0, UNSIGNED_BYTES, n_dims])


def _unpacked(path):
    """Bytes of a file."""
    if path.suffix != ".gz":
        return path.read_bytes()
    try:
        return gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path} is no whole gzip file: {error}. Get it again.") from error
