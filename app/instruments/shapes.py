"""Holding a template file against its published JSON Schema, and saying on which line it differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend

from app.foundation.language import _
from app.instruments.reading import TemplateFault, read_template

SCHEMAS = Path(__file__).resolve().parents[2] / "audit_templates"


def read_shaped(path: Path, kind: str) -> dict[str, Any]:
    """The content of `path` when it fits `<kind>.schema.json`. Raises TemplateFault with the line where it does not."""
    content = read_template(path)
    fault = best_match(_validator(kind).iter_errors(content))
    if fault is not None:
        raise TemplateFault(path, _sentence_of(fault), _line_of(path, list(fault.absolute_path)))
    return content


@lru_cache(maxsize=8)
def _validator(kind: str) -> Any:
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return _Strict(schema)


def _fits(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """A pattern that ends in `$` means the end, as everywhere but in Python, where one more line break may follow."""
    if isinstance(instance, str) and instance.endswith("\n") and pattern.endswith("$"):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")
    else:
        yield from Draft202012Validator.VALIDATORS["pattern"](validator, pattern, instance, schema)


_Strict: Any = extend(Draft202012Validator, {"pattern": _fits})  # type: ignore[no-untyped-call]


def _sentence_of(fault: Any) -> str:
    """Our own sentence for the slips that people make; the validator's for the rest."""
    where = " > ".join(str(step) for step in fault.absolute_path) or _("the file")
    match fault.validator:
        case "required":
            missing = [name for name in fault.validator_value if name not in fault.instance]
            return _('"{where}" lacks "{name}". Add it.').format(where=where, name=missing[0])
        case "additionalProperties":
            known = fault.schema.get("properties", {})
            extra = [name for name in fault.instance if name not in known]
            return _('"{where}" has "{name}", which Farola does not know. Check its spelling.').format(
                where=where, name=extra[0] if extra else "?"
            )
        case "not":
            name = fault.validator_value["required"][0]
            return _('"{name}" does not go with the kind of "{where}". Take it away.').format(name=name, where=where)
        case "enum":
            allowed = ", ".join(str(value) for value in fault.validator_value)
            return _('"{where}" is "{value}" but must be one of: {allowed}.').format(
                where=where, value=str(fault.instance)[:40], allowed=allowed
            )
    return _('"{where}" is not right: {reason}').format(where=where, reason=fault.message[:200])


def _line_of(path: Path, steps: Sequence[str | int]) -> int | None:
    """The line of the value at `steps`. The file was read before, so composing it again is safe."""
    node: Any = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    for step in steps:
        node = _inside(node, step) or node
    return node.start_mark.line + 1 if node else None


def _inside(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == str(step)), None)
    return None
