"""Texts of formulas: parentheses where they are needed, and nowhere else."""

import numpy as np
import pytest

from tinygrad_edu.tracing import notation as n

A, B, C = (n.name(letter) for letter in "abc")
SLASHED, TWO, MINUS_TWO = n.name("∂L/∂y"), n.number(2), n.number(-2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (n.plus(n.plus(A, B), C), "a + b + c"),
        (n.plus(A, n.minus(B, C)), "a + (b − c)"),
        (n.minus(A, n.plus(B, C)), "a − (b + c)"),
        (n.minus(n.minus(A, B), C), "a − b − c"),
        (n.times(n.plus(A, B), C), "(a + b) · c"),
        (n.plus(n.times(A, B), C), "a · b + c"),
        (n.times(A, n.times(B, C)), "a · b · c"),
        (n.times(A, n.over(B, C)), "a · b / c"),
        (n.over(A, n.times(B, C)), "a / (b · c)"),
        (n.over(n.over(A, B), C), "a / b / c"),
        (n.over(A, n.over(B, C)), "a / (b / c)"),
        (n.over(A, SLASHED), "a / (∂L/∂y)"),
        (n.times(SLASHED, A), "∂L/∂y · a"),
        (n.negative(n.plus(A, B)), "−(a + b)"),
        (n.negative(n.times(A, B)), "−a · b"),
        (n.negative(n.negative(A)), "−(−a)"),
        (n.times(n.negative(A), B), "−a · b"),
        (n.times(A, n.negative(B)), "a · (−b)"),
        (n.times(A, n.times(MINUS_TWO, B)), "a · (−2 · b)"),
        (n.plus(A, n.negative(B)), "a + (−b)"),
        (n.minus(A, MINUS_TWO), "a − (−2)"),
        (n.plus(MINUS_TWO, A), "−2 + a"),
        (n.close_product(MINUS_TWO, MINUS_TWO), "(−2)·(−2)"),
        (n.matrix_product(n.matrix_product(A, B), C), "a @ b @ c"),
        (n.matrix_product(A, n.matrix_product(B, C)), "a @ (b @ c)"),
        (n.matrix_product(n.times(A, B), C), "(a · b) @ c"),
        (n.times(n.matrix_product(A, B), C), "(a @ b) · c"),
        (n.plus(n.matrix_product(A, B), C), "a @ b + c"),
        (n.matrix_product(n.transpose(SLASHED), A), "(∂L/∂y)ᵀ @ a"),
        (n.transpose(n.transpose(A)), "(aᵀ)ᵀ"),
        (n.transpose(n.plus(A, B)), "(a + b)ᵀ"),
        (n.power(A, TWO), "a²"),
        (n.power(n.name("fc1.weight"), n.number(-12)), "fc1.weight⁻¹²"),
        (n.power(MINUS_TWO, TWO), "(−2)²"),
        (n.power(A, n.number(1)), "a"),
        (n.power(A, n.number(0.5)), "√a"),
        (n.power(A, n.number(1.5)), "a^1.5"),
        (n.power(A, n.plus(B, C)), "a^(b + c)"),
        (n.power(n.power(A, TWO), B), "(a²)^b"),
        (n.power(SLASHED, TWO), "(∂L/∂y)²"),
        (n.root(n.plus(A, B)), "√(a + b)"),
        (n.over(n.root(A), TWO), "√a / 2"),
        (n.big("Σ", "₀", n.times(A, B)), "Σ₀ (a · b)"),
        (n.big("Σ", "", n.power(A, TWO)), "Σ a²"),
        (n.over(n.big("Σ", "", A), TWO), "(Σ a) / 2"),
        (n.times(A, n.big("Σ", "", B)), "a · Σ b"),
        (n.over(A, n.big("Σ", "", B)), "a / Σ b"),
        (n.matrix_product(A, n.big("Σ", "", B)), "a @ (Σ b)"),
        (n.choice(n.comparison(">")(A, TWO), B, n.choice(A, B, C)), "b where a > 2 else (b where a else c)"),
        (n.times(A, n.choice(A, B, C)), "a · (b where a else c)"),
        (n.both(n.either(A, B), n.opposite(C)), "(a or b) and not c"),
        (n.opposite(n.comparison("=")(A, B)), "not a = b"),
        (n.opposite(n.both(A, B)), "not (a and b)"),
        (n.plus(A, n.comparison("<")(A, B)), "a + (a < b)"),
        (n.logarithm_of_one_plus(n.negative(A)), "log(1 − a)"),
        (n.logarithm_of_one_plus(n.plus(A, B)), "log(1 + (a + b))"),
        (n.between("|", "|")(n.minus(A, B)), "|a − b|"),
    ],
)
def test_parentheses_stand_where_they_are_needed(text, expected):
    assert str(text) == expected


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.13, "0.13"),
        (-0.046213, "−0.0462"),
        (3.0, "3"),
        (-0.0, "0"),
        (np.float32(0.1), "0.1"),
        (999.7, "1000"),
        (12345.6, "12346"),
        (123456.0, "1.23e5"),
        (1.2e-7, "1.2e−7"),
        (-1e-12, "−1e−12"),
        (700, "700"),
        (np.int64(-3), "−3"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (np.nan, "nan"),
        (True, "True"),
    ],
)
def test_numbers_have_three_significant_digits(x, text):
    assert str(n.number(x)) == text
