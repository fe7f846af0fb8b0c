"""A verdict on every equation of a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Network, Picture, Relation, Row
from tensorgraph.graph.nodes import Graph, Sum, leg_name
from tensorgraph.rewrite import resolve_picture
from tensorgraph.verdict.compare import Array, Difference, compare, exchanged, has_nan, largest, relative_distance
from tensorgraph.verdict.fit import fitted
from tensorgraph.verdict.trial import Trial, given_trial, random_trials

HOLDS, DIFFERS, FALSE, NOT_TESTED = "holds", "differs", "false", "not tested"


@dataclass(frozen=True)
class Verdict:
    """What was found of one equation, or of one property of a definition.

    ``word`` is holds, differs, false or not tested; ``text`` the equation as written; ``wires`` its free wires;
    ``detail`` says why, for people; ``error`` the largest error relative to the largest entry of any term.
    """

    name: str
    word: str
    text: str
    wires: tuple[str, ...] = ()
    detail: str = ""
    error: float | None = None
    fits: tuple[tuple[str, float], ...] = ()

    @property
    def scope(self) -> str:
        """``for all i, j``, or ``as numbers``."""
        return f"for all {', '.join(self.wires)}" if self.wires else "as numbers"

    def __str__(self) -> str:
        return f"{self.word}: {self.text} ({self.scope}; {self.detail})"

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "name": self.name,
            "verdict": self.word,
            "text": self.text,
            "scope": self.scope,
            "detail": self.detail,
            "error": self.error,
            **({"fits": dict(self.fits)} if self.fits else {}),
        }


def judge(network: Network, weights: Mapping[str, Any], seed: int, sizes: Mapping[str, int]) -> Iterator[Verdict]:
    """The properties of definitions, then every equation in the order of the file."""
    yield from _properties(network, weights, seed, sizes)
    for picture in network.pictures:
        resolved = resolve_picture(network, picture)
        for row in resolved.rows:
            if row.relations:
                yield from _row(network, picture, row, weights, seed, sizes)


@dataclass(frozen=True)
class _Sides:
    """The values of a row in one trial: for each side its terms, and their sum."""

    trial: Trial
    terms: tuple[tuple[Array, ...], ...]
    largest: float
    """The largest finite entry of any intermediate result."""

    def side(self, position: int) -> Array:
        total = self.terms[position][0]
        for term in self.terms[position][1:]:
            total = total + term
        return total


def _row(
    network: Network,
    picture: Picture,
    row: Row,
    weights: Mapping[str, Any],
    seed: int,
    sizes: Mapping[str, int],
) -> Iterator[Verdict]:
    bound = bool(weights)
    trials = [given_trial(network, weights, seed, sizes)] if bound else random_trials(network, seed, sizes)
    exact = [relation for relation in row.relations if relation.sign != "~=" or bound]
    tried = [_evaluate(network, picture, row, trial) for trial in trials] if exact else []
    for position, relation in enumerate(row.relations):
        yield _verdict(network, picture, row, position, relation, tried, bound)


def _evaluate(network: Network, picture: Picture, row: Row, trial: Trial) -> _Sides:
    graphs = [Graph(side.legs, Sum((term,)), side.through) for side in row.sides for term in side.body.terms]
    seen: list[float] = []
    values = iter(trial.evaluate(network, graphs, picture.given, lambda found: seen.append(largest(found.numpy()))))
    terms = tuple(tuple(next(values) for _ in side.body.terms) for side in row.sides)
    return _Sides(trial, terms, max(seen, default=0.0))


def _verdict(
    network: Network,
    picture: Picture,
    row: Row,
    position: int,
    relation: Relation,
    tried: Sequence[_Sides],
    bound: bool,
) -> Verdict:
    left, right = row.sides[position], row.sides[position + 1]
    text = f"{_words(left)} {relation.sign} {_words(right)}"
    wires = tuple(leg_name(leg) for leg in left.legs)
    frame = _Frame(picture, text, wires)
    if relation.sign == "~=":
        return _close(network, frame, row, position, relation, tried[0] if bound else None)
    for sides in tried:
        _refuse_nan(frame, relation, sides, position)
    differences = [_difference(sides, position) for sides in tried]
    wrong = next((k for k, found in enumerate(differences) if not found.equal), None)
    if relation.sign == "!=":
        return _unequal(frame, tried, differences, wrong)
    worst = max(found.relative for found in differences)
    if wrong is None:
        return frame.verdict(HOLDS, _trials_in_words(tried, bound), worst)
    return frame.verdict(FALSE, _why(frame, tried[wrong], differences[wrong], position), worst)


@dataclass(frozen=True)
class _Frame:
    """What every verdict on an equation says."""

    picture: Picture
    text: str
    wires: tuple[str, ...]

    def verdict(
        self, word: str, detail: str, error: float | None = None, fits: tuple[tuple[str, float], ...] = ()
    ) -> Verdict:
        return Verdict(self.picture.name, word, self.text, self.wires, detail, error, fits)


def _words(side: Graph) -> str:
    return " ".join(side.body.span.text.split()) if side.body.span else "…"


def _difference(sides: _Sides, position: int) -> Difference:
    terms = sides.terms[position] + sides.terms[position + 1]
    return compare(sides.side(position), sides.side(position + 1), terms, sides.largest)


def _refuse_nan(frame: _Frame, relation: Relation, sides: _Sides, position: int) -> None:
    for side, name in ((position, "left"), (position + 1, "right")):
        if has_nan(sides.side(side)):
            message = f"the {name} side of `{frame.text}` is not a number somewhere, so there is no verdict"
            hint = f"{sides.trial.words}; a root or logarithm of a negative number, or infinity minus infinity?"
            raise mistake("nan", message, relation.span, hint)


def _trials_in_words(tried: Sequence[_Sides], bound: bool) -> str:
    return "on the given values" if bound else f"{len(tried)} seeds"


def _unequal(frame: _Frame, tried: Sequence[_Sides], differences: Sequence[Difference], wrong: int | None) -> Verdict:
    if wrong is not None:
        found = differences[wrong]
        words = f"by {_number(found.relative)} of the largest entry, at {_entry(frame, found)}"
        return frame.verdict(DIFFERS, words, found.relative)
    worst = max(found.relative for found in differences)
    return frame.verdict(FALSE, f"the sides are equal with {'; '.join(sides.trial.words for sides in tried)}", worst)


def _why(frame: _Frame, sides: _Sides, found: Difference, position: int) -> str:
    lines = [
        f"fails with {sides.trial.words}",
        f"at {_entry(frame, found)}: left {_number(found.left)}, right {_number(found.right)}; "
        f"error {_number(found.error)}, {_number(found.relative)} of the largest entry",
    ]
    left, right = sides.side(position), sides.side(position + 1)
    swap = exchanged(left, right, sides.terms[position] + sides.terms[position + 1])
    if swap:
        one, other = (frame.wires[axis] for axis in swap)
        lines.append(f"it would hold with `{one}` and `{other}` exchanged on one side")
    return "\n".join(lines)


def _entry(frame: _Frame, found: Difference) -> str:
    pairs = [f"{wire} = {index}" for wire, index in zip(frame.wires, found.entry, strict=True)]
    return ", ".join(pairs) or "the only entry"


def _number(value: float) -> str:
    return f"{value:.3g}"


def _close(
    network: Network, frame: _Frame, row: Row, position: int, relation: Relation, sides: _Sides | None
) -> Verdict:
    if sides is None:
        return frame.verdict(NOT_TESTED, "`~=` is a claim about given values: bind them with --weights")
    missing = sides.trial.missing(network, row.sides[position : position + 2], frame.picture.given)
    if missing:
        words = ", ".join(f"`{name}`" for name in missing)
        return frame.verdict(NOT_TESTED, f"`~=` is a claim about given values, and there is none for {words}")
    graphs = [row.sides[position], row.sides[position + 1]]
    left, right, fits = fitted(network, sides.trial, graphs, frame.picture.given)
    assert relation.within is not None
    distance = relative_distance(left, right)
    empty = bool(fits) and not largest(right)  # the fit made both sides zero, which says nothing
    word = HOLDS if distance <= float(relation.within) and not empty else FALSE
    words = f"‖left − right‖ / ‖right‖ = {_number(distance)}, claimed within {_number(float(relation.within))}"
    chosen = "".join(f"; {name} = {value:.6g}" for name, value in fits)
    return frame.verdict(word, words + chosen, distance, fits)


def _properties(network: Network, weights: Mapping[str, Any], seed: int, sizes: Mapping[str, int]) -> Iterator[Verdict]:
    """The declared properties of definitions, each on the same trials as the equations."""
    from tensorgraph.einsum.properties import law_text, violations

    for definition in network.definitions.values():
        if not definition.properties or definition.kept is not None:
            continue
        trials = [given_trial(network, weights, seed, sizes)] if weights else random_trials(network, seed, sizes)
        problems = []
        for trial in trials:
            (value,) = trial.evaluate(network, [definition.graph], ())
            problems += [(trial, problem) for problem in violations(definition, value)]
        laws = ", ".join(law_text(definition, law) for law in definition.properties)
        detail = f"fails with {problems[0][0].words}\n{problems[0][1].message}" if problems else f"{len(trials)} seeds"
        wires = definition.leg_names
        yield Verdict(definition.name, FALSE if problems else HOLDS, f"{definition.name} {{ {laws} }}", wires, detail)


__all__ = ["DIFFERS", "FALSE", "HOLDS", "NOT_TESTED", "Verdict", "judge"]
