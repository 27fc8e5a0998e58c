"""Einstein's notation: a product of arrays, summed, in which each axis has a letter.

``"ij,jk->ik"`` is the matrix product: zᵢₖ = Σⱼ xᵢⱼ yⱼₖ. A letter that the result doesn't have is summed over. The
gradient is in the same notation: in ``"ik,jk->ij"`` g stands in the place of x.
"""

import functools
import string

import numpy as np

from ..tape import numpy_functions, op

LETTERS = string.ascii_uppercase + string.ascii_lowercase


@op()
def einsum(*parts, equation):
    """The product of the parts, summed as the equation says: every axis has a letter, the result stands behind ->."""
    terms, result = equation.split("->")[0].split(","), equation.split("->")[1]
    y = np.einsum(equation, *parts, optimize=len(parts) > 1)
    return y, *[lambda g, i=i: share(i, g, parts, terms, result) for i in range(len(parts))]


def share(i, g, parts, terms, result):
    """What part i is sent: the product of g with all other parts, summed to the letters of part i.

    Where a letter is missing there, because part i alone was summed over it, ones stand for it, and where part i
    has a letter twice, the unit matrix.
    """
    factors, letters = [g, *parts[:i], *parts[i + 1 :]], [result, *terms[:i], *terms[i + 1 :]]
    lengths = {(c, n) for factor, term in zip(factors, letters) for c, n in zip(term, factor.shape)}
    unused = iter(sorted(set(LETTERS) - set("".join([result, *terms]))))
    own = ""
    for letter, n in zip(terms[i], parts[i].shape):
        if letter in own:
            own += next(unused)
            factors, letters = [*factors, np.eye(n, dtype=g.dtype)], [*letters, letter + own[-1]]
        else:
            own += letter
            if (letter, n) not in lengths:
                factors, letters = [*factors, np.ones(n, dtype=g.dtype)], [*letters, letter]
    return np.einsum(f"{','.join(letters)}->{own}", *factors, optimize=True)


@functools.cache
def spelled_out(equation, axes):
    """The equation with letters for ``...``, and with its result; `axes` says how many axes each operand has.

    Without ``->`` the result has the letters that are there once. The axes that ``...`` stands for are aligned at
    their ends, as broadcasting has it, and summed over if the result doesn't mention them.
    """
    left, arrow, result = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(axes):
        raise ValueError(
            f"einsum {equation!r} has {len(terms)} terms for {len(axes)} operands\nhelp: one term for each"
        )
    extra = {n - len(term.replace("...", "")) for term, n in zip(terms, axes) if "..." in term}
    unused = [letter for letter in LETTERS if letter not in equation]
    dots = "".join(unused[: max(extra, default=0)])
    terms = [dotted(term, n, dots, equation) for term, n in zip(terms, axes)]
    letters = "".join(terms)
    if not arrow:
        result = dots + "".join(sorted(c for c in set(letters) - set(dots) if letters.count(c) == 1))
    result = result.replace("...", dots, 1)
    for letter in result:
        if letter not in letters or result.count(letter) > 1:
            raise ValueError(
                f"einsum {equation!r}: {letter!r} stands {result.count(letter)} times in the result, and "
                f"{letters.count(letter)} times before it\nhelp: once in the result, if an operand has it"
            )
    return f"{','.join(terms)}->{result}"


def dotted(term, axes, dots, equation):
    """One operand's term with letters for its ``...``; a ValueError if it has not one letter for each axis."""
    named = term.replace("...", "", 1)
    rest = axes - len(named)
    if not set(named) <= set(LETTERS) or rest < 0 or (rest and named == term):
        raise ValueError(
            f"einsum {equation!r}: the term {term!r} doesn't fit an operand with {axes} axes\n"
            "help: one letter for each axis, or ... for any number of axes"
        )
    return term.replace("...", dots[len(dots) - rest :])


def einsum_of(operands):
    """The op's operands and equation, from ``("ij,jk->ik", x, y)`` or ``(x, [0, 1], y, [1, 2], [0, 2])``."""
    if isinstance(operands[0], str):
        equation, *parts = operands
        parts = parts[0] if len(parts) == 1 and isinstance(parts[0], (list, tuple)) else parts
    else:
        parts, sublists = operands[: len(operands) // 2 * 2 : 2], operands[1::2]
        equation = ",".join(map(term_of, sublists)) + (f"->{term_of(operands[-1])}" if len(operands) % 2 else "")
    return einsum(parts, equation=spelled_out(equation, tuple(part.ndim for part in parts)))


def term_of(numbers):
    """Letters for numbers."""
    wrong = [i for i in numbers if i is not Ellipsis and i not in range(len(LETTERS))]
    if wrong:
        raise ValueError(f"einsum with {wrong[0]!r} for an axis\nhelp: numbers below {len(LETTERS)}, or ...")
    return "".join("..." if i is Ellipsis else LETTERS[i] for i in numbers)


def numpy_einsum(operands, optimize=False):
    """NumPy's einsum; `optimize` is accepted, and several operands are always multiplied in a good order."""
    return einsum_of(operands)


numpy_functions[np.einsum] = numpy_einsum
