"""Template files that a careless or hostile hand puts into an organisation's folder (A17)."""

from __future__ import annotations

from app.instruments.reading import LARGEST_FILE_BYTES
from tests.makers.instruments import LOCAL_ABOUT, LOCAL_DICTIONARY, LOCAL_INSTRUMENT, LOCAL_WORDS

ALIAS_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
# Refused before anything is built from it, whatever kind of file it is.
HOSTILE: dict[str, str | bytes] = {
    "alias bomb": ALIAS_BOMB,
    "anchor without alias": "a: &x 1",
    "merge key": "base: &b {a: 1}\nmore: {<<: *b}",
    "3,000 brackets": "a: " + "[" * 3000,
    "3,000 closed brackets": "a: " + "[" * 3000 + "]" * 3000,
    "21 levels of blocks": "".join(" " * depth + "a:\n" for depth in range(22)),
    "a name twice": "code: st9\ncode: prk",
    "a name twice, deep inside": "a:\n  b:\n    c: 1\n    c: 2",
    "a list as a name": "[1, 2]: x",
    "python object": "a: !!python/object/apply:os.system ['id']",
    "python tag, long form": "a: !<tag:yaml.org,2002:python/name:os.system> x",
    "own tag": "a: !secret x",
    "binary": "a: !!binary aGVsbG8=",
    "set": "a: !!set {x, y}",
    "two documents": "a: 1\n---\nb: 2",
    "a list": "- a\n- b",
    "a single word": "hello",
    "nothing": "",
    "only a comment": "# nothing",
    "tab indentation": "a:\n\tb: 1",
    "unclosed quote": 'a: "b',
    "control character": "a: \x07",
    "null character": "a: \x00b",
    "NUL by its number": 'a: "x\\0y"',
    "a bell by its name": 'a: "x\\ay"',
    "half a character": 'a: "x\\ud800y"',
    "beyond every alphabet": 'a: "x\\UFFFFFFFFy"',
    "a key of 2,000 letters": "k" * 2_000 + ": x",
    "an anchor on a name": "&a b: 1",
    "a reference to itself": "a: &a [*a]",
    "a tag of Python with words": "a: !!python/name:os.system",
    "a tag of its own handle": "%TAG ! tag:evil.example,2000:\n---\na: !x 1",
    "YAML of another time": "%YAML 9.9\n---\na: 1",
    "300 kB of comments": "a: 1\n" + "# lamp\n" * 43_000,
    "too many values": "a: [" + "x," * 40_000 + "]",
    "too large": "a: '" + "x" * LARGEST_FILE_BYTES + "'",
    "not UTF-8": b"a: caf\xe9",
    "UTF-16": "a: b".encode("utf-16"),
}

ARCADE, ASKED = "x_quito_arcade", "full: [x_quito_arcade]"
QUESTION = "    kind: one\n    level: S\n    privacy: A\n    choices: [open, gated]\n"


def _dictionary(old: str, new: str) -> tuple[str, str]:
    assert old in LOCAL_DICTIONARY
    return "dictionary", LOCAL_DICTIONARY.replace(old, new)


def _instrument(old: str, new: str) -> tuple[str, str]:
    assert old in LOCAL_INSTRUMENT
    return "instrument", LOCAL_INSTRUMENT.replace(old, new)


def _wording(old: str, new: str) -> tuple[str, str]:
    assert old in LOCAL_WORDS
    return "wording", LOCAL_WORDS.replace(old, new)


def _about(old: str, new: str) -> tuple[str, str]:
    assert old in LOCAL_ABOUT
    return "about", LOCAL_ABOUT.replace(old, new)


# Plain small YAML, and yet not what its kind of file holds.
MISSHAPEN: dict[str, tuple[str, str]] = {
    "600 questions": (
        "dictionary",
        LOCAL_DICTIONARY + "".join(f"  x_quito_q{number}:\n{QUESTION}" for number in range(600)),
    ),
    "600 words": (
        "wording",
        "language: es\nindicators:\n" + "".join(f"  x_q{n}: {{short: a, question: b}}\n" for n in range(600)),
    ),
    "600 questions asked": _instrument(ASKED, f"full: [{', '.join(f'x_quito_q{n}' for n in range(600))}]"),
    "13 quick questions": _instrument("quick: [", "quick: [x_a_b, x_a_c, x_a_d, x_a_e, "),
    "a number as the code of a question": _dictionary(ARCADE, "17"),
    "numbers as answers": _dictionary("[open, gated]", "[1, 2]"),
    "truth as an answer": _dictionary("[open, gated]", "[true, false]"),
    "20,000 answers": _dictionary("[open, gated]", f"[{', '.join(f'c{n}' for n in range(20_000))}]"),
    "an answer twice": _dictionary("[open, gated]", "[open, open]"),
    "an answer and a line break": _dictionary("[open, gated]", '["open\\n", gated]'),
    "a code that is a path": _dictionary(ARCADE, "../../etc/passwd"),
    "a kind that is not": _dictionary("kind: one", "kind: eval"),
    "a list as a question": _dictionary(QUESTION, "    [1, 2]\n"),
    "nothing as a question": _dictionary(QUESTION, ""),
    "a number as the code of an instrument": _instrument("x_quito_night", "42"),
    "an instrument with capitals": _instrument("x_quito_night", "X_QUITO"),
    "a long code": _instrument("x_quito_night", "x_" + "q" * 400),
    "a number as a version": _instrument("1.0.0", "1"),
    "a version and a line break": _instrument("1.0.0", '"1.0.0\\n"'),
    "a version of many digits": _instrument("1.0.0", "9" * 5_000),
    "questions as names": _instrument(ASKED, "full: {x_quito_arcade: 1}"),
    "numbers as questions": _instrument(ASKED, "full: [1, 2.5, null]"),
    "lists in lists as questions": _instrument(ASKED, "full: " + "[" * 15 + "]" * 15),
    "a question twice": _instrument(ASKED, "full: [x_quito_arcade, x_quito_arcade]"),
    "nothing at all": _instrument(LOCAL_INSTRUMENT, "code:\nversion:\nquick:\nfull:\n"),
    "a rule of many digits": _instrument(
        ASKED, f"{ASKED}\nfollow_ups: {{fee_safe: {{at_most: {'9' * 400}, ask: [ppl_comfort]}}}}"
    ),
    "names like methods": _instrument(ASKED, f"{ASKED}\n__class__: x\n__proto__: y"),
    "a path as a language": _wording("language: es", "language: ../es"),
    "no as a language": _wording("language: es", "language: false"),
    "words as a list": ("wording", "language: es\nindicators: [1, 2]"),
    "no words": _wording('"Portal"', '""'),
    "too many words": _wording('"Portal"', "x" * 41),
    "a number as words": _wording('"Portal"', "17"),
    "an answer without its text": _wording('open: "Abierto"', "open: {tile: Abierto}"),
    "an answer without words": _wording('open: "Abierto"', "open:"),
    "13,000 names": ("wording", "language: es\nindicators:\n" + "".join(f"  x{n}: a\n" for n in range(13_000))),
    "a title of 61 letters": _about('"Noche en Quito"', "é" * 61),
    "a list as a title": _about('"Noche en Quito"', "[Noche, en, Quito]"),
    "no title": _about('title: "Noche en Quito"\n', ""),
    "more than is known": _about("unit:", "script: <script>alert(1)</script>\nunit:"),
}
