"""The phone's contract as OpenAPI: what `/api/v1` takes and answers, and nothing of our pages."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

BASE = "/api/v1/"
VERSION = "1"
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable and meant for the phone; `title` is a sentence for the person.",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "sentence"],
                "properties": {"pointer": {"type": "string"}, "sentence": {"type": "string"}},
            },
        },
    },
}
AS_PROBLEM = {
    "description": "A problem, in the language of Accept-Language. 429 and 503 carry Retry-After.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def phone_contract(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of every route below `/api/v1`, with the schemas that they use."""
    document = get_openapi(
        title="Farola, phone to server",
        version=VERSION,
        description="Frozen once shipped: fields are added, meanings never change. Everything may be sent twice.",
        routes=app.routes,
    )
    document["paths"] = {path: doing for path, doing in document["paths"].items() if path.startswith(BASE)}
    for doing in document["paths"].values():
        for operation in doing.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = AS_PROBLEM
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    _lift_definitions(document["paths"], schemas)
    _lift_definitions(schemas, schemas)
    document["components"]["schemas"] = {name: schemas[name] for name in sorted(_used(document["paths"], schemas))}
    return document


def _lift_definitions(thing: Any, schemas: dict[str, Any]) -> None:
    """Doors that read their bodies themselves describe them whole; what they define inside is moved where all look."""
    if isinstance(thing, dict):
        schemas.update(thing.pop("$defs", {}))
        if isinstance(thing.get("$ref"), str):
            thing["$ref"] = thing["$ref"].replace("#/$defs/", "#/components/schemas/")
    for value in list(thing.values()) if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        _lift_definitions(value, schemas)


def _used(paths: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """Names of the schemas that can be reached from the paths."""
    used: set[str] = set()
    fresh = _references(paths)
    while fresh:
        used |= fresh
        fresh = set().union(*(_references(schemas[name]) for name in fresh)) - used
    return used


def _references(thing: Any) -> set[str]:
    if isinstance(thing, dict):
        own = {thing["$ref"].rsplit("/", 1)[1]} if isinstance(thing.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in thing.values()))
    if isinstance(thing, list):
        return set().union(*(_references(value) for value in thing))
    return set()
