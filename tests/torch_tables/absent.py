"""What PyTorch's tables have and this package has not, or has otherwise, each with its reason."""

COMPLEX = "complex numbers are not there"
STRIDES = "a tensor's memory has no strides of its own here"
INTERNAL = "PyTorch's own machinery, not for programs"
SPARSE = "sparse tensors are not there"
RARE = "rarer than a learner's framework needs"
IN_PLACE = "a method that draws in place, under the same name with an underscore"
MASKED = "PyTorch's prototype of masked tensors is not there"
TWICE = "the function without _copy does it"

ABSENT = {
    **dict.fromkeys(
        (
            "angle", "cdouble", "cfloat", "chalf", "complex", "conj", "conj_physical", "imag", "linalg.eig",
            "linalg.eigvals", "polar", "real", "resolve_conj", "resolve_neg", "view_as_complex", "view_as_real",
            "istft", "stft",
        ),
        COMPLEX,
    ),
    **dict.fromkeys(("empty_permuted", "empty_strided", "new_empty_strided"), STRIDES),
    **dict.fromkeys(("cauchy", "exponential", "geometric", "log_normal", "uniform"), IN_PLACE),
    **dict.fromkeys(
        (
            "bfloat16", "frexp", "geqrf", "histogramdd", "linalg.ldl_factor", "linalg.ldl_factor_ex",
            "linalg.ldl_solve", "nn.functional.fractional_max_pool2d", "nn.functional.fractional_max_pool3d",
            "nonzero_static", "ormqr", "pca_lowrank", "svd_lowrank",
        ),
        RARE,
    ),
    **dict.fromkeys(("sparse.mm", "sparse.sampled_addmm", "to_sparse"), SPARSE),
    **dict.fromkeys(
        (
            "_batch_norm_with_update", "_chunk_cat", "_native_batch_norm_legit", "_segment_reduce",
            "_softmax_backward_data", "_unsafe_masked_index", "_unsafe_masked_index_put_accumulate",
            "_upsample_bilinear2d_aa", "grid_sampler_2d", "grid_sampler_3d", "hash_tensor",
            "jiterator_2inputs_2outputs", "jiterator_4inputs_with_extra_args", "jiterator_binary",
            "jiterator_binary_return_by_ref", "jiterator_unary", "max_pool2d_with_indices_backward",
            "native_batch_norm", "native_dropout_backward", "native_group_norm", "native_layer_norm",
            "torch._scaled_mm", "torch._scaled_mm_v2", "torch.ops.aten._efficient_attention_forward",
            "torch.ops.aten._flash_attention_forward", "torch.ops.aten._safe_softmax.default", "unsafe_chunk",
            "unsafe_split",
        ),
        INTERNAL,
    ),
}  # fmt: skip


# Names that are there and differ in some samples: what the difference must look like, and why it is so.
DIFFERENT = {
    "as_strided": (r"partial_views", "a tensor doesn't know the memory it is a part of"),
    "as_strided_scatter": (r"gradient 0", "PyTorch sends the input what belongs to the source: zeros and g exchanged"),
    "cov": (r"float32.*differs by up to [1-4]\.\de-06", "PyTorch computes the weights' gradient in float32"),
    "linalg.norm": (r"second gradient", "at 0 a norm sends back 0 in every order; PyTorch's second order is NaN there"),
    "special.bessel_j0": (r"differs by up to .*e-07", "PyTorch is good to seven digits here"),
    "special.bessel_j1": (r"differs by up to .*e-08", "PyTorch is good to seven digits here"),
    "special.bessel_y1": (r"differs by up to .*e-07", "PyTorch is good to seven digits here"),
    "normal": (r"in_place|layout", "PyTorch's samples of the method normal_, and of layouts"),
    "zero_": (r"a leaf that requires a gradient can't be changed", "PyTorch refuses it, too; its samples are leaves"),
}


def reason(name: str) -> str:
    """Why PyTorch's op of that name isn't there; nothing if it should be."""
    if name.startswith("fft."):
        return "Fourier transforms are not there"
    if name.startswith("masked."):
        return MASKED
    if name.startswith("signal.windows."):
        return "windows for Fourier transforms are not there"
    if name.endswith("_copy") and name != "index_copy":
        return TWICE
    return ABSENT.get(name, "")
