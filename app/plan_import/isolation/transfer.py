"""A reading on its way between processes: JSON of plain values, checked field by field.

The process that parsed a file is not trusted: what comes back is taken apart by the types of
the values it claims to be, and anything else is no reading.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from app.plan_import.limits import MAX_TASKS
from app.plan_import.plan import PlanReading

Values = TypeVar("Values")

# Far above what a plan holds; they bound what an answer may make the other side build.
_MOST_ENTRIES = 10_000


class BadTransfer(ValueError):
    """The values are not what ``reading_to_plain`` makes of a reading."""


def reading_to_plain(reading: object) -> dict[str, Any]:
    """Return the whole reading, of a plan or of a returned workbook, in the types that JSON
    knows.
    """
    plain: dict[str, Any] = _packed(reading)
    return plain


def reading_from_plain(plain: Any) -> PlanReading:
    """Return the reading that ``reading_to_plain`` took apart. Raises BadTransfer for anything
    else, however it may look.
    """
    reading = values_from_plain(PlanReading, plain)
    if len(reading.tasks) > MAX_TASKS:
        raise BadTransfer("more tasks than a reading may have")
    return reading


def values_from_plain(kind: type[Values], plain: Any) -> Values:
    """Return what ``reading_to_plain`` took apart as an instance of ``kind``, field by field.
    Raises BadTransfer.
    """
    try:
        values: Values = _unpack(kind, plain)
    except ValueError as error:
        raise BadTransfer(str(error)[:200]) from error
    return values


def _packed(value: Any) -> Any:
    """Return a value of the reading in the types that JSON knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _packed(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_packed(entry) for entry in value]
    return dict(value) if isinstance(value, Mapping) else value


def _unpack(kind: Any, value: Any) -> Any:
    """Return ``value`` as an instance of the annotation ``kind``, or raise ValueError."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _unpack_union(kind, value)
    if origin is tuple:
        return _unpack_tuple(get_args(kind), value)
    if origin is dict:
        _expect(isinstance(value, dict) and len(value) <= _MOST_ENTRIES, kind, value)
        return {
            _unpack(str, key): _unpack(get_args(kind)[1], entry) for key, entry in value.items()
        }
    if is_dataclass(kind):
        return _unpack_dataclass(kind, value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(_unpack(str, value))
    return _unpack_plain(kind, value)


def _unpack_plain(kind: Any, value: Any) -> Any:
    if kind is date:
        return date.fromisoformat(_unpack(str, value))
    # A bool is an int to isinstance, and would pass for one.
    _expect(type(value) is kind and kind in (str, int, bool, NoneType), kind, value)
    if kind is str:
        value.encode()  # Half a surrogate pair is no text; no database would take it.
    return value


def _unpack_union(kind: Any, value: Any) -> Any:
    for option in get_args(kind):
        if (option is NoneType) == (value is None):
            return _unpack(option, value)
    raise ValueError(f"no {kind}")


def _unpack_tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    _expect(isinstance(value, list) and len(value) <= _MOST_ENTRIES, kinds, value)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_unpack(kinds[0], entry) for entry in value)
    _expect(len(kinds) == len(value), kinds, value)
    return tuple(_unpack(kind, entry) for kind, entry in zip(kinds, value, strict=True))


def _unpack_dataclass(kind: Any, value: Any) -> Any:
    hints = _hints(kind)
    _expect(isinstance(value, dict) and value.keys() == hints.keys(), kind, value)
    make: Callable[..., Any] = kind
    return make(**{name: _unpack(hint, value[name]) for name, hint in hints.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _expect(holds: bool, kind: Any, value: Any) -> None:
    if not holds:
        raise ValueError(f"{kind} expected, {type(value).__name__} came")
