"""``python -m tests.torch_tables [NAME …]``: PyTorch's samples of these ops, or of all, run through ours."""

import collections
import sys

from .absent import reason
from .ops import op_db, outcomes


def main() -> int:
    """Print what is wrong, op by op, and a count at the end; 1 if anything is wrong or missing."""
    everything = sorted({info.name for info in op_db})
    names = sys.argv[1:] or [name for name in everything if not reason(name)]
    counts: collections.Counter[str] = collections.Counter()
    for name in names:
        problems, tried = collections.Counter(), 0
        for label, wrong in outcomes(name):
            tried += 1
            kind = wrong.split(":")[0] if wrong else "right"
            counts[kind.split(" ")[0]] += 1
            if wrong == "missing":
                problems["missing"] += 1
            elif wrong:
                problems[f"{label}: {wrong}"] += 1
        print(f"{name}: {'right' if not problems else 'WRONG'} ({tried} samples)", flush=True)
        for problem in list(problems)[:8]:
            print(f"    {problem}")
        if len(problems) > 8:
            print(f"    … and {len(problems) - 8} more")
    print(", ".join(f"{count} {kind}" for kind, count in counts.most_common()))
    return int(counts.keys() != {"right"})


if __name__ == "__main__":
    sys.exit(main())
