"""Builders for what we ask: an organisation's own folder, files in it, and instruments made of a few indicators."""

from __future__ import annotations

from pathlib import Path

from app.instruments import FollowUp, Indicator, Instrument

LOCAL_DICTIONARY = """
version: 1.0.0
indicators:
  x_quito_arcade:
    kind: one
    level: S
    privacy: A
    choices: [open, gated]
"""
LOCAL_WORDS = """
language: es
indicators:
  x_quito_arcade:
    short: "Portal"
    question: "¿Cómo está el portal?"
    choices: {open: "Abierto", gated: "Con reja"}
"""
LOCAL_INSTRUMENT = """
code: x_quito_night
version: 1.0.0
quick: [lgt_level, opn_view, eye_watch, ppl_density, sec_presence, pth_walk, trn_near, gen_mix, fee_safe]
full: [x_quito_arcade]
"""
LOCAL_ABOUT = """
language: es
title: "Noche en Quito"
purpose: "Portales y plazas."
who: "Vecinas"
when: "De noche"
unit: "Un portal"
"""


def a_file(folder: Path, name: str, content: str | bytes) -> Path:
    """Write `content` to `folder/name`, with the folders on the way."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def folder_of_quito(folder: Path, **changed: str) -> Path:
    """A city's own folder with one question, its words, and one instrument; `changed` replaces files by their names below."""
    files = {"dictionary": LOCAL_DICTIONARY, "words": LOCAL_WORDS, "instrument": LOCAL_INSTRUMENT, "about": LOCAL_ABOUT}
    files |= changed
    a_file(folder, "dictionary/dictionary.yaml", files["dictionary"])
    a_file(folder, "dictionary/es.yaml", files["words"])
    a_file(folder, "x_quito_night/instrument.yaml", files["instrument"])
    a_file(folder, "x_quito_night/es.yaml", files["about"])
    return folder


def some_indicator(code: str = "lgt_level", kind: str = "r03", **more: object) -> Indicator:
    choices = ("0", "1", "2", "3") if kind in ("r03", "f03", "d03") else more.pop("choices", ())
    return Indicator(code=code, kind=kind, level="S", privacy="A", choices=tuple(choices), **more)  # type: ignore[arg-type]


def some_instrument(*indicators: Indicator, walker: tuple[str, ...] = ()) -> Instrument:
    """An instrument that asks these at each stop, or light and its cause when nothing is said."""
    asked = indicators or (
        some_indicator(follow_up=FollowUp(1, ("lgt_cause",))),
        some_indicator("lgt_cause", "multi", choices=("no_lamp", "lamp_out")),
    )
    quick = tuple(one.code for one in asked if one.code not in walker)
    return Instrument(
        code="try",
        version="1.0.0",
        quick=quick,
        full=(),
        header=(),
        walker=walker,
        own_words=(),
        indicators={one.code: one for one in asked},
    )
