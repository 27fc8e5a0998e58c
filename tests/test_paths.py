"""Every path by which programs import from PyTorch is here too, and what stands there is the package's own."""

import importlib
import subprocess
import sys

import pytest

import tinygrad_edu as tg

# Module paths below torch, and the names that programs take from there.
PATHS = {
    "": "Tensor nn optim autograd cuda device tensor float32 manual_seed no_grad __version__ version random",
    "amp": "autocast GradScaler",
    "backends": "cudnn mps",
    "backends.cudnn": "benchmark deterministic enabled is_available",
    "backends.mps": "is_available",
    "cuda": "is_available device_count manual_seed manual_seed_all empty_cache amp",
    "cuda.amp": "autocast GradScaler",
    "multiprocessing": "Process Queue Pool set_start_method get_context cpu_count",
    "random": "manual_seed seed initial_seed get_rng_state set_rng_state",
    "version": "__version__ cuda",
    "nn": "Module Linear Parameter functional init utils parameter Sequential",
    "nn.functional": "relu cross_entropy softmax one_hot scaled_dot_product_attention",
    "nn.init": "xavier_uniform_ xavier_uniform kaiming_normal_ normal_ zeros_ _calculate_fan_in_and_fan_out",
    "nn.modules": "Module Linear Conv2d",
    "nn.modules.activation": "ReLU Softmax MultiheadAttention",
    "nn.modules.batchnorm": "BatchNorm1d BatchNorm2d _BatchNorm",
    "nn.modules.container": "Sequential ModuleList ParameterDict",
    "nn.modules.conv": "Conv2d ConvTranspose2d _ConvNd",
    "nn.modules.distance": "CosineSimilarity PairwiseDistance",
    "nn.modules.dropout": "Dropout Dropout2d",
    "nn.modules.flatten": "Flatten Unflatten",
    "nn.modules.fold": "Fold Unfold",
    "nn.modules.instancenorm": "InstanceNorm2d",
    "nn.modules.linear": "Linear Identity Bilinear",
    "nn.modules.loss": "CrossEntropyLoss MSELoss _Loss _WeightedLoss",
    "nn.modules.module": "Module",
    "nn.modules.normalization": "LayerNorm GroupNorm LocalResponseNorm",
    "nn.modules.padding": "ZeroPad2d ReflectionPad2d",
    "nn.modules.pixelshuffle": "PixelShuffle PixelUnshuffle",
    "nn.modules.pooling": "MaxPool2d AdaptiveAvgPool2d",
    "nn.modules.rnn": "RNN LSTM GRU LSTMCell",
    "nn.modules.sparse": "Embedding EmbeddingBag",
    "nn.modules.transformer": "Transformer TransformerEncoderLayer",
    "nn.modules.upsampling": "Upsample UpsamplingNearest2d",
    "nn.parallel": "DataParallel DistributedDataParallel data_parallel",
    "distributed": "is_available is_initialized init_process_group destroy_process_group get_rank get_world_size",
    "nn.parameter": "Parameter Buffer",
    "nn.utils": "clip_grad_norm clip_grad_norm_ clip_grad_value_ parameters_to_vector weight_norm spectral_norm rnn",
    "nn.utils.clip_grad": "clip_grad_norm_ clip_grad_value_",
    "nn.utils.rnn": "pad_sequence pack_padded_sequence pad_packed_sequence pack_sequence PackedSequence",
    "nn.utils.parametrizations": "weight_norm spectral_norm",
    "nn.utils.parametrize": "register_parametrization",
    "optim": "SGD Adam AdamW RMSprop Adadelta Adagrad LBFGS Optimizer lr_scheduler",
    "optim.optimizer": "Optimizer",
    "optim.sgd": "SGD",
    "optim.adam": "Adam",
    "optim.lr_scheduler": "StepLR LambdaLR CosineAnnealingLR ReduceLROnPlateau OneCycleLR LRScheduler _LRScheduler",
    "autograd": "Function Variable grad backward functional no_grad set_detect_anomaly gradcheck",
    "autograd.function": "Function",
    "autograd.functional": "jacobian hessian vjp jvp",
    "autograd.variable": "Variable",
    "distributions": "Normal Categorical Bernoulli Multinomial MultivariateNormal Uniform kl_divergence",
    "distributions.bernoulli": "Bernoulli",
    "distributions.categorical": "Categorical",
    "distributions.kl": "kl_divergence",
    "distributions.multinomial": "Multinomial",
    "distributions.multivariate_normal": "MultivariateNormal",
    "distributions.normal": "Normal",
    "distributions.uniform": "Uniform",
    "func": "functional_call vmap grad jacrev",
    "linalg": "norm svd inv qr eigh solve lstsq",
    "special": "expit erf logsumexp",
    "utils": "data checkpoint",
    "utils.checkpoint": "checkpoint",
    "utils.data": "Dataset DataLoader TensorDataset random_split Subset Sampler RandomSampler SubsetRandomSampler",
    "utils.data.dataloader": "DataLoader default_collate",
    "utils.data.dataset": "Dataset TensorDataset Subset ConcatDataset IterableDataset random_split",
    "utils.data.sampler": "Sampler RandomSampler SequentialSampler SubsetRandomSampler BatchSampler",
}
# What stands at a second path, and where it is at home.
ALIASES = {
    "nn.modules": "nn",
    **{path: "nn" for path in PATHS if path.startswith("nn.modules.")},
    "nn.parallel": "nn",
    "nn.parameter": "nn",
    "nn.utils.clip_grad": "nn.utils",
    "autograd.variable": "autograd",
    "optim.sgd": "optim",
    "optim.adam": "optim",
    "utils.checkpoint": "autograd",
    "utils.data": "data",
    "utils.data.dataloader": "data",
    "utils.data.dataset": "data",
    "utils.data.sampler": "data",
}


def module(path, package="tinygrad_edu"):
    return importlib.import_module(f"{package}.{path}".rstrip("."))


@pytest.mark.parametrize("path", PATHS)
def test_what_programs_import_is_there(path):
    assert [name for name in PATHS[path].split() if not hasattr(module(path), name)] == []


@pytest.mark.parametrize("path", PATHS)
def test_pytorch_has_it_at_that_path(path):
    pytest.importorskip("torch")
    assert [name for name in PATHS[path].split() if not hasattr(module(path, "torch"), name)] == []


@pytest.mark.parametrize("path", ALIASES)
def test_a_second_path_leads_to_the_same_things(path):
    here, home = module(path), module(ALIASES[path])
    shared = [name for name in PATHS[path].split() if hasattr(home, name)]
    assert shared
    for name in shared:
        assert getattr(here, name) is getattr(home, name), name


def test_every_file_of_pytorchs_modules_has_what_is_here():
    pytest.importorskip("torch")
    for path in PATHS:
        if path.startswith("nn.modules."):
            theirs = vars(module(path, "torch"))
            known = {name for name in getattr(module(path, "torch"), "__all__", theirs) if name in tg.nn.__all__}
            assert {name for name in known if theirs[name].__module__ == f"torch.{path}"} <= {*module(path).__all__}


def test_a_star_of_modules_brings_the_layers():
    brought = {}
    exec("from tinygrad_edu.nn.modules import *", brought)
    assert {*tg.nn.__all__} <= brought.keys()


def test_the_package_alone_brings_all_of_them():
    told = [path for path in PATHS if path]
    program = "import tinygrad_edu as torch\n" + "\n".join(f"torch.{path}" for path in told)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_path_below_a_path_is_found_by_its_attribute():
    for path in PATHS:
        thing = tg
        for part in filter(None, path.split(".")):
            thing = getattr(thing, part)
        assert thing is module(path)
