"""What a look at the house found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Checked:
    """`wrong` needs a person; `mendable` goes away with `--mend`; `mended` has gone; `noticed` is no fault."""

    files: int = 0
    rows: int = 0
    wrong: list[str] = field(default_factory=list)
    mendable: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.wrong and not self.mendable

    def offer(self, sentence: str, mends: bool) -> None:
        """Note what can be mended, or was."""
        (self.mended if mends else self.mendable).append(sentence)
