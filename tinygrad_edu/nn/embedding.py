"""Embeddings as Modules; what they compute is in `functional`."""

from __future__ import annotations

from typing import Self

from ..autograd import no_grad
from . import functional, init
from .functional.embedding import padding_row
from .module import Module, Parameter
from .parameters import check_lengths, empty


class Table(Module):
    """What both embeddings share: `weight` (num_embeddings, embedding_dim), drawn from the normal distribution.

    The row `padding_idx` is zeros at first, and gets no gradient. Rows longer than `max_norm` are shortened when they
    are looked up. With `scale_grad_by_freq` a row's gradient is divided by how often the input names it.
    """

    weight: Parameter

    def __init__(
        self,
        num_embeddings,
        embedding_dim,
        padding_idx,
        max_norm,
        norm_type,
        scale_grad_by_freq,
        sparse,
        _weight,
        device,
        dtype,
    ) -> None:
        super().__init__()
        check_lengths(type(self).__name__, num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.max_norm, self.norm_type, self.scale_grad_by_freq = max_norm, norm_type, scale_grad_by_freq
        self.sparse = sparse
        if _weight is not None and tuple(_weight.shape) != (num_embeddings, embedding_dim):
            raise ValueError(
                f"a weight of shape {tuple(_weight.shape)} for {num_embeddings} embeddings of length {embedding_dim}\n"
                "help: it is (num_embeddings, embedding_dim)"
            )
        table = (
            empty(num_embeddings, embedding_dim, device=device, dtype=dtype) if _weight is None else Parameter(_weight)
        )
        self.weight, self.padding_idx = table, padding_row(padding_idx, table)
        if _weight is None:
            self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the first values anew."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx] = 0.0

    def changed_fields(self, *names: str) -> list[str]:
        """The text of those of the fields that aren't as they come."""
        usual = {"norm_type": 2, "scale_grad_by_freq": False, "sparse": False}
        fields = [(name, getattr(self, name)) for name in names]
        return [f"{name}={value}" for name, value in fields if value != usual.get(name)]


class Embedding(Table):
    """The rows of a table, looked up by number: numbers (…) become (…, embedding_dim). For the fields see `Table`."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight=None,
        _freeze: bool = False,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__(
            num_embeddings,
            embedding_dim,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight,
            device,
            dtype,
        )
        self.weight.requires_grad = not _freeze

    @classmethod
    def from_pretrained(
        cls,
        embeddings,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Self:
        """An Embedding of this table (rows, length), whose memory it shares; it isn't trained if `freeze`."""
        rows, length = embeddings.shape
        return cls(rows, length, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, embeddings, freeze)

    def forward(self, input):
        """The rows with these numbers."""
        return functional.embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.sparse
        )

    def extra_repr(self) -> str:
        """The lengths, and what was given besides."""
        changed = self.changed_fields("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse")
        return ", ".join([f"{self.num_embeddings}, {self.embedding_dim}", *changed])


class EmbeddingBag(Table):
    """The "sum", "mean" or "max" of the embeddings in each bag; see `functional.embedding_bag` and `Table`."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight=None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__(
            num_embeddings,
            embedding_dim,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight,
            device,
            dtype,
        )
        self.mode, self.include_last_offset = mode, include_last_offset

    @classmethod
    def from_pretrained(
        cls,
        embeddings,
        freeze: bool = True,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> Self:
        """An EmbeddingBag of this table (rows, length), whose memory it shares; it isn't trained if `freeze`."""
        rows, length = embeddings.shape
        bag = cls(
            rows,
            length,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            mode,
            sparse,
            embeddings,
            include_last_offset,
            padding_idx,
        )
        bag.weight.requires_grad = not freeze
        return bag

    def forward(self, input, offsets=None, per_sample_weights=None):
        """One embedding for each bag."""
        return functional.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def extra_repr(self) -> str:
        """The lengths, and what was given besides."""
        changed = self.changed_fields("max_norm", "norm_type", "scale_grad_by_freq")
        padding = self.changed_fields("padding_idx")
        return ", ".join([f"{self.num_embeddings}, {self.embedding_dim}", *changed, f"mode={self.mode!r}", *padding])
