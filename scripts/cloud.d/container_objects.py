"""Puts many small objects into a container: real ones, written where the object server keeps them.

By requests that takes an object server's work for each; as files and rows it takes a fiftieth of it.
"""

import os
import sys

from container_rows import Rows, content
from swift_files import DEVICE


def fill(state, project, container, count):
    rows = Rows(state, project, container)
    from swift.common.ring import Ring
    from swift.common.utils import hash_path, storage_directory
    from swift.obj.diskfile import write_metadata

    ring = Ring(str(state.folder / "swift"), ring_name="object")
    objects = str(state.folder / "data" / DEVICE / "objects")
    for number in range(count):
        row = rows.row(number)
        path = (rows.account, container, row["name"])
        folder = storage_directory(objects, ring.get_part(*path), hash_path(*path))
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/{rows.timestamp}.new", "wb") as file:
            file.write(content(number))
            write_metadata(file.fileno(), {
                "name": "/" + "/".join(path), "X-Timestamp": rows.timestamp, "Content-Type": row["content_type"],
                "Content-Length": str(row["size"]), "ETag": row["etag"]})
        os.rename(file.name, f"{folder}/{rows.timestamp}.data")
    rows.add(range(count))  # listed once they are there
    print(f"{count} objects in {container} of {project}", file=sys.stderr)
