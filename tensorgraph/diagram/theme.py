"""Every length and colour of a picture. Lengths are in points, so that all pictures of a talk have one node size."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Paint:
    """Colours of a node: its inside and the text on it, at least 4.5 : 1 apart."""

    fill: str
    text: str = "#111111"


@dataclass(frozen=True)
class Theme:
    """Lengths in points and colours as ``#rrggbb``; each with its reason."""

    background: str = "#ffffff"
    ink: str = "#111111"
    soft_ink: str = "#333333"
    """Wire labels and frames: 12 : 1 on white, yet behind the nodes."""

    name_size: float = 13.0
    """Names in nodes: with ``node`` 28 the ratio of node to text of the reference drawings."""
    wire_label_size: float = 10.0
    """Three quarters of the name: read second."""
    sign_size: float = 17.0
    """=, + and Σ stand on the axis and must balance nodes, not letters."""
    coefficient_size: float = 13.0
    """As names; a fraction keeps near the height of a node."""
    fraction_size: float = 10.5
    """Of a coefficient that is a fraction: its parts as wire labels, the whole lower than a node."""
    sigma_size: float = 15.0
    """Σ balances nodes."""
    words_size: float = 11.0
    """Underbraces and titles."""
    axis_height: float = 0.258
    """Of the text size: the height of + and = over the baseline (axisHeight of STIX Two Math)."""

    node: float = 28.0
    """Diameter of a circle and side of a box: fits W_Q with a margin."""
    node_padding: float = 7.0
    """Left and right of a longer name."""
    corner: float = 4.0
    """Radius of a rounded box: visibly a box beside the circles."""
    mark: float = 7.0
    """The marked corner: large enough to see which corner it is."""
    node_stroke: float = 1.3
    wire_stroke: float = 1.3
    """As the node's: lines and shapes are one drawing."""
    thick_stroke: float = 3.0
    """A grouped wire: more than twice a wire, so that it cannot be taken for one."""
    junction: float = 5.0
    """Half the bar in which a thick wire splits: its parts leave side by side."""
    dot: float = 2.7
    """Radius of a copy dot: twice the wire."""
    plus: float = 7.0
    """Radius of ⊕: half a node."""
    plus_arm: float = 4.0
    """Half the + inside, with air to the ring."""
    cap: float = 20.0
    """Width and height of a cap: smaller than a tensor."""

    gap: float = 24.0
    """Shortest wire between nodes: just under a node, as in the reference drawings."""
    apart: float = 24.0
    """Between nodes that share no wire: as a gap, so that nodes of several rows stand in columns."""
    stub: float = 20.0
    """A free end."""
    short: float = 17.0
    """Between ⊕ or a dot and its neighbours."""
    label_air: float = 6.0
    """Left and right of a wire's label."""
    label_lift: float = 3.2
    """Between a wire and its label."""
    end_air: float = 3.5
    """Between a free end and its label."""
    drop: float = 18.0
    """A vertical wire from a node to a tensor that hangs from it."""
    hang: float = 24.0
    """From the axis to the top of a tensor that hangs from a dot: below the nodes beside it, with air."""
    lane: float = 8.0
    """Between a rail, with its label, and the next."""
    rise: float = 18.0
    """From a node to the first rail: a wire long enough to read."""
    turn: float = 6.0
    """Radius of a wire's bend."""
    side: float = 13.0
    """How far a wire runs out before it bends."""
    port_gap: float = 9.0
    """Between wires on one side of a node."""
    leg_gap: float = 40.0
    """Between legs that an author wants side by side: a little less than between the nodes of a train."""

    frame_padding: float = 12.0
    """Inside a bubble, and so between nested bubbles."""
    frame_corner: float = 9.0
    frame_stroke: float = 1.0
    frame_dash: tuple[float, float] = (4.0, 3.0)
    frame_label_size: float = 11.0
    frame_label_air: float = 3.0
    """Between the dashes and the function's name."""
    bar: float = 7.0
    """Length of the bar on a normalised wire: crosses it visibly, half as long as ⊕."""
    bar_distance: float = 9.0
    """Of the bar from its bubble, and of the next thing from the bar."""

    tint_padding: float = 6.0
    """From a tinted node to the edge of its ground: a quarter of the gap, so that grounds of neighbours stay apart."""
    tint_step: float = 4.0
    """How much farther a group around another one reaches."""
    tint_corner: float = 6.0
    """Softer than a box, so that it is no node."""
    tint_share: float = 0.25
    """Of the colour in a ground, the rest is the background: seen, and pale beside every node."""
    tint_grey: float = 0.07
    """The same of ink, for a ground without a colour: lighter than a grey node."""
    tint_stroke: float = 0.8
    """The edge: keeps grounds apart where they overlap, and in a grey print."""

    branch: float = 14.0
    """Between parallel branches."""
    fork: float = 14.0
    """How far along the axis a split takes, and ⊕ stands from the branches."""
    lead: float = 10.0
    """The straight wire between a split and a branch."""
    sign_gap: float = 11.0
    """Around =, + and ≈."""
    prefix_gap: float = 6.0
    """Between a coefficient and what it multiplies."""
    prefix_lead: float = 9.0
    """The wire seen on either side of a coefficient that stands on it."""
    prefix_air: float = 3.5
    """Between that wire and the coefficient."""
    brace_lift: float = 7.0
    """From the drawing down to its brace."""
    brace: float = 7.0
    """Height of a brace."""
    brace_words: float = 110.0
    """A longer text under a narrower brace is set in lines."""
    words_lead: float = 4.0
    """Between the lines of such a text."""
    parenthesis: float = 5.0
    """Width of a parenthesis around diagrams: as high as they, and slim."""
    indent: float = 40.0
    """Of what continues an equation where it cannot stand under its =: more than a node, so that it is seen."""
    beside: float = 30.0
    """From stacked terms to the words on their right: a node, so that they are read as a column."""
    row_gap: float = 26.0
    """Between rows of a picture."""
    entry_size: float = 13.0
    """Names and formulas in a table: as names in nodes."""
    code_size: float = 12.0
    """Code in a table: its letters are wide."""
    row_air: float = 16.0
    """Between what reaches out of the rows of a table, a leg or a loop; nodes are a row's gap apart."""
    column_gap: float = 34.0
    """Between columns of a table: more than between nodes, so that columns are seen."""
    label_width: float = 150.0
    """A longer name of a row is set in lines."""
    cell_width: float = 430.0
    """Longer formulas and lines of code are, too: nearly half of a slide."""
    line_width: float = 1100.0
    """A longer equation continues on the next line: fills a slide at the size of its text."""
    title_gap: float = 14.0
    margin: float = 8.0
    """Around the picture, so that no stroke is cut."""

    clearance: float = 5.0
    """Smallest distance between things that do not touch."""

    paints: dict[str, Paint] = field(
        default_factory=lambda: {
            "tensor": Paint("#e4e4e4"),
            "activation": Paint("#f5bd55"),
            "param": Paint("#9ccaec"),
            "pattern": Paint("#ec8588"),
            "isometry": Paint("#a9d7a2"),
            "cap": Paint("#ffffff"),
            "hole": Paint("#ffffff"),
        }
    )
    """By kind. Kinds of one shape differ in lightness by 10 of 100, so that a print in grey keeps them apart."""
    named: dict[str, str] = field(
        default_factory=lambda: {
            "red": "#ec8588",
            "orange": "#f5bd55",
            "yellow": "#f6e58d",
            "green": "#a9d7a2",
            "blue": "#9ccaec",
            "purple": "#cdb4e8",
            "pink": "#f6b8d1",
            "grey": "#d9d9d9",
            "gray": "#d9d9d9",
            "white": "#ffffff",
            "black": "#111111",
        }
    )
    """Words for `color:`, tuned to the theme."""
    tensors: dict[str, str] = field(default_factory=dict)
    """Colours of single tensors, by name, in every picture."""


TAYLOR = Theme()
"""Colour on white, after J. K. Taylor, arXiv 2402.01790."""

MONO = replace(
    TAYLOR,
    paints={
        "tensor": Paint("#dddddd"),
        "activation": Paint("#ffffff"),
        "param": Paint("#ffffff"),
        "pattern": Paint("#dddddd"),
        "isometry": Paint("#ffffff"),
        "cap": Paint("#ffffff"),
        "hole": Paint("#ffffff"),
    },
)
"""Ink only; a pattern has a parameter's shape and a generic tensor an activation's, so these two are tinted."""

DARK = replace(
    TAYLOR,
    background="#16181d",
    ink="#f2f2f2",
    soft_ink="#d0d0d0",
    paints=TAYLOR.paints | {"cap": Paint("#16181d", "#f2f2f2"), "hole": Paint("#16181d", "#f2f2f2")},
)
"""For dark slides: light lines, the same nodes."""

THEMES = {"taylor": TAYLOR, "mono": MONO, "dark": DARK}
"""What `theme:` may say."""
