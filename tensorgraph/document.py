"""The Python surface: a file, its pictures, its computations, its verdicts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.sizes import known_sizes
from tensorgraph.figure import Figure, write_figures
from tensorgraph.graph.check import check_program
from tensorgraph.graph.network import Network
from tensorgraph.named import (
    definition_called,
    definition_names,
    names_in_order,
    names_of,
    one_name,
    picture_called,
    picture_names,
)
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse
from tensorgraph.syntax.read import decode, read_source

if TYPE_CHECKING:
    from tensorgraph.compiled import Compiled
    from tensorgraph.einsum.plan import Plan
    from tensorgraph.explain.explained import Explained
    from tensorgraph.measures.table import Table
    from tensorgraph.module import Module
    from tensorgraph.progress import Progress
    from tensorgraph.steps.stepped import Stepped
    from tensorgraph.verdict.verdicts import Verdicts
    from tensorgraph.weights.left_out import LeftOut


def load(path: str | Path) -> Document:
    """Read and check a `.tg` file; TensorgraphError with every mistake it has.

    >>> import tensorgraph as tg
    >>> doc = tg.load(tg.example("head"))
    >>> doc.names
    ('x', 'S', 'A', 'h')
    """
    return Document.of(read_source(Path(path)))


def loads(text: str, name: str = "text.tg") -> Document:
    r'''The same for a text; `use` looks in the current folder. An indented text is taken as if it were not.

    >>> loads("""
    ...     dim n
    ...     param A[n, n]
    ...     trace = A[i, i]
    ... """).names
    ('trace',)
    '''
    return Document.of(Source(name, decode(dedent(text).encode(errors="surrogatepass"), name)))


@dataclass(frozen=True)
class Document:
    """A checked file. ``doc["head"]`` is a picture that shows itself in a notebook."""

    network: Network

    @classmethod
    def of(cls, source: Source) -> Document:
        """The document of a source."""
        return cls(check_program(parse(source)))

    @property
    def names(self) -> tuple[str, ...]:
        """The definitions of the file, calls of a ``def`` left out."""
        return definition_names(self.network)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of its `show`s."""
        return picture_names(self.network)

    def __getitem__(self, name: str) -> Figure:
        """A picture by name, or a definition drawn as ``name = body``."""
        return Figure(self.network, picture_called(self.network, one_name(name)))

    def __contains__(self, name: object) -> bool:
        """Whether there is a picture or a definition of that name."""
        return name in self.pictures or name in self.names

    def __iter__(self) -> Iterator[str]:
        """The names of pictures, then of definitions."""
        yield from dict.fromkeys([*self.pictures, *self.names])

    def __repr__(self) -> str:
        source = self.network.source.name
        return f"<document {source}: {', '.join(self.names) or 'no definitions'}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from tensorgraph.notebook.shown import document_bundle

        return document_bundle(self, include, exclude)

    def draw(self, names: str | Sequence[str], path: str | Path, **options: object) -> None:
        """Draw a picture or a definition to a file; its ending says the format (`tensorgraph.diagram.FORMATS`).

        Several are the pages of one file, where the format has pages. Options are those of the format: ``scale=2``.

        >>> import tempfile, tensorgraph as tg
        >>> doc = tg.load(tg.example("head"))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     doc.draw("head", f"{folder}/head.svg")
        ...     doc.draw(["head", "A"], f"{folder}/talk.pdf")
        """
        write_figures([self[name] for name in names_in_order(names)], Path(path), **options)

    def explain(self, names: str | Sequence[str], only: str | Sequence[str] = (), **options: Any) -> Explained:
        """Names side by side as picture, formula, einsum, loops, PyTorch; ``only`` these views. It shows itself in a
        notebook, `render("html")` is its text. Options: ``sizes``, definitions that are ``given``, ``theme``.

        >>> import tensorgraph as tg
        >>> print(tg.load(tg.example("head")).explain("h", only="loops"))  # doctest: +ELLIPSIS
        h[i, n] · context × model · 1024 × 768
        ...
        """
        from tensorgraph.explain.explained import explained

        return explained(self.network, list(map(one_name, names_in_order(names))), names_of(only), **options)

    def steps(
        self, name: str, sizes: Mapping[str, int] | None = None, given: str | Collection[str] = (), **look: Any
    ) -> Stepped:
        """A definition step by step on its diagram, as it is computed, or a picture or check as it is derived; it shows
        itself in a notebook. ``look`` is ``width`` and ``theme``.

        >>> import tensorgraph as tg
        >>> steps = tg.load(tg.example("head")).steps("h", {"context": 128})
        >>> len(steps), steps[0]
        (7, <h, 1 of 7: h as it is written>)
        """
        from tensorgraph.steps.stepped import stepped

        frozen = [self._definition(other) for other in names_of(given)]
        return stepped(self.network, one_name(name), self.sizes(sizes or {}), frozen, **look)

    def compile(self, name: str, given: str | Collection[str] = (), calls: int = 1000) -> Compiled:
        """A function of the tensors that computes a definition with torch.

        ``given`` are definitions that are passed as tensors instead of being computed; what only they were made from
        is then not asked for. ``calls`` is how often it will run before a `param` changes: what is made of parameters
        only is then made once, where that pays. The function is differentiable and takes the tensors by name.

        >>> import torch, tensorgraph as tg
        >>> f = tg.loads("dim a, b\\nparam A[a, b], v[b]\\ny[i] = A[i, j] v[j]").compile("y")
        >>> f(A=torch.ones(2, 3), v=torch.ones(3))
        tensor([3., 3.])
        """
        from tensorgraph.compiled import Compiled

        if not isinstance(calls, int) or calls < 1:
            raise mistake("wrong-call", f"`calls` is {calls!r}", hint="a positive whole number: `calls=1000`")
        return Compiled(self.network, self._definition(name), tuple(map(self._definition, names_of(given))), calls)

    def module(
        self,
        name: str,
        weights: str | Path | Mapping[str, Any] | None = None,
        given: str | Collection[str] = (),
        sizes: Mapping[str, int] | None = None,
        dtype: str = "float32",
        device: str = "cpu",
        seed: int = 0,
    ) -> Module:
        """A definition as a `torch.nn.Module`, whose parameters are each `param` that it needs.

        Their values are ``weights``, by name or a file as for `weights`; without them what `from:` reads; what is then
        missing is drawn at random by ``seed``. Sizes that no weight says are ``sizes``, else the declared ones.

        >>> import torch, tensorgraph as tg
        >>> layer = tg.loads("dim a = 2, b = 3\\nparam W[a, b]\\ninput x[b]\\ny[i] = W[i, j] x[j]").module("y")
        >>> [(name, tuple(parameter.shape)) for name, parameter in layer.named_parameters()]
        [('W', (2, 3))]
        >>> layer(torch.ones(3)).shape
        torch.Size([2])
        """
        from tensorgraph.module import module, stored_names

        compiled, known = self.compile(name, given), self._known_sizes(sizes or {})
        if not isinstance(weights, Mapping):
            read = stored_names(compiled, weights is None)
            weights = self.weights(weights, sizes=known, names=read) if read else {}
        return module(compiled, weights, known, dtype, device, seed)

    def plan(
        self,
        name: str,
        sizes: Mapping[str, int] | None = None,
        given: str | Collection[str] = (),
        memory: int | None = None,
    ) -> Plan:
        """How a definition is computed, and what it costs: print it. Sizes default to the declared ones.

        With ``memory``, in bytes, as it runs in float32 where no more may be used: maybe in blocks of a wire.
        """
        from tensorgraph.einsum.memory import within_memory
        from tensorgraph.passes import compiled_plan

        frozen = [self._definition(other) for other in names_of(given)]
        made = compiled_plan(self.network, [self._definition(name)], self.sizes(sizes or {}), frozen)
        return made if memory is None else within_memory(made, "float32", "cpu", memory)

    def run(
        self,
        names: str | Sequence[str],
        values: Mapping[str, Any] | None = None,
        sizes: Mapping[str, int] | None = None,
        random: int | None = None,
        dtype: str | None = None,
        device: str | None = None,
        memory: int | None = None,
    ) -> dict[str, Any]:
        """The values of definitions, all from one pass, as torch tensors by name.

        A definition among ``values`` is frozen: what it was made from is not asked for. What is needed beside them is
        read by its `from:`. With ``random``, a seed, what is then missing is drawn at random, obeying the declared
        properties.

        >>> doc = loads("dim n = 3\\nparam A[n, n] { permutation }\\ntwice = A[i, j] A[i, j]")
        >>> doc.run(["twice"], {}, random=0, dtype="float32")
        {'twice': tensor(3.)}
        """
        from tensorgraph.computed import computed

        wanted, known = [self._definition(name) for name in names_of(names)], self._known_sizes(sizes or {})
        return computed(self.network, wanted, values or {}, known, random, memory, dtype=dtype, device=device)

    def check(
        self,
        weights: Mapping[str, Any] | None = None,
        seed: int = 0,
        sizes: Mapping[str, int] | None = None,
        progress: bool | Progress = False,
    ) -> Verdicts:
        """A verdict on every equation, on random values or, where ``weights`` are bound by name, on those.

        Without ``weights`` those that `from:` names are bound, where all the files are there, for a `~=` those that are
        there; ``{}`` reads none. ``progress`` shows how far it is, or is told after each: ``progress(done, total)``.

        >>> import tensorgraph as tg
        >>> [verdict.word for verdict in tg.load(tg.example("head")).check()]
        ['proved', 'proved', 'proved']
        """
        from tensorgraph.verdict.judge import judge
        from tensorgraph.verdict.verdicts import gathered
        from tensorgraph.weights.checked import Checked, for_check

        if weights is not None and not isinstance(weights, Mapping):
            message = f"weights are a mapping from names to tensors, and this is `{type(weights).__name__}`"
            raise mistake("wrong-call", message, hint="load a file first: `doc.weights(path)`")
        known = self._known_sizes(sizes or {})
        given, near = Checked(dict(weights or {}), known), None
        if weights is None:
            given, near = for_check(self.network, known)
        return gathered(self.network, judge(self.network, given.values, seed, given.sizes, near), progress)

    def weights(
        self,
        source: str | Path | Mapping[str, Any] | None = None,
        map: str | None = None,
        sizes: Mapping[str, int] | None = None,
        names: str | Collection[str] | None = None,
        given: str | Collection[str] = (),
    ) -> dict[str, Any]:
        """The values of declared tensors by name: torch tensors with an axis for each leg, of the files' dtypes.

        They are read by `from:`, or from ``source``, a file, a folder or a mapping such as a `state_dict`: by the same
        keys, with ``map`` ("gpt2" or "transformer-lens") by the names of others, else by their own names. ``names`` are
        those wanted, definitions for what they need where ``given`` are frozen; without it all that have an entry.

        >>> import torch, tensorgraph as tg
        >>> doc = tg.loads('dim a, b\\nparam W[a, b] { from: "w.safetensors:w", as: "b a -> a b" }')
        >>> doc.weights({"w": torch.zeros(3, 2)})["W"].shape
        torch.Size([2, 3])
        """
        from tensorgraph.weights.load import Origin, names_needed, weights

        wanted = names_needed(self.network, None if names is None else names_of(names), names_of(given))
        return weights(self.network, Origin(source, map), wanted, self._known_sizes(sizes or {}))

    def left_out(
        self,
        source: str | Path | Mapping[str, Any] | None = None,
        map: str | None = None,
        sizes: Mapping[str, int] | None = None,
        quick: bool = False,
    ) -> tuple[LeftOut, ...]:
        """What the files that `from:` names, or a source, hold and no tensor reads; what is not there holds nothing.

        ``quick`` reads next to nothing: then `largest` is None.

        >>> import torch, tensorgraph as tg
        >>> doc = tg.loads('dim a, b\\nparam W[a, b] { from: "w.safetensors:fc.weight" }')
        >>> [line.key for line in doc.left_out({"fc.weight": torch.ones(2, 3), "fc.bias": torch.ones(3)})]
        ['fc.bias']
        """
        from tensorgraph.weights.load import Origin, left_out

        return left_out(self.network, Origin(source, map), self._known_sizes(sizes or {}), quick)

    def measure(
        self,
        names: str | Sequence[str],
        values: Mapping[str, Any] | None = None,
        sizes: Mapping[str, int] | None = None,
        random: int | None = None,
        beside: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Table:
        """Patterns, matrices or the terms of one sum, measured: a row for each index, a column for each measure.

        What is needed beside ``values`` is read by its `from:`, or, with ``random``, drawn. ``beside`` has sources of
        other weights by label, or "random". Options are those of `tensorgraph.measures.Question`: ``only``, ``each``,
        ``composition``, ``seed``, ``memory``.

        >>> import torch, tensorgraph as tg
        >>> doc = tg.loads("dim h, n\\nparam M[h, n, n]\\nsame[h, i, j] = M[h, i, j]")
        >>> doc.measure("same", {"M": torch.stack([torch.eye(2), torch.ones(2, 2)])})["top-1"]
        (1.0, 0.0)
        """
        from tensorgraph.measures.asking import Values, asked_one

        given = Values(values or {}, self._known_sizes(sizes or {}), random=random)
        return asked_one(self.network, tuple(map(one_name, names_of(names))), given, beside or {}, options)

    def sizes(self, given: Mapping[str, int]) -> dict[str, int]:
        """The declared sizes, overridden by those given."""
        return known_sizes(self.network, given)

    def _known_sizes(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """The sizes given, found to be some."""
        known_sizes(self.network, sizes)
        return dict(sizes)

    def _definition(self, name: str) -> str:
        return definition_called(self.network, name)
