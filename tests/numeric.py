"""Derivatives by central differences, the honest way: in float64, with a bound on their own rounding error."""

import numpy as np


def random_weights(rng, shape):
    """Random numbers away from zero, of either sign: a cotangent of ones would hide errors that cancel in a sum."""
    return np.asarray(rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1.5, shape))


def numeric_gradients(function, operands, weights):
    """The derivative of Σ weights · function(*operands) by every element of every floating-point array.

    The function takes and returns arrays. Returns one pair (gradient, rounding error) for each operand, or None
    where it isn't a floating-point array. The differences are taken before they are summed, so that elements of the
    output that don't move add nothing to the error.
    """
    results = []
    for position, operand in enumerate(operands):
        if not is_float_array(operand):
            results.append(None)
            continue
        gradient, error = np.zeros(operand.shape), np.zeros(operand.shape)
        for index in np.ndindex(operand.shape):
            step = 1e-6 * max(1.0, abs(operand[index]))
            values, places = [], []
            for sign in (1, -1):
                moved = np.array(operand)
                moved[index] += sign * step
                places.append(moved[index])
                values.append(np.asarray(function(*operands[:position], moved, *operands[position + 1 :])))
            distance = places[0] - places[1]
            gradient[index] = np.sum(weights * (values[0] - values[1])) / distance
            changed = values[0] != values[1]
            largest = np.maximum(1, np.maximum(np.abs(values[0]), np.abs(values[1])))
            error[index] = 8 * np.finfo(float).eps * np.sum(np.abs(weights) * changed * largest) / distance
        results.append((gradient, error))
    return results


def is_float_array(operand):
    """Whether an operand can have a gradient."""
    return isinstance(operand, np.ndarray) and operand.dtype.kind == "f"


def assert_gradient(gradient, numeric, what):
    """Refuse a gradient that differs from the numeric one by more than 1e-6 of it and the rounding error."""
    expected, error = numeric
    assert gradient.shape == expected.shape, f"{what}: shape {gradient.shape}, expected {expected.shape}"
    wrong = ~(np.abs(gradient - expected) <= 1e-6 * np.abs(expected) + error + 1e-12)
    if np.any(wrong):
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise AssertionError(
            f"{what}: at {index} the gradient is {gradient[index]!r}, central differences give {expected[index]!r} "
            f"(± {error[index]:.1e}); {np.count_nonzero(wrong)} of {wrong.size} elements are wrong"
        )
