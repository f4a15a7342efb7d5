"""Reading the YAML of audit_templates so that a careless or hostile file can do no more than be refused.

Templates come from cities and organisations that we do not know. Seen before these limits were set: an alias bomb of
306 bytes stands for 9^9 leaves, and 3,000 open brackets end in a RecursionError.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from app.foundation.language import N_, _

LARGEST_FILE_BYTES = 256 * 1024  # all the words of the dictionary in Arabic take 53 kB
DEEPEST_NESTING = 20  # ours need five
MOST_VALUES = 30_000  # the words of the whole dictionary are about 3,000

# YAML lets no such character stand in a file, but "\0" in quotation marks makes one, and PostgreSQL keeps no NUL.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BAD_CHARACTER = N_("A character here cannot stand in a text file. Save the file anew as UTF-8.")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TemplateFault(Exception):
    """One thing wrong in one template file: where it stands, what is wrong, and what to do about it."""

    def __init__(self, path: Path, sentence: str, line: int | None = None) -> None:
        self.path, self.sentence, self.line = path, sentence, line
        super().__init__(f"{self.place()}: {sentence}")

    def place(self) -> str:
        """Folder, file and line, as in `st9/en.yaml:12`; never the folders above, which tell about the machine."""
        where = f"{self.path.parent.name}/{self.path.name}"
        return where if self.line is None else f"{where}:{self.line}"


class _StrictLoader(_Loader):  # type: ignore[misc]
    """Only whole numbers, true, false and null are more than text, and no name may stand twice.

    YAML 1.1 reads `on` as true, `no` as false and the age group `13_17` as 1317: in a questionnaire, all three are words.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        names: dict[str, Any] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise _refused(_("A name must be a single word. Put a word before the colon."), name)
            if name.value in names:
                raise _refused(_('"{name}" stands here twice. Remove one.').format(name=name.value), name)
            # Names stay text even where they look like numbers: the worst level is "0" on every road.
            names[name.value] = self.construct_object(value, deep=deep)
        return names

    def construct_yaml_map(self, node: Any) -> dict[str, Any]:
        return self.construct_mapping(node, deep=True)


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _StrictLoader.construct_yaml_map)
for _kind, _pattern, _first in (
    ("int", r"(?:0|[1-9][0-9]{0,8})$", "0123456789"),
    ("bool", r"(?:true|false)$", "tf"),
    ("null", r"(?:null|)$", ["n", ""]),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), list(_first))


def read_template(path: Path) -> dict[str, Any]:
    """The names and values of one template file. Raises TemplateFault for anything that is not a plain, small YAML file."""
    text = _text_of(path)
    try:
        _look_over(path, text)
        content = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 a subclass of the safe loader, made stricter
    except yaml.MarkedYAMLError as fault:
        sentence = fault.problem or _("This is not YAML. Compare the line with the same line of another file.")
        mark = fault.problem_mark or fault.context_mark
        raise TemplateFault(path, sentence, mark.line + 1 if mark else None) from fault
    except yaml.YAMLError as fault:
        raise TemplateFault(path, _(BAD_CHARACTER)) from fault
    if not isinstance(content, dict):
        raise TemplateFault(path, _("The file must begin with a name and a colon, such as `language: en`."), 1)
    return content


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise TemplateFault(path, _("The file is larger than 256 kB. Split it or shorten it."))
        return path.read_bytes().decode("utf-8")
    except OSError as fault:
        raise TemplateFault(path, _("The file cannot be opened. Is it there, and may Farola read it?")) from fault
    except UnicodeDecodeError as fault:
        raise TemplateFault(path, _("The file is not in UTF-8. Save it anew with the encoding UTF-8.")) from fault


def _look_over(path: Path, text: str) -> None:
    """Walk the parser's events, which are lazy and flat, before anything is built from them."""
    depth = values = documents = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        values += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise TemplateFault(path, _("References with & and * are not allowed. Write the text out in full."), line)
        if getattr(event, "tag", None):
            raise TemplateFault(path, _("Tags with ! are not allowed. Put the text in quotation marks."), line)
        if isinstance(event, yaml.ScalarEvent) and CONTROL.search(event.value):
            raise TemplateFault(path, _(BAD_CHARACTER), line)
        if depth > DEEPEST_NESTING:
            raise TemplateFault(path, _("Too deep: at most 20 levels, one inside another."), line)
        if values > MOST_VALUES or documents > 1:
            raise TemplateFault(path, _("Too much for one file. Split it into several."), line)


def _refused(sentence: str, node: Any) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, sentence, node.start_mark)
