"""The special functions at chosen places, one at least in each of the ranges that are computed differently."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg

# To 17 digits, computed with 60 digits by mpmath
VALUES = {
    "erf": {
        1e-20: 1.1283791670955125e-20,
        0.3: 0.3286267594591274,
        -0.99: -0.8385080695553698,
        1.01: 0.8468104962282768,
        -4.0: -0.9999999845827421,
    },
    "erfc": {
        -3.0: 1.9999779095030015,
        0.2: 0.7772974107895215,
        0.7: 0.32219880616258156,
        5.0: 1.537459794428035e-12,
        26.0: 5.663192408856143e-296,
    },
    "erfcx": {
        -5.0: 144009798674.66104,
        -0.2: 1.2726020284831958,
        0.4: 0.6707877852947615,
        3.0: 0.17900115118138996,
        10000000000.0: 5.641895835477563e-11,
    },
    "erfinv": {
        1e-12: 8.86226925452758e-13,
        -0.4: -0.37080715859355795,
        0.75: 0.8134198475976185,
        -0.9999999: -3.7665625816384707,
    },
    "ndtr": {
        -37.0: 5.725571222524577e-300,
        -3.0: 0.0013498980316300946,
        0.4: 0.6554217416103242,
        2.0: 0.9772498680518208,
    },
    "ndtri": {1e-20: -9.262340089798407, 0.1: -1.2815515655446004, 0.6: 0.2533471031357997, 0.9: 1.2815515655446006},
    "log_ndtr": {
        -300.0: -45006.62273211866,
        -2.0: -3.783184333682032,
        0.5: -0.3689464152886564,
        9.0: -1.1285884059538405e-19,
    },
    "gammaln": {
        1e-08: 18.42068073818021,
        0.7: 0.26086724653166654,
        1.0000001: -5.772155829918507e-08,
        2.3: 0.15418945495963046,
        8.5: 9.549267257300997,
        30.0: 71.25703896716801,
        -0.3: 1.4648400508576025,
        -3.7: -1.3797399049658245,
        1e100: 2.2925850929940456e102,
    },
    "digamma": {
        1e-08: -100000000.57721564,
        0.7: -1.2200235536979347,
        3.0: 0.9227843350984671,
        40.0: 3.676327374034843,
        -2.3: 3.3173231575618227,
        10000000000.0: 23.025850929890456,
    },
    "i0": {0.0: 1.0, -2.0: 2.2795853023360673, 30.0: 781672297823.9775, 60.0: 5.894077055609801e24},
    "i1": {1e-08: 5e-09, -2.0: -1.590636854637329, 30.0: 768532038938.957, 60.0: 5.844751588390468e24},
    "i0e": {0.0: 1.0, -2.0: 0.30850832255367105, 49.0: 0.057138847093590205, 1000.0: 0.012617240455891257},
    "i1e": {1e-08: 4.99999995e-09, -2.0: -0.21526928924893765, 49.0: 0.0565527601596159, 1000.0: 0.012610930256928629},
    "bessel_j0": {0.0: 1.0, -3.0: -0.26005195490193345, 20.0: 0.16702466434058316, 100.0: 0.019985850304223122},
    "bessel_j1": {1e-08: 5e-09, -3.0: -0.3390589585259365, 20.0: 0.06683312417585005, 100.0: -0.07714535201411216},
    "bessel_y0": {
        1e-08: -11.80077387717953,
        3.0: 0.3768500100127904,
        20.0: 0.06264059680938383,
        100.0: -0.07724431336508315,
    },
    "bessel_y1": {
        1e-08: -63661977.236758195,
        3.0: 0.3246744247918,
        20.0: -0.1655116143625213,
        100.0: -0.020372312002759792,
    },
    "modified_bessel_k0": {
        1e-08: 18.536612259610777,
        0.9: 0.4867303081629005,
        5.0: 0.0036910983340425942,
        100.0: 4.656628229175902e-45,
    },
    "modified_bessel_k1": {
        1e-08: 99999999.9999999,
        0.9: 0.7165335787760191,
        5.0: 0.004044613445452165,
        100.0: 4.6798537356369095e-45,
    },
    "scaled_modified_bessel_k0": {
        1e-08: 18.536612444976903,
        0.9: 1.1971633802518509,
        5.0: 0.547807564313519,
        1000.0: 0.03962832160075422,
    },
    "scaled_modified_bessel_k1": {
        1e-08: 100000000.99999991,
        0.9: 1.7623882196059197,
        5.0: 0.6002738587883126,
        1000.0: 0.03964813081296021,
    },
    "airy_ai": {
        -30.0: -0.08796818845684216,
        -5.3: 0.18256793106833963,
        0.0: 0.3550280538878172,
        0.5: 0.23169360648083348,
        2.0: 0.03492413042327438,
        20.0: 1.6916728686705404e-27,
    },
    "spherical_bessel_j0": {1e-08: 1.0, 0.5: 0.958851077208406, -7.0: 0.09385522838839844},
}
VALUES_OF_TWO = {
    "zeta": {
        (2, 1): 1.6449340668482264,
        (3.5, 0.2): 280.13196083873333,
        (20, 7): 1.3493973313343205e-17,
        (2, -2.5): 9.539246644989124,
        (3, -2.5): 0.0541020258208637,
    },
    "gammainc": {(0.5, 0.1): 0.345279153981423, (3, 7): 0.9703638361194782, (100, 80): 0.017108313035133115},
    "gammaincc": {(0.5, 3): 0.01430587843542964, (3, 1): 0.9196986029286058, (100, 130): 0.002750408367306526},
}
AT_THE_EDGES = {
    "erf": {math.inf: 1, -math.inf: -1, 1e300: 1},
    "erfc": {math.inf: 0, -math.inf: 2},
    "erfcx": {math.inf: 0, -math.inf: math.inf, 0: 1},
    "erfinv": {1: math.inf, -1: -math.inf, 1.1: math.nan, 0: 0},
    "ndtr": {math.inf: 1, -math.inf: 0, 0: 0.5},
    "ndtri": {0: -math.inf, 1: math.inf, -0.1: math.nan, 1.1: math.nan, 0.5: 0},
    "log_ndtr": {math.inf: 0, -math.inf: -math.inf},
    "gammaln": {0: math.inf, -3: math.inf, 1: 0, 2: 0, math.inf: math.inf, -math.inf: math.inf},
    "digamma": {0.0: -math.inf, -2: math.nan, math.inf: math.inf, -math.inf: math.nan},
    "i0": {math.inf: math.inf, 713: 6.705128263670966e307},
    "i1": {-math.inf: -math.inf, 0: 0},
    "bessel_j0": {math.inf: 0},
    "bessel_j1": {-math.inf: 0},
    "bessel_y0": {0: -math.inf, -1: math.nan, math.inf: 0},
    "bessel_y1": {0: -math.inf, -1: math.nan, math.inf: 0},
    "modified_bessel_k0": {0: math.inf, -1: math.nan, math.inf: 0},
    "scaled_modified_bessel_k1": {0: math.inf, -1: math.nan, math.inf: 0},
    "spherical_bessel_j0": {0: 1, math.inf: 0},
    "airy_ai": {math.inf: 0, 200: 0},
}


@pytest.mark.parametrize("name", VALUES)
def test_known_values(name):
    places = list(VALUES[name])
    values = getattr(tg.special, name)(tg.tensor(places, dtype=np.float64))
    np.testing.assert_allclose(values.data, list(VALUES[name].values()), rtol=4e-14)


@pytest.mark.parametrize("name", AT_THE_EDGES)
def test_edges_and_poles(name):
    places = [*AT_THE_EDGES[name], math.nan]
    values = getattr(tg.special, name)(tg.tensor(places, dtype=np.float64))
    np.testing.assert_allclose(values.data, [*AT_THE_EDGES[name].values(), math.nan], rtol=1e-13, atol=0)


@pytest.mark.parametrize("name", VALUES_OF_TWO)
def test_known_values_of_functions_of_two_numbers(name):
    x, y = (np.array(column, dtype=float) for column in zip(*VALUES_OF_TWO[name]))
    np.testing.assert_allclose(getattr(tg.special, name)(x, y), list(VALUES_OF_TWO[name].values()), rtol=1e-13)


def test_known_values_of_polygamma():
    for (n, x), value in {
        (1, 0.5): 4.934802200544679,
        (2, -1.3): 68.54941347116214,
        (7, 12.5): 1.977407971032112e-05,
    }.items():
        np.testing.assert_allclose(tg.polygamma(n, tg.tensor(x, dtype=np.float64)).item(), value, rtol=1e-13)


def test_poles_of_zeta_and_edges_of_the_incomplete_gamma_function():
    inf, nan = math.inf, math.nan
    x, y = np.array([1.0, 0.5, 2.0, 2.5, nan, 2.0]), np.array([2.0, 2.0, -1.0, -1.5, 1.0, nan])
    np.testing.assert_array_equal(tg.special.zeta(x, y), [inf, nan, inf, nan, nan, nan])
    x, y = np.array([2.0, 0.0, 2.0, inf, -1.0, 2.0, 0.0]), np.array([0.0, 1.0, inf, 1.0, 1.0, -1.0, 0.0])
    np.testing.assert_array_equal(tg.special.gammainc(x, y), [0, 1, 1, 0, nan, nan, nan])
    np.testing.assert_array_equal(tg.special.gammaincc(x, y), [1, 0, 0, 1, nan, nan, nan])


def test_the_error_and_gamma_functions_are_those_of_pythons_own_library():
    rng = np.random.default_rng(0)
    for name, own, numbers in (
        ("erf", math.erf, rng.uniform(-6, 6, 5000)),
        ("erfc", math.erfc, rng.uniform(-6, 26, 5000)),
        ("gammaln", math.lgamma, np.concatenate([rng.uniform(-20, 20, 5000), 10 ** rng.uniform(-9, 9, 100)])),
    ):
        values = getattr(tg.special, name)(numbers)  # more than a block of the kernels
        np.testing.assert_allclose(values, [own(x) for x in numbers], rtol=2e-14, atol=3e-15, err_msg=name)


def test_derivatives_of_every_order_are_there():
    x = tg.tensor(2.5, dtype=np.float64, requires_grad=True)
    y = tg.lgamma(x)
    for n in range(4):
        (y,) = tg.grad(y, x, create_graph=True)
        np.testing.assert_allclose(y.item(), tg.polygamma(n, x).item(), rtol=1e-13)


def test_derivatives_at_0_of_bessel_functions():
    for name, expected in (("i0", 0), ("i1", 0.5), ("i0e", 0), ("i1e", 0.5)):
        x = tg.tensor([0.0], requires_grad=True)
        getattr(tg.special, name)(x).sum().backward()
        assert x.grad.tolist() == [expected]


def test_special_functions_take_numbers_and_whole_numbers():
    assert tg.special.erf(0.3) == pytest.approx(math.erf(0.3), rel=1e-15)
    assert tg.special.gammaln(tg.tensor([1, 2, 3, 5])).dtype == np.float64
    np.testing.assert_allclose(tg.special.gammaln(np.array([3, 5])), np.log([2.0, 24.0]), rtol=1e-15)


@pytest.mark.parametrize(
    "name",
    [
        f"{prefix}{family}"
        for family in (
            "chebyshev_polynomial_t",
            "chebyshev_polynomial_u",
            "chebyshev_polynomial_v",
            "chebyshev_polynomial_w",
            "hermite_polynomial_h",
            "hermite_polynomial_he",
            "laguerre_polynomial_l",
            "legendre_polynomial_p",
        )
        for prefix in (("", "shifted_") if "chebyshev" in family else ("",))
    ],
)
def test_polynomials_of_a_tensor_of_degrees_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    x, n = np.linspace(-1, 1, 8).reshape(-1, 1), np.array([-1.0, 0, 1, 2, 3.7, 6])
    ours = getattr(tg.special, name)(tg.tensor(x), tg.tensor(n))
    theirs = getattr(torch.special, name)(torch.from_numpy(x), torch.from_numpy(n))
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("x", [-1000.0, -700.0, -100.0, 30.0, 500.0, 1000.0])
def test_the_slope_of_sigmoid_is_as_exact_as_one_minus_y(x):
    """Far on the right it is 0, as PyTorch's is, where y has rounded to 1."""
    t = tg.tensor(x, dtype=np.float64, requires_grad=True)
    tg.sigmoid(t).backward()
    slope = math.exp(-abs(x)) / (1 + math.exp(-abs(x))) ** 2
    assert math.isclose(t.grad.item(), slope, rel_tol=1e-13, abs_tol=2e-16)


def test_a_cube_is_two_products_and_other_dtypes_are_numpys():
    x = np.random.default_rng(0).standard_normal(100).astype(np.float32)
    np.testing.assert_array_equal((tg.tensor(x) ** 3).data, x * x * x)
    for base, exponent in (([2, 3], 3), ([2, 3], 3.0), ([True, False], 3), ([2.0, 3.0], 4)):
        ours, numpys = (tg.tensor(np.array(base)) ** exponent).data, np.array(base) ** exponent
        assert ours.dtype == numpys.dtype
        np.testing.assert_array_equal(ours, numpys)


@pytest.mark.parametrize("dtype", [np.uint8, np.bool_, np.int64])
def test_the_sigmoid_of_whole_numbers_does_not_wrap_around(dtype):
    x = np.array([0, 1, 3]).astype(dtype)
    np.testing.assert_allclose(tg.sigmoid(tg.tensor(x)).data, 1 / (1 + np.exp(-x.astype(float))), rtol=1e-7)
