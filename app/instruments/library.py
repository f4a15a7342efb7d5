"""The library: everything in audit_templates, put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.instruments.indicator import Indicator, Wording
from app.instruments.instrument import Instrument
from app.instruments.reading import TemplateFault

BUILT_IN = Path(__file__).resolve().parents[2] / "audit_templates"


@dataclass(frozen=True, slots=True)
class About:
    """What an instrument says of itself, in one language."""

    title: str
    purpose: str
    who: str
    when: str
    unit: str


@dataclass
class Library:
    """All that was read.

    `core`: the codes that every instrument asks. `everywhere`: the sets header, walker and own_words, which every
    instrument carries. `words[language][code]`, `about[instrument][language]`. `faults`: what was left out, and why.
    """

    version: str = ""
    core: tuple[str, ...] = ()
    everywhere: dict[str, tuple[str, ...]] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    words: dict[str, dict[str, Wording]] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    about: dict[str, dict[str, About]] = field(default_factory=dict)
    faults: list[TemplateFault] = field(default_factory=list)
