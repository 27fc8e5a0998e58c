"""What differs from PyTorch on purpose: everywhere, in a namespace, or at one name; checked by `test_names.py`."""

PYTORCH, NUMPY = "2.13", "2.4"  # what everything here was compared with

# Our own names, which PyTorch hasn't.
OURS = (
    "Tensor.astype", "Tensor.line", "autograd.forget_gradients", "autograd.record_lines", "draw", "explain", "graph",
    "func.value_and_grad", "nn.ParameterList.insert", "nn.ParameterList.pop", "record_lines", "testing.GradientError",
    "testing.broadcastable_tensors", "testing.check_gradients", "testing.matrices", "testing.tensors",
)  # fmt: skip
OWN_NAMESPACES = ("data", "drawing", "tracing")
# What PyTorch has under another path.
ELSEWHERE = {
    "autograd.checkpoint": "torch.utils.checkpoint.checkpoint",
    "autograd.is_grad_enabled": "torch.is_grad_enabled",
    "expand": "torch.Tensor.expand",
    "grad": "torch.autograd.grad",
    "inv": "torch.linalg.inv",
    "slice": "torch.ops.aten.slice",
    "testing.gradcheck": "torch.autograd.gradcheck",
    "testing.gradgradcheck": "torch.autograd.gradgradcheck",
}


def counterpart(path: str) -> str | None:
    """PyTorch's name for what stands at a path below the package; None for what is our own."""
    if path in OURS or path.split(".")[0] in OWN_NAMESPACES:
        return None
    return ELSEWHERE.get(path, f"torch.{path}")


EVERYWHERE = (
    "**Arrays.** `t.data` is the NumPy array, which answers to PyTorch's methods, too; where both have one of a name, "
    "NumPy's is called. Dtypes are NumPy's (`tg.float32` is `np.dtype('float32')`), a shape is a tuple. NumPy's "
    "functions take Tensors and record.",
    "**Dtypes** are promoted as NumPy does it: int64 with float32 is float64, and so are an int64 tensor times 0.5 and "
    "functions of integers (`exp`, `logsumexp`, `cov`, …), where PyTorch says float32; of small integers and booleans "
    "it is float16. The losses keep float32.",
    "**Arguments.** NumPy's names are understood too: `axis`, `keepdims`. The commoner functions of the package "
    "itself take `out=`, outside the graph. `layout`, "
    "`pin_memory`, `memory_format` and `non_blocking`, where they are accepted, have no effect.",
    "**Devices.** There is one, the cpu; a tensor or a module on another one is a RuntimeError.",
    "**Random numbers** are NumPy's: from the same seed come other numbers than PyTorch's, of the same distributions. "
    "Dropout takes `generator=` too. Without `manual_seed` they start from seed 1.",
    "**In place.** `y += b` on a tensor that is being recorded makes a new one. `t[i] = v` and the methods that end in "
    "`_` are recorded; a view that was taken before keeps the old elements, and a view that isn't recorded itself, as "
    "`t[0]` of zeros, is refused (`t[0][1] = v`; `t[0, 1] = v` isn't). Under `no_grad` the array itself changes, which "
    "`backward` refuses even where the formula wouldn't need it.",
    "**Views.** A single element, as in `t[0]` of a vector, is a copy. `inplace=True` of layers and functions is "
    "accepted, and the result is a new tensor all the same.",
    "**Graphs** live as long as a tensor that holds them: `retain_graph` has no effect, and a second `backward` works.",
    "**Errors** are ValueErrors for wrong shapes and TypeErrors for wrong dtypes, where PyTorch's are RuntimeErrors.",
)
NOTES = {
    "backends.cudnn": "They have no effect.",
    "cuda": "For programs that ask.",
    "nn": "Every layer has `forward` and `extra_repr`; those with parameters have `reset_parameters`.",
    "nn.init": "All draw NumPy's random numbers, from `generator=` or the common one.",
    "optim": "`foreach`, `fused` and `capturable` choose between PyTorch's implementations and have no effect; "
    "`differentiable` is refused.",
    "data": "Data sets and batches are `utils.data`'s; MNIST, IMDB and the texts are our own.",
    "drawing": "PyTorch has nothing like these.",
    "tracing": "PyTorch has nothing like these.",
}

NO_GRAPHICS_CARD = "always refused: there is no graphics card"
ZEROS = "zeros, where PyTorch hands out whatever was in memory"
ROW_BY_ROW = "is one walk back for each element of the outputs"
# Said of a name, and of every other name of the same function.
DIFFERENCES = {
    "Generator": "also a `np.random.Generator`, with all of its methods",
    "Tensor": "`Tensor(2, 3)` and `Tensor(3)` are zeros",
    "Tensor.backward": "`retain_graph` has no effect",
    "Tensor.cuda": NO_GRAPHICS_CARD,
    "Tensor.data": "a NumPy array; methods that NumPy has are NumPy's",
    "Tensor.dtype": "NumPy's",
    "Tensor.grad_fn": "named after our ops, which aren't always PyTorch's: `name`, `next_functions`, `variable`",
    "Tensor.name": "yours to set; in PyTorch None",
    "Tensor.new": "zeros of a shape, which may be a tuple; PyTorch hands out whatever was in memory",
    "Tensor.new_empty": ZEROS,
    "Tensor.resize_": "zeros where it grows, in PyTorch whatever is in memory",
    "Tensor.shape": "a tuple",
    "Tensor.size": "a tuple, or a length",
    "Tensor.type": "the name of the NumPy dtype",
    "Tensor.view": "of another dtype is refused; a copy where the elements don't lie in a row, not an error",
    "amax": "a NaN gets the gradient alone, in PyTorch nothing but NaN is sent back; an infinite cotangent reaches "
    "only the largest",
    "amin": "a NaN gets the gradient alone, in PyTorch nothing but NaN is sent back; an infinite cotangent reaches "
    "only the smallest",
    "as_strided": "a copy; strides count in the flattened tensor",
    "amp.GradScaler": "scales nothing: `step` is the optimizer's",
    "amp.autocast": "changes nothing: products keep their precision",
    "autograd.backward": "`retain_graph` has no effect",
    "autograd.functional.hessian": f"`vectorize` and `outer_jacobian_strategy` have no effect: it {ROW_BY_ROW}",
    "autograd.functional.jacobian": f"`vectorize` and `strategy` have no effect: it {ROW_BY_ROW}",
    "autograd.grad": "`retain_graph` has no effect",
    "autograd.inference_mode": "tensors made inside may be recorded later",
    "cdist": "`compute_mode` has no effect",
    "distributions.Beta": "`mode` is NaN where both concentrations are below 1; `repr` shows the parameters",
    "distributions.Distribution": "lists, arrays and numbers do as parameters and values; without `support`, "
    "`arg_constraints` and `enumerate_support`",
    "distributions.Multinomial": "counts that aren't whole are refused; `repr` shows the parameters",
    "distributions.kl_divergence": "of two of one kind, all but `Multinomial`; no NaN where rates are 0",
    "det": "the gradient of a singular matrix is its cofactors, exactly",
    "empty": ZEROS,
    "empty_like": ZEROS,
    "func.jacfwd": f"`randomness` has no effect: it {ROW_BY_ROW}",
    "func.jacrev": f"`chunk_size` has no effect: it {ROW_BY_ROW}",
    "gather": "`sparse_grad` has no effect",
    "get_rng_state": "a dict",
    "kthvalue": "of equal elements the first counts as the smallest, so that the index is always the same",
    "linalg.cholesky_ex": "a matrix without one is a LinAlgError all the same",
    "linalg.inv_ex": "a singular matrix is a LinAlgError all the same",
    "linalg.lu": "`pivot=False` is refused",
    "linalg.solve_ex": "a singular matrix is a LinAlgError all the same",
    "load": "reads npz, which `save` writes; a pickle, as PyTorch writes it, is refused",
    "nanmean": "of nothing but NaN sends back 0",
    "nn.Module.cuda": NO_GRAPHICS_CARD,
    "nn.DataParallel": "passes through: there is one device",
    "nn.ParameterDict": "keeps the order in which parameters were put in",
    "nn.TransformerEncoder": "`enable_nested_tensor` and `mask_check` have no effect",
    "nn.functional.binary_cross_entropy": "the derivative by the target is ±100 where the input is 0 or 1, in PyTorch "
    "infinite",
    "nn.functional.ctc_loss": "has second derivatives",
    "nn.functional.embedding": "`sparse` has no effect",
    "nn.functional.embedding_bag": "`sparse` has no effect",
    "nn.functional.gumbel_softmax": "`eps` has no effect",
    "save": "writes npz, no pickle: tensors, numbers and texts in dicts and lists, no modules",
    "set_num_threads": "no effect: NumPy's library reads OMP_NUM_THREADS when Python starts",
    "set_rng_state": "takes the dict of `get_rng_state`",
    "typename": "of a tensor the name of the NumPy dtype",
    "testing.gradcheck": "arguments of its own: see its docstring",
    "testing.gradgradcheck": "arguments of its own: see its docstring",
    "topk": "of equal elements the first is taken, so that the indices are always the same",
    "utils.checkpoint.checkpoint": "`use_reentrant` has no effect; without `context_fn`, `determinism_check`, `debug`, "
    "`early_stop`",
    "utils.data.DataLoader": "batches are made in the program's own process: what is for workers has no effect; a "
    "StopIteration that comes out of the data set is a RuntimeError, in PyTorch it ends the round",
    "utils.data.WeightedRandomSampler": "weights that can't be drawn from are refused when it is made",
    "utils.data.default_collate": "float32 and int64 tensors together become float64; arrays may stand beside tensors",
}
# Names whose arguments are their own and aren't compared.
OWN_ARGUMENTS = ("autograd.gradcheck", "autograd.gradgradcheck", "testing.gradcheck", "testing.gradgradcheck")

# What the comparison finds too, but isn't so: PyTorch's stubs and docstrings say other than its functions do, or a
# default is only written in another way.
NOT_SO = {
    "`dx` is None by default, in PyTorch 1": "cumulative_trapezoid trapezoid trapz",
    "no `*args`": "einsum",
    "also `equation`": "einsum",
    "without `orig_func`": "enable_grad autograd.enable_grad",
    "without `implicit`": "expand Tensor.expand",
    "`ndarray` is called `array`": "from_numpy",
    "`spacing` is 1 by default, in PyTorch None": "gradient",
    "`steps` must be given": "linspace logspace",
    "also `return_indices`": "max_pool1d max_pool2d max_pool3d",
    "`indexing` is 'ij' by default, in PyTorch None": "meshgrid",
    "without `x`": "unique_consecutive",
    "also `input`": "unique_consecutive",
    "also `return_inverse`": "unique_consecutive",
    "also `return_counts`": "unique_consecutive",
    "also `dim`": "unique_consecutive",
    "`dtype` is given by name": "Tensor.new_tensor",
    "`requires_grad` is given by name": "Tensor.new_tensor",
    "without `mode`": "Tensor.requires_grad_",
    "also `requires_grad`": "Tensor.requires_grad_",
    "without `other`": "Tensor.to",
    "also `tol`": "linalg.matrix_rank",
    "`N` is given by name": "linalg.vander",
    "also `decimals`": "special.round",
}

ABSENT = (
    "**Numbers**: complex (`angle`, `conj`, `view_as_complex`, `linalg.eig`), bfloat16 and quantised ones.",
    "**Tensors**: sparse, nested and masked ones, named axes, strides and storages (`empty_strided`, `set_`).",
    "**Functions**: Fourier transforms (`stft`), those that end in \\_copy, those for one "
    "machine (`cudnn_convolution`).",
    "**Gradients**: forward mode, hooks of saved tensors.",
    "**Around them**: devices, several processes, `compile`, `jit`, most distributions and their transforms, "
    "packages of data and of other machines.",
)
