"""What the schema allows at a path: known keys of a record, free ids of a table, or a plain value."""

from __future__ import annotations

import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from kolopt.scenario.quantities import Record
from kolopt.scenario.schema import Scenario

if TYPE_CHECKING:
    from kolopt.scenario.nodes import Path

Shape = Any
"""A type of the schema without its wrappings: a Record class, ``dict[…]``, ``tuple[…]`` or a plain type."""

ROOT: Shape = Scenario


def fields(shape: Shape) -> dict[str, Shape]:
    """Keys of a record and the shape of each; empty for anything else."""
    return _fields(shape) if isinstance(shape, type) and issubclass(shape, Record) else {}


def is_table(shape: Shape) -> bool:
    """Whether the keys are ids that a scenario may add: a mapping by id, or a list of records."""
    return _origin(shape) is dict or is_list(shape)


def is_list(shape: Shape) -> bool:
    """Whether it is a list of records, each with an ``id``."""
    return _origin(shape) is tuple and "id" in fields(_bare(get_args(shape)[0]))


def step(shape: Shape, key: str) -> Shape | None:
    """The shape below a key, None where the schema knows no such key."""
    if is_table(shape):
        return _bare(get_args(shape)[1 if _origin(shape) is dict else 0])
    return fields(shape).get(key)


def shape_at(path: Path) -> Shape | None:
    """The shape at a path from the root, None where the schema knows no such path."""
    shape = ROOT
    for key in path:
        if (shape := step(shape, key)) is None:
            return None
    return shape


def _origin(shape: Shape) -> Any:
    return get_origin(shape)


@cache
def _fields(shape: type[Record]) -> dict[str, Shape]:
    return {info.alias or name: _bare(info.annotation) for name, info in shape.model_fields.items()}


def _bare(annotation: Any) -> Shape:
    """The type inside ``Annotated`` and optional unions; of a union, the record."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        members = [_bare(member) for member in get_args(annotation) if member is not types.NoneType]
        return next((member for member in members if fields(member)), members[0])
    return annotation
