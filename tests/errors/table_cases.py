"""The mistakes in the columns of a table."""

from __future__ import annotations

from tests.errors.case import Case

TABLE_CASES: tuple[Case, ...] = (
    Case(
        "also",
        """dim n
input a[n], b[n]
show p { also: (formula, einsums) }: a[i] b[i]""",
        """a.tg:3:26: error[also]: `also` has no column `einsums`
  |
3 | show p { also: (formula, einsums) }: a[i] b[i]
  |                          ^^^^^^^
  = write `einsum`; the columns are: formula, plain, loops, einsum, einops, pattern, torch, code, shape, cost, picture""",
        """dim n
input a[n], b[n]
show p { also: (formula, einsum) }: a[i] b[i]""",
    ),
    Case(
        "also",
        """dim n
input a[n], b[n]
show p { also: (torch, picture, torch) }: a[i] b[i]""",
        """a.tg:3:33: error[also]: `also` has the column `torch` twice
  |
3 | show p { also: (torch, picture, torch) }: a[i] b[i]
  |                                 ^^^^^
  = delete one""",
        """dim n
input a[n], b[n]
show p { also: (torch, picture) }: a[i] b[i]""",
    ),
    Case(
        "labels",
        """dim n
input a[n], b[n]
show p { labels: ("one", "two", "three") }: a[i] b[i]; a[i] b[j]""",
        """a.tg:3:10: error[labels]: `labels` has 3 texts, and this picture has 2 rows
  |
3 | show p { labels: ("one", "two", "three") }: a[i] b[i]; a[i] b[j]
  |          ^^^^^^
  = write a text for each, "" for none""",
        """dim n
input a[n], b[n]
show p { labels: ("one", "two") }: a[i] b[i]; a[i] b[j]""",
    ),
    Case(
        "headings",
        """dim n
input a[n], b[n]
show p { also: torch, headings: ("Code") }: a[i] b[i]""",
        """a.tg:3:23: error[headings]: `headings` has 1 text, and this table has 2 columns
  |
3 | show p { also: torch, headings: ("Code") }: a[i] b[i]
  |                       ^^^^^^^^
  = write a text for each, the picture among them, "" for none, or `headings: auto`""",
        """dim n
input a[n], b[n]
show p { also: torch, headings: ("Picture", "Code") }: a[i] b[i]""",
    ),
)
