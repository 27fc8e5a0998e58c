"""What differs from PyTorch on purpose: everywhere, or at one name; checked by `test_names.py`."""

PYTORCH = "2.13"  # the version that everything here was compared with

# Our own names, which PyTorch hasn't.
OURS = """
Tensor.astype Tensor.name Tensor.line
autograd.forget_gradients autograd.record_lines record_lines
func.value_and_grad
testing.GradientError testing.broadcastable_tensors testing.check_gradients testing.matrices testing.tensors
""".split()
# What PyTorch has under another path.
ELSEWHERE = {
    "autograd.checkpoint": "torch.utils.checkpoint.checkpoint",
    "autograd.is_grad_enabled": "torch.is_grad_enabled",
    "expand": "torch.Tensor.expand",
    "grad": "torch.autograd.grad",
    "inv": "torch.linalg.inv",
    "testing.gradcheck": "torch.autograd.gradcheck",
    "testing.gradgradcheck": "torch.autograd.gradgradcheck",
}
OWN_NAMESPACES = ("drawing", "tracing")
DIFFERENCES: dict[str, str] = {}
ARGUMENTS: dict[str, list[str]] = {}
