"""How dtypes, indexes and tables without rows are written.

Of pandas, polars and pyarrow none need be installed.
"""

import io
import sys

import numpy as np

from ._codec import CannotWrite, Kind


def _is_a(*names):
    """A test for the classes of pandas; without pandas in the process nothing is one."""

    def holds(value):
        pd = sys.modules.get("pandas")
        return pd is not None and isinstance(value, tuple(getattr(pd, name) for name in names))

    return holds


def _is_extension(value):
    pd = sys.modules.get("pandas")
    return pd is not None and isinstance(value, pd.api.extensions.ExtensionDtype)


def _pandas():
    """Pandas, which a file with a frame's dtypes cannot do without."""
    import pandas

    return pandas


def _write_category(value, codec):
    return {"categories": codec.put(value.categories), "ordered": value.ordered}


def _read_category(record, codec):
    return _pandas().CategoricalDtype(codec.get(record["categories"]), record["ordered"])


def _write_text(value, codec):
    return {"storage": value.storage, "nan": value.na_value is not _pandas().NA}


def _read_text(record, codec):
    options = {"na_value": np.nan} if record["nan"] else {}
    return _pandas().StringDtype(record["storage"], **options)


def _write_sparse(value, codec):
    return {"subtype": codec.put(value.subtype), "fill": codec.put(value.fill_value)}


def _read_sparse(record, codec):
    return _pandas().SparseDtype(codec.get(record["subtype"]), codec.get(record["fill"]))


def _write_arrow_dtype(value, codec):
    import pyarrow

    return _write_arrow(pyarrow.schema({"": value.pyarrow_dtype}).empty_table(), codec)


def _read_arrow_dtype(record, codec):
    return _pandas().ArrowDtype(_read_arrow(record, codec).schema.field(0).type)


def _write_extension(value, codec):
    name = str(value)
    try:
        again = _pandas().api.types.pandas_dtype(name)
    except TypeError:
        again = None
    if again != value:
        raise CannotWrite(f"a model file cannot hold the dtype {value}")
    return {"name": name}


def _write_index(value, codec):
    plain = isinstance(value.dtype, np.dtype)
    values = value.to_numpy() if plain else value.to_numpy(dtype=object)
    return {
        "values": codec.put(values),
        "dtype": codec.put(value.dtype),
        "name": codec.put(value.name),
    }


def _read_index(record, codec):
    values, dtype = codec.get(record["values"]), codec.get(record["dtype"])
    return _pandas().Index(values, dtype=dtype, name=codec.get(record["name"]))


def _write_levels(value, codec):
    return {"tuples": codec.put(value.tolist()), "names": codec.put(list(value.names))}


def _read_levels(record, codec):
    tuples, names = codec.get(record["tuples"]), codec.get(record["names"])
    return _pandas().MultiIndex.from_tuples(tuples, names=names)


def _write_range(value, codec):
    return {
        "range": [value.start, value.stop, value.step],
        "name": codec.put(value.name),
    }


def _read_range(record, codec):
    return _pandas().RangeIndex(*record["range"], name=codec.get(record["name"]))


def _write_interval(value, codec):
    return {
        "left": codec.put(value.left),
        "right": codec.put(value.right),
        "closed": value.closed,
    }


def _read_interval(record, codec):
    left, right = codec.get(record["left"]), codec.get(record["right"])
    return _pandas().Interval(left, right, record["closed"])


def _is_from(package, name):
    """A test for a class of a package, which need not be installed."""

    def holds(value):
        module = sys.modules.get(package)
        return module is not None and isinstance(value, getattr(module, name))

    return holds


def _write_polars(value, codec):
    buffer = io.BytesIO()
    value.write_ipc(buffer)
    return {"ipc": codec.put(np.frombuffer(buffer.getvalue(), dtype=np.uint8))}


def _read_polars(record, codec):
    import polars

    return polars.read_ipc(io.BytesIO(codec.get(record["ipc"]).tobytes()))


def _write_arrow(value, codec):
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_file(sink, value.schema) as writer:
        writer.write_table(value)
    return {"ipc": codec.put(np.frombuffer(sink.getvalue(), dtype=np.uint8))}


def _read_arrow(record, codec):
    import pyarrow

    return pyarrow.ipc.open_file(codec.get(record["ipc"]).tobytes()).read_all()


# A value is written as the first kind that holds it.
FRAME_KINDS = {
    "category dtype": Kind(_is_a("CategoricalDtype"), _write_category, _read_category),
    "text dtype": Kind(_is_a("StringDtype"), _write_text, _read_text),
    "sparse dtype": Kind(_is_a("SparseDtype"), _write_sparse, _read_sparse),
    "arrow dtype": Kind(_is_a("ArrowDtype"), _write_arrow_dtype, _read_arrow_dtype),
    "extension dtype": Kind(
        _is_extension,
        _write_extension,
        lambda record, codec: _pandas().api.types.pandas_dtype(record["name"]),
    ),
    "range index": Kind(_is_a("RangeIndex"), _write_range, _read_range),
    "levels index": Kind(_is_a("MultiIndex"), _write_levels, _read_levels),
    "index": Kind(_is_a("Index"), _write_index, _read_index),
    "polars table": Kind(_is_from("polars", "DataFrame"), _write_polars, _read_polars),
    "arrow table": Kind(_is_from("pyarrow", "Table"), _write_arrow, _read_arrow),
    "interval": Kind(_is_a("Interval"), _write_interval, _read_interval),
}
