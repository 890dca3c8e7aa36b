"""One JSON line per fit, appended the moment it is done."""

import json
import os
from pathlib import Path


def key_of(record, key):
    """The identity of a record as a string: what it says of the names of a key."""
    return json.dumps({name: record[name] for name in key}, sort_keys=True)


class ResultStore:
    """Records of finished fits in one file.

    Parameters
    ----------
    path : path-like
        A file of JSON lines. A last line that was cut off is left out.

    key : sequence of str
        Names of what makes two fits the same fit.
    """

    def __init__(self, path, key):
        self.path, self.key = Path(path), key

    def records(self):
        """All records; of those with the same key the last one, in the place of the first."""
        found = {}
        for number, line in enumerate(self._lines(), start=1):
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                # Only a fit that was killed while writing leaves half a line.
                print(f"{self.path}: line {number} is cut off and left out.")
                continue
            found[key_of(record, self.key)] = record
        return list(found.values())

    def append(self, record):
        """Add one record at the end of the file."""
        line = json.dumps(record, sort_keys=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            start = "" if self._ends_line(file) else "\n"
            # One write, so that several processes can share a file.
            file.write(f"{start}{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())

    def _lines(self):
        if not self.path.exists():
            return []
        return [line for line in self.path.read_text().splitlines() if line.strip()]

    @staticmethod
    def _ends_line(file):
        """Whether the file is empty or its last byte ends a line."""
        size = file.seek(0, os.SEEK_END)
        if size == 0:
            return True
        file.seek(size - 1)
        return file.read(1) == b"\n"
