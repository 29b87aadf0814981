"""One kind of work, and who does it."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import measure
import tools
from materials import empty
from measure import Measurement

OURS = "archive-lua"


@dataclass(frozen=True)
class Contestant:
    name: str
    command: list
    """Looks at the folder in which the command ran and at what it printed; raises where the work was not done right."""
    check: Callable[[Path, str], None] = lambda folder, output: None
    """Makes ready, outside of what is measured."""
    before: Callable[[], None] = lambda: None
    environment: dict = field(default_factory=dict)
    """Reads the time from what was printed, where that is not how long the command took."""
    time: Callable[[str], float] | None = None
    """For one so slow that it says enough the first time."""
    once: bool = False


@dataclass(frozen=True)
class Aim:
    """A limit of archive-lua's wall, processor or memory: as a multiple of what peers take together, or in MiB."""

    measure: str
    limit: float
    peers: tuple = ()

    def reached(self, results):
        return results.ratio(self.measure, *self.peers) if self.peers else results.median(OURS).memory


@dataclass(frozen=True)
class Row:
    title: str
    contestants: list
    aims: list
    rounds: int
    unit: str = "s"

    def run(self, folder):
        """Everybody once, in turn, and again: what else the machine does meets all of them."""
        results = Results(self)
        for number in range(self.rounds):
            for contestant in self.contestants:
                if number == 0 or not contestant.once:
                    results.add(contestant.name, self.measured(contestant, folder))
        return results

    @staticmethod
    def measured(contestant, folder):
        work = folder / "work"
        empty(work)
        contestant.before()
        environment = {**tools.plain_environment(folder), **contestant.environment}
        taken, output = measure.run(contestant.command, environment, work)
        contestant.check(work, output)
        empty(work)
        return Measurement(contestant.time(output), taken.processor, taken.memory) if contestant.time else taken


class Results:
    def __init__(self, row):
        self.row = row
        self.taken = {contestant.name: [] for contestant in row.contestants}

    def add(self, name, measurement):
        self.taken[name].append(measurement)

    def median(self, name):
        return Measurement.median(self.taken[name])

    def spread(self, name):
        """The least and the most wall time."""
        walls = [one.wall for one in self.taken[name]]
        return min(walls), max(walls)

    def ratio(self, measure, *peers):
        """How many times as much archive-lua takes as the peers together: the median of the rounds' own ratios."""
        rounds = zip(self.taken[OURS], *(self.taken[peer] for peer in peers))
        return statistics.median(
            getattr(ours, measure) / sum(getattr(one, measure) for one in theirs) for ours, *theirs in rounds)
