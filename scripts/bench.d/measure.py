"""One run of one command, measured."""

import statistics
import subprocess
from dataclasses import dataclass

import tools
from failure import Failure


@dataclass(frozen=True)
class Measurement:
    wall: float
    """User and system seconds, of the children as well."""
    processor: float
    """In MiB."""
    memory: float

    @staticmethod
    def median(all):
        return Measurement(*(statistics.median(getattr(one, name) for one in all) for name in ("wall", "processor", "memory")))


def run(command, environment, folder):
    """Runs a command in a folder; returns the measurement and what it printed."""
    result, output, errors = (folder.parent / name for name in ("measured", "output", "errors"))
    words = [str(word) for word in (tools.KEPT / "measure", result, *command)]
    # To files: this process, reading a pipe meanwhile, would be one more that wants a processor.
    with open(output, "wb") as out, open(errors, "wb") as err:
        subprocess.run(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=True)
    wall, user, system, memory, status = result.read_text().split()
    if int(status) != 0:
        said = (output.read_bytes()[-2000:] + errors.read_bytes()[-2000:]).decode(errors="replace")
        raise Failure(f"{' '.join(words[2:])} ended with {status}:\n{said}")
    return Measurement(float(wall), float(user) + float(system), int(memory) / 1024), output.read_text(errors="replace")
