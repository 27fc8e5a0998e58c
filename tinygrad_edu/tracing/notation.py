"""How formulas are put together as text: operators, parentheses where they are needed, numbers, signs above and below.

Every text knows how tightly it holds together. Who puts it into another says how tight it must be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

# From loose to tight
CHOICE, OR, AND, NOT, COMPARISON, SUM, NEGATIVE, PRODUCT, MATRIX_PRODUCT, PREFIX, NAME, POWER, ATOM = range(13)

DIGITS = 3
RAISED = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a formula, and how tightly it holds together."""

    text: str
    level: int = ATOM

    def __str__(self) -> str:
        return self.text

    def within(self, lowest: int, *misread: int) -> str:
        """The text for a place that wants it as tight as `lowest`, and not of the kinds that would be `misread`."""
        return f"({self.text})" if self.level < lowest or self.level in misread else self.text


def name(label: str) -> Text:
    """A name; one that isn't a single word is looser than one that is."""
    return Text(label, ATOM if re.fullmatch(r"[\w.]+", label) else NAME)


def number(x) -> Text:
    """A number to three significant digits, with a true minus sign: −0.0462, 1234, 1.2e−7, ∞."""
    x = np.asarray(x).item()
    text = str(x)
    if isinstance(x, float) and np.isfinite(x):
        whole = 10**DIGITS - 0.5 <= abs(x) < 1e5
        mantissa, e, exponent = (f"{x:.0f}" if whole else f"{x:.{DIGITS}g}" if x else "0").partition("e")
        text = mantissa + (f"e{int(exponent)}" if e else "")
    text = text.replace("inf", "∞").replace("-", "−")
    return Text(text, NEGATIVE if text.startswith("−") else ATOM)


# Operators


def plus(left: Text, right: Text) -> Text:
    """left + right."""
    return Text(f"{left.within(SUM)} + {right.within(PRODUCT)}", SUM)


def minus(left: Text, right: Text) -> Text:
    """left − right."""
    return Text(f"{left.within(SUM)} − {right.within(PRODUCT)}", SUM)


def negative(x: Text) -> Text:
    """−x."""
    return Text(f"−{x.within(PRODUCT)}", NEGATIVE)


def times(left: Text, right: Text) -> Text:
    """left · right."""
    factor = left.within(NEGATIVE, MATRIX_PRODUCT, PREFIX)
    return Text(f"{factor} · {right.within(PRODUCT, MATRIX_PRODUCT)}", NEGATIVE if factor[0] == "−" else PRODUCT)


def close_product(left: Text, right: Text) -> Text:
    """left·right, where it stands in a sum."""
    return Text(f"{left.within(POWER)}·{right.within(POWER)}", PRODUCT)


def over(left: Text, right: Text) -> Text:
    """left / right."""
    numerator = left.within(NEGATIVE, MATRIX_PRODUCT, PREFIX)
    return Text(f"{numerator} / {right.within(PREFIX, NAME)}", NEGATIVE if numerator[0] == "−" else PRODUCT)


def matrix_product(left: Text, right: Text) -> Text:
    """left @ right."""
    return Text(f"{left.within(MATRIX_PRODUCT, PREFIX)} @ {right.within(NAME)}", MATRIX_PRODUCT)


def power(base: Text, exponent: Text) -> Text:
    """base to the power of the exponent, which is raised where it is a whole number; √base."""
    if exponent.text == "0.5":
        return root(base)
    if re.fullmatch(r"−?\d{1,3}", exponent.text):
        return base if exponent.text == "1" else Text(base.within(ATOM) + exponent.text.translate(RAISED), POWER)
    return Text(f"{base.within(ATOM)}^{exponent.within(ATOM)}", POWER)


def transpose(x: Text) -> Text:
    """xᵀ."""
    return Text(f"{x.within(ATOM)}ᵀ", POWER)


def root(x: Text, sign: str = "√") -> Text:
    """√x."""
    return Text(f"{sign}{x.within(ATOM)}", POWER)


def comparison(sign: str):
    """A function that writes a comparison with this sign."""
    return lambda left, right: Text(f"{left.within(SUM)} {sign} {right.within(SUM)}", COMPARISON)


def both(left: Text, right: Text) -> Text:
    """left and right."""
    return Text(f"{left.within(AND)} and {right.within(NOT)}", AND)


def either(left: Text, right: Text) -> Text:
    """left or right."""
    return Text(f"{left.within(OR)} or {right.within(AND)}", OR)


def opposite(x: Text) -> Text:
    """not x."""
    return Text(f"not {x.within(COMPARISON)}", NOT)


def choice(condition: Text, x: Text, y: Text) -> Text:
    """x where the condition holds, y elsewhere."""
    return Text(f"{x.within(OR)} where {condition.within(OR)} else {y.within(OR)}", CHOICE)


def between(left: str, right: str):
    """A function that writes something between two signs, as |x|."""
    return lambda x: Text(f"{left}{x.text}{right}")


def big(sign: str, axes: str, x: Text) -> Text:
    """A sum or product over axes: Σ₀ x."""
    return Text(f"{sign}{axes} {x.within(NAME)}", PREFIX)


def logarithm_of_one_plus(x: Text) -> Text:
    """log(1 + x), and log(1 − x)."""
    return called("log", [f"1 − {x.text[1:]}" if x.level == NEGATIVE else plus(Text("1"), x).text])


def called(function: str, arguments: Iterable[str]) -> Text:
    """function(x, y)."""
    return Text(f"{function}({', '.join(arguments)})")


def lowered(numbers: Iterable[int]) -> str:
    """Numbers as small signs below: axes."""
    return "".join(map(str, numbers)).translate(LOWERED)
