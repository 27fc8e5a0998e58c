"""Numbers as pictures show them: three significant digits, one format a matrix, a true minus sign."""

from __future__ import annotations

import numpy as np

DIGITS = 3
SMALLEST, LARGEST = 1e-4, 1e5  # sizes outside of these are written with an exponent


def number(x) -> str:
    """One number to three significant digits, and with all digits of its whole part below 100,000.

    >>> number(-0.046213), number(3.0), number(12345.6), number(123456.0), number(float("nan"))
    ('−0.0462', '3', '12346', '1.23e5', 'nan')
    """
    return texts(np.asarray(x))[0]


def exact(x) -> str:
    """A number of the program, with as many digits as it takes, up to six: 1.0001, 1e−12.

    >>> exact(1.0001), exact(2.0), exact(-1e-12)
    ('1.0001', '2', '−1e−12')
    """
    return signed(f"{x:.6g}") if isinstance(x, (float, np.floating)) else str(x).replace("-", "−")


def texts(array: np.ndarray) -> list[str]:
    """All numbers of an array in one format, in the order of its elements: as many decimals as the largest needs."""
    flat = np.asarray(array).ravel()
    flat = flat.astype(np.float64) if flat.dtype.kind == "f" else flat
    if flat.dtype.kind not in "fc":
        return [str(x).replace("-", "−") for x in flat.tolist()]
    sizes = np.abs(flat[np.isfinite(flat) & (flat != 0)])
    if sizes.size and (sizes.max() >= LARGEST or sizes.max() < SMALLEST):
        return [signed(f"{x:.{DIGITS - 1}e}") if np.isfinite(x) and x else plain(x) for x in flat]
    decimals = DIGITS if not sizes.size else max(0, DIGITS - 1 - int(np.floor(np.log10(sizes.max()))))
    written = [f"{x:.{decimals}f}" if np.isfinite(x) and x else plain(x) for x in flat]
    while decimals and all(
        text[-1] == "0" and text.strip("-0.") for text, x in zip(written, flat) if np.isfinite(x) and x
    ):
        decimals -= 1
        written = [text[:-1] if np.isfinite(x) and x else text for text, x in zip(written, flat)]
    return [signed(text.rstrip(".")) for text in written]


def plain(x: float) -> str:
    """A zero, an infinity or not a number."""
    return "0" if x == 0 else "nan" if np.isnan(x) else "∞" if x > 0 else "−∞"


def signed(text: str) -> str:
    """The number's text with a true minus sign, a short exponent, and no minus before zero."""
    mantissa, e, exponent = text.partition("e")
    shown = mantissa if mantissa.strip("-0.") else mantissa.lstrip("-")
    return (shown + (f"e{int(exponent)}" if e else "")).replace("-", "−")
