"""One system in one stage: what is called, on which input, and what is made of its answer."""
import dataclasses
from collections.abc import Callable
from pathlib import Path

OURS = 'tamis'


@dataclasses.dataclass
class System:
    """`command(input, output)` is what is run; `score(output)` gives figures of quality by name.

    `given` and `one` are the whole input and that of one document, whose time is the start of the program.
    `times` says how often a text is in `given`: programs that are done too soon get the input several times over.
    """
    name: str
    command: Callable[[Path, Path], list]
    given: Path
    one: Path
    documents: int
    bytes: int
    environment: str = ''
    package: str = ''
    times: int = 1
    stdin: bool = False
    discard: bool = False
    ok: tuple = (0,)
    score: Callable[[Path], dict] | None = None
    scored: Path | None = None
    note: str = ''

    @property
    def ours(self):
        return self.name.startswith(OURS)


@dataclasses.dataclass
class Stage:
    """Systems that are given the same; `what` says what that is, `missing` who could not take part, and why.

    `compare` gets the quality of all systems by name and adds what only shows side by side. Keys that begin with `_` are
    for it alone.
    """
    name: str
    what: str
    systems: list
    compare: Callable[[dict], None] | None = None
    missing: dict = dataclasses.field(default_factory=dict)
