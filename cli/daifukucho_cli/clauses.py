"""A segment, explained for a friend, as a tree."""

import json
from typing import TYPE_CHECKING

from daifukucho_cli.output import sentence, text
from daifukucho_cli.screen import choose

if TYPE_CHECKING:
    from rich.tree import Tree

    from daifukucho_client.segments import Clause


def tree_of(clause: "Clause", into: "Tree | None" = None) -> "Tree":
    """A clause and those in it, each true or false, and what it saw."""
    from rich.text import Text
    from rich.tree import Tree

    mark = Text("✓ ", style="green") if clause.matches else Text("✗ ", style="red")
    label = mark + text(sentence(clause.sentence))
    if clause.kind == "condition":
        saw = choose(ja="不明", en="not known") if clause.fact is None else json.dumps(clause.fact, ensure_ascii=False)
        label += text(f"  ← {saw}")
    branch = Tree(label) if into is None else into.add(label)
    for child in clause.clauses:
        tree_of(child, branch)
    return branch
