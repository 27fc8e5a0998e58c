"""``KERAS_BACKEND=torch python -m tests.keras``: write the figures anew, where Keras is installed.

On JAX the cases that are marked so are written, on any other backend the rest.
"""

import json

import keras

from .cases import CASES, run
from .figures import FILE, figures_of, known_figures


def main() -> None:
    """Run Keras, and put its figures among those that are there."""
    figures = known_figures() if FILE.exists() else {}
    on_jax = keras.backend.backend() == "jax"
    for name, case in CASES.items():
        if name.startswith("on jax") == on_jax:
            figures[name] = figures_of(*run(case, keras))
    lines = [f"{json.dumps(name)}: {json.dumps(figures[name])}" for name in CASES if name in figures]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(lines)} of {len(CASES)} cases")


if __name__ == "__main__":
    main()
