"""The tests, tested: every backward closure and the tape's own lines are broken in turn, and a test must notice.

Here are the options, the run, and what is printed: one line for each mutant that survives, and a count.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .closures import (
    KINDS,
    ONLY_WHERE_POSSIBLE,
    Broken,
    Killer,
    Mutant,
    all_ops,
    another_rule,
    mutants_of,
    reached_closures,
)
from .elsewhere import ELSEWHERE, first_red
from .equivalents import reason
from .lines import LINES, LineMutant, kill


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: "killed" (by a test), "survived", "equivalent" (why), or "changes nothing"."""

    mutant: Mutant | LineMutant
    what: str
    why: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Break, test, print; 1 if a mutant survives that isn't named as equivalent, or one is killed that is."""
    options = parsed(arguments)
    ops = all_ops()
    unknown = [name for name in options.ops or () if name not in ops]
    if unknown:
        sys.exit(f"no op {unknown[0]!r}\nhelp: the ops are {', '.join(ops)}")
    print("looking which tests reach which closures …", flush=True)
    run = Run(ops)
    mutants = run.mutants(options.ops)
    if options.sample:
        random.Random(options.seed).shuffle(mutants)
    outcomes = []
    for outcome in run.outcomes(mutants, options.jobs, options.sample):
        outcomes.append(outcome)
        if options.verbose or outcome.what in ("survived", "not equivalent"):
            print(f"{outcome.what}: {outcome.mutant}" + (f"  ({outcome.why})" if outcome.why else ""), flush=True)
        elif len(outcomes) % 200 == 0:
            print(f"… {len(outcomes)} of {len(mutants)}", flush=True)
    unreached = [] if options.ops or options.sample else run.unreached()
    for name in unreached:
        print(f"survived: {name}, which no test of the table runs  (name its tests in mutation/elsewhere.py)")
    print(summary(outcomes, len(mutants)))
    return int(bool(unreached) or any(o.what in ("survived", "not equivalent") for o in outcomes))


class Run:
    """All mutants, and the means to kill them; made once, before other processes are started, which inherit it."""

    def __init__(self, ops) -> None:
        self.ops = ops
        self.reached = reached_closures(ops)
        self.killer = Killer(ops, self.reached)
        self.red_anyway: dict[str, str | None] = {}

    def mutants(self, names: Sequence[str] | None = None) -> list[Mutant | LineMutant]:
        """Every mutant of the named ops; of all ops and the tape, if none is named."""
        closures: list[Mutant | LineMutant] = []
        for name, op in self.ops.items():
            if names is None or name in names:
                if name in ELSEWHERE:
                    closures += [Mutant(name, 0, kind) for kind in KINDS if kind not in ONLY_WHERE_POSSIBLE]
                else:
                    closures += mutants_of(name, op, self.reached)
        return closures if names else [*closures, *LINES]

    def unreached(self) -> list[str]:
        """The ops that no sample of the table ever called."""
        return [name for name in self.ops if name not in self.reached.called and name not in ELSEWHERE]

    def outcome(self, mutant: Mutant | LineMutant) -> Outcome:
        """Try one."""
        differs = True
        if red := self.red(mutant):
            return Outcome(mutant, "survived", f"without a mutant {red} is red: what can be shown?")
        if isinstance(mutant, LineMutant):
            by = kill(LINES.index(mutant))
        elif mutant.op in ELSEWHERE:
            with another_rule(self.ops[mutant.op], Broken(mutant.position, mutant.kind)):
                by = first_red(mutant.op)
        else:
            by, differs = self.killer.kill(mutant)
        reaching = isinstance(mutant, LineMutant) or mutant.op in ELSEWHERE
        reaching = reaching or self.killer.cases(mutant.op, self.ops[mutant.op], mutant.position)
        if by is None and not differs and reaching and mutant.kind in ONLY_WHERE_POSSIBLE:
            return Outcome(mutant, "changes nothing")
        why = reason(mutant)
        if by is not None:
            return Outcome(mutant, "not equivalent" if why else "killed", by)
        if why:
            return Outcome(mutant, "equivalent", why)
        return Outcome(mutant, "survived", "" if reaching else "no test of the table calls this closure")

    def red(self, mutant: Mutant | LineMutant) -> str | None:
        """Which test is red before anything is broken; the tests of the table are looked at one by one, later."""
        if isinstance(mutant, Mutant) and mutant.op not in ELSEWHERE:
            return None
        which = "the tape" if isinstance(mutant, LineMutant) else mutant.op
        if which not in self.red_anyway:
            self.red_anyway[which] = kill(-1) if isinstance(mutant, LineMutant) else first_red(mutant.op)
        return self.red_anyway[which]

    def outcomes(self, mutants: list, jobs: int, seconds: float | None) -> Iterator[Outcome]:
        """Try them all, in their order, in several processes; or until the time is over."""
        start = time.monotonic()
        results: Iterable[Outcome]
        if jobs == 1:
            results = map(self.outcome, mutants)
        else:
            INHERITED[:] = [self]
            pool = multiprocessing.get_context("fork").Pool(jobs)
            results = pool.imap(outcome_of, mutants)
        try:
            for outcome in results:
                yield outcome
                if seconds is not None and time.monotonic() - start > seconds:
                    return
        finally:
            if jobs != 1:
                pool.terminate()


INHERITED: list[Run] = []  # what other processes find when they are started: rows can't be sent to them


def outcome_of(mutant: Mutant | LineMutant) -> Outcome:
    """Try one, in another process."""
    return INHERITED[0].outcome(mutant)


def summary(outcomes: Sequence[Outcome], planned: int) -> str:
    """The counts in words."""
    counts = Counter(outcome.what for outcome in outcomes)
    tried = len(outcomes) - counts["changes nothing"]
    lines = sum(isinstance(outcome.mutant, LineMutant) for outcome in outcomes)
    text = f"{counts['killed']} of {tried} mutants killed ({tried - lines} of closures, {lines} of the tape's lines)"
    text += f", {counts['equivalent']} equivalent, {counts['survived']} survived"
    if counts["not equivalent"]:
        text += f", {counts['not equivalent']} wrongly called equivalent"
    if counts["changes nothing"]:
        text += f"; {counts['changes nothing']} changed nothing and don't count"
    return text + (f"; {planned - len(outcomes)} were not tried" if planned > len(outcomes) else "")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation",
        description="Breaks every backward closure and the tape's own lines, and shows that a test notices.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--ops", nargs="+", metavar="NAME", help="only closures of these ops")
    parser.add_argument("--sample", type=float, metavar="SECONDS", help="a random choice, for so long")
    parser.add_argument("--seed", type=int, default=0, help="of the random choice")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    parser.add_argument("--verbose", action="store_true", help="show what kills each mutant, too")
    return parser.parse_args(arguments)
