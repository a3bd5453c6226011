"""Values to dicts and JSON, and back: one private, strict converter.

What the dict form says, beside the table of targets in the design page:

* Numbers and fractions are text as written (``"28.40"``, ``"37/36"``), money is an integer of fen, dates
  are ISO text, a unit its spelling, a tuple an array; a pair such as ``(label, target)`` is an array of two.
* A field that says nothing is left out: one that holds its default, where this is None, False, 0, ``()``
  or an object without keys, and every other None but the null of the table of targets. Other defaults are
  written: a reader of the document need not know them.
* A Project or FiledForm starts with ``"schema": "fiscalkpi/1"``; a project inside a form goes without,
  and may have it when read. In a document of another schema nothing else is looked at.

Reading is the inverse, and converts nothing: ``12.9``, ``"12"``, ``true`` and ``null`` are no fen. A number
takes text or an integer; a JSON number with a decimal point is read by its digits (``22.50`` is
``"22.50"``), a Python float is refused. A field that may be None may be absent. All problems are told at
once, each with its path.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from enum import Enum
from fractions import Fraction
from functools import cache
from itertools import count, cycle, islice
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, NoReturn, TypeVar, Union, cast, get_args, get_origin, overload

import attrs
from cattrs import ClassValidationError, Converter
from cattrs.gen import make_dict_structure_fn, override

from fiscalkpi import dates, filed, model, money, provenance, units
from fiscalkpi._numbers import MAX_DIGITS, plain
from fiscalkpi._text import shorten
from fiscalkpi.errors import StructureError, UnitError
from fiscalkpi.targets import actual, evaluate
from fiscalkpi.targets import model as targets
from fiscalkpi.targets.parser import parse_target

_T = TypeVar("_T")
_Hook = Callable[[Any, Any], Any]

SCHEMA = "fiscalkpi/1"
"""Name and version of the dict form."""

MAX_JSON = 20_000_000
"""Bytes (or characters) of a JSON document at most."""
MAX_PROBLEMS = 100
"""Problems told at most: a hostile document has millions."""
_TOO_LARGE = 10**MAX_DIGITS
# A ratio of two numbers of MAX_DIGITS digits, each with as many decimals, and the factor of a unit.
_MAX_RATIO_DIGITS = 4 * MAX_DIGITS

_DOCUMENTS = (model.Project, filed.FiledForm)
_KINDS: dict[str, type[targets.Target]] = {kind.kind: kind for kind in get_args(targets.Target)}
# The keys that the table of targets has in every dict of the kind, in its order.
_ALWAYS: dict[type, tuple[str, ...]] = {
    targets.Quantity: ("comparator", "value", "unit"),
    targets.Duration: ("comparator", "value", "unit"),
    targets.DateTarget: ("comparator", "value"),
}
# The value of an actual is spelled alike for a year and a number: its kind tells them apart.
_ACTUAL_VALUES: dict[object, Any] = {
    actual.ActualKind.DATE.value: dates.PartialDate | None,
    actual.ActualKind.YES_NO.value: bool | None,
    None: Decimal | Fraction | None,
}

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_RATIO = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")


# Writing ---------------------------------------------------------------------------------------------------


def to_dict(obj: object) -> Any:
    """Return the dict form of any value of the library; a plain value is its own form.

    Raises:
        TypeError: for a value without a dict form, a float among them.

    >>> from fiscalkpi import Indicator, Yuan, parse_target
    >>> to_dict(parse_target("不低于90％"))
    {'kind': 'quantity', 'text': '不低于90％', 'comparator': '>=', 'value': '90', 'unit': '%'}
    >>> to_dict(Indicator(name="合格率", target="达标", weight="7.50"))
    {'name': '合格率', 'target': {'kind': 'qualitative', 'text': '达标'}, 'weight': '7.50'}
    >>> to_dict(Yuan.parse("12.34元"))
    1234
    """
    return _converter().unstructure(obj)


def to_json(obj: object, indent: int | None = None) -> str:
    """Return the dict form of `obj` as JSON text, Chinese as it is.

    Raises:
        TypeError: for a value without a dict form, a float among them.

    >>> from fiscalkpi import Cell
    >>> to_json(Cell(label="备注", text=""))
    '{"label": "备注", "text": ""}'
    """
    return json.dumps(to_dict(obj), ensure_ascii=False, indent=indent)


def _without_form(cls: type) -> Callable[[Any], Any]:
    if cls in (int, bool, NoneType):
        return lambda value: value
    raise TypeError(f"a value of type {cls.__name__} has no dict form")


def _write_object(cls: type, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    """Return the function that writes an attrs class: the tag, the keys of the table, what was said."""
    always = _ALWAYS.get(cls, ())
    fields = {field.alias: field for field in attrs.fields(cls) if field.init}
    fields = {name: fields[name] for name in (*always, *fields)}
    tagged = cls in _KINDS.values()
    if tagged:
        del fields["text"]  # drawn from the other fields where none was filed
    unsaid = {name: _unsaid(field, converter) for name, field in fields.items()}

    def write(value: Any) -> dict[str, Any]:
        form = {"schema": SCHEMA} if cls in _DOCUMENTS else {}
        if tagged:
            form |= {"kind": value.kind, "text": value.text}
        for name, field in fields.items():
            held = getattr(value, field.name)
            said = converter.unstructure(held)
            if isinstance(held, _DOCUMENTS):
                del said["schema"]
            if name in always or said != unsaid[name]:
                form[name] = said
        return form

    return write


def _unsaid(field: attrs.Attribute[Any], converter: Converter) -> Any:
    """Return the form of a field of which nothing was said: its default where that is empty, else None."""
    if field.default is attrs.NOTHING:
        return None
    default: Any = field.default
    form = converter.unstructure(default.factory() if isinstance(default, attrs.Factory) else default)  # type: ignore[arg-type]
    if isinstance(form, dict):
        form.pop("schema", None)
    return form if not form else _NEVER


_NEVER = object()


# Reading ---------------------------------------------------------------------------------------------------


@overload
def from_dict(data: object, cls: type[_T]) -> _T: ...
@overload
def from_dict(data: object, cls: UnionType) -> targets.Target: ...
def from_dict(data: object, cls: Any) -> Any:
    """Return the value of type `cls` whose dict form is `data`; the inverse of :func:`to_dict`.

    `cls` is any class of the library, or :data:`~fiscalkpi.Target`. Text stands for a target wherever one
    is asked for, and is parsed; in a tagged target the fields count, its ``text`` is kept and not parsed.
    A half-filled draft is read: what a form can leave blank may be absent.

    Raises:
        StructureError: with code ``structure.invalid`` and all problems, each with code and path.
        TypeError: where `cls` has no dict form.

    >>> from fiscalkpi import Project, StructureError, Target
    >>> from_dict({"kind": "quantity", "value": "90", "comparator": ">=", "unit": "%"}, Target).text
    '≥90%'
    >>> draft = {"name": "政务云", "goals": {"indicators": [{"name": "可用率", "target": "≥99%"}]}}
    >>> from_dict(draft, Project).goals.find("可用率").target.value
    Decimal('99')
    >>> draft["goals"]["indicators"][0]["taget"] = draft["goals"]["indicators"][0].pop("target")
    >>> try:
    ...     from_dict(draft | {"funding": {"total": 12.9}}, Project)
    ... except StructureError as error:
    ...     [(problem.path, problem.code) for problem in error.problems]
    [('$.funding.total', 'structure.fen'), ('$.goals.indicators[0].taget', 'structure.unknown-key')]
    """
    hook = _converter().get_structure_hook(cls)
    try:
        return hook(data, cls)
    except _RefusedError as refused:
        problems = refused.problems
    except RecursionError:
        problems = [_Problem("", "structure.too-deep", {})]
    raise _invalid(problems)


@overload
def from_json(text: str | bytes, cls: type[_T]) -> _T: ...
@overload
def from_json(text: str | bytes, cls: UnionType) -> targets.Target: ...
def from_json(text: str | bytes, cls: Any) -> Any:
    """Return the value of type `cls` that a JSON document holds: text, or bytes in UTF-8.

    Raises:
        StructureError: as :func:`from_dict`; also where `text` is no JSON, with line and column, or not
            safe to read: over 20 MB, nested without end, a key twice, NaN.
        TypeError: where `cls` has no dict form.

    >>> from fiscalkpi import Indicator
    >>> from_json('{"name": "合格率", "target": "≥98%", "weight": 7.50}', Indicator).weight
    Decimal('7.50')
    """
    return from_dict(_load(text), cls)


class _Problem(NamedTuple):
    path: str
    code: str
    params: dict[str, Any]


class _RefusedError(Exception):
    """What is wrong with a value, each problem with its steps from the value down."""

    def __init__(self, problems: list[_Problem]) -> None:
        super().__init__()
        self.problems = problems

    def under(self, step: str) -> list[_Problem]:
        return [problem._replace(path=step + problem.path) for problem in self.problems]


def _refused(code: str, value: object, **params: object) -> _RefusedError:
    return _RefusedError([_Problem("", code, {"given": _shown(value), **params})])


def _invalid(problems: list[_Problem]) -> StructureError:
    told = [StructureError(code, path=f"${path}", **params) for path, code, params in problems[:MAX_PROBLEMS]]
    return StructureError("structure.invalid", problems=tuple(told), count=len(told))


def _shown(value: object) -> str:
    """Return `value` as JSON would write it, short enough for a message."""
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, _JsonNumber):
        return shorten(value.text)
    if isinstance(value, int) and value.bit_length() > 10_000:
        return f"~1e{value.bit_length() * 3 // 10}"  # more digits than str() writes
    if value is None or isinstance(value, int | float):
        return shorten(json.dumps(value))
    if isinstance(value, Mapping):
        return "{…}"
    return "[…]" if isinstance(value, list | tuple) else type(value).__name__


def _step(key: object) -> str:
    """Return the step of a path to `key`: ``.name``, or ``["odd key"]``."""
    if isinstance(key, str) and key.isidentifier() and len(key) <= 60:
        return f".{key}"
    return f"[{_shown(key)}]"


# The leaves. Each refuses what is not exactly its own: nothing is converted on the way in.


def _text(value: Any, _: object = str) -> str:
    if not isinstance(value, str):
        raise _refused("structure.type", value, expected="string")
    if not value.isascii() and _SURROGATE.search(value):
        raise _refused("structure.text", value)
    return str(value)


def _text_or_member(value: Any, cls: Any) -> Any:
    # cattrs sends every subclass of str here, and the enums of the library are such
    choices = _choices(cls)
    return _text(value) if choices is None else _choice(value, choices)


@cache
def _choices(cls: Any) -> dict[str, Any] | None:
    """Return what may be written for an enum or a Literal and what it stands for; None for another type."""
    if get_origin(cls) is Literal:
        return {word: word for word in get_args(cls)}
    if isinstance(cls, type) and issubclass(cls, Enum):
        return {member.value: member for member in cls}
    return None


def _choice(value: Any, choices: dict[str, Any]) -> Any:
    if not isinstance(value, str) or value not in choices:
        raise _RefusedError([_Problem("", "structure.choice", _not_of(value, choices))])
    return choices[value]


def _not_of(value: object, choices: Iterable[str]) -> dict[str, Any]:
    return {"given": _shown(value), "choices": ", ".join(choices)}


def _chooser(choices: dict[str, Any]) -> _Hook:
    return lambda value, _: _choice(value, choices)


def _bool(value: Any, _: object) -> bool:
    if not isinstance(value, bool):
        raise _refused("structure.type", value, expected="boolean")
    return value


def _integer(value: Any, _: object = int, code: str = "structure.type") -> int:
    if _is_too_long(value):
        raise _refused("structure.number", value)
    if type(value) is not int:  # a bool is an int to isinstance
        raise _refused(code, value, expected="integer")
    return value


def _is_too_long(value: object) -> bool:
    """Whether `value` is an integer, but one of more digits than a number of the library has."""
    if isinstance(value, _JsonNumber):
        return value.text.removeprefix("-").isdecimal()
    return type(value) is int and abs(value) >= _TOO_LARGE


def _yuan(value: Any, _: object) -> money.Yuan:
    return money.Yuan(fen=_integer(value, code="structure.fen"))


def _digits(value: object) -> str:
    """Return the text of an exact number as given; blank where it is none."""
    if isinstance(value, _JsonNumber):
        return value.text
    if type(value) is int and not _is_too_long(value):
        return str(value)
    return value if isinstance(value, str) else ""


def _decimal(value: Any, _: object) -> Decimal:
    digits = _digits(value)
    too_long = len(digits) > MAX_DIGITS + 2 or sum(map(str.isdigit, digits)) > MAX_DIGITS
    if too_long or _DECIMAL.fullmatch(digits) is None:
        raise _refused("structure.number", value)
    return Decimal(digits)


def _ratio(value: Any, _: object) -> Fraction:
    digits = _digits(value)
    parts = _RATIO.fullmatch(digits) if len(digits) <= 2 * _MAX_RATIO_DIGITS + 2 else None
    below = int(parts[2] or 1) if parts is not None else 0
    if parts is None or not below:
        raise _refused("structure.number", value)
    return Fraction(int(parts[1]), below)


def _exact(value: Any, _: object) -> Decimal | Fraction:
    hook = _ratio if isinstance(value, str) and "/" in value else _decimal
    return hook(value, _)


def _day(value: Any, _: object) -> datetime.date:
    try:
        # fromisoformat alone reads 20211231 and 2021-W52-5 too
        return datetime.date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except (TypeError, ValueError):
        raise _refused("structure.date", value) from None


def _partial_date(value: Any, _: object) -> dates.PartialDate:
    try:
        return dates.PartialDate.parse(value if isinstance(value, str) else "")
    except ValueError:
        raise _refused("structure.partial-date", value) from None


def _unit(value: Any, _: object) -> units.Unit:
    for read in (units.Unit, units.Unit.parse):  # the spelling as it is, else with its signs folded
        try:
            return read(value if isinstance(value, str) else "")
        except UnitError:
            continue
    raise _refused("structure.unit", value)


# Containers.


def _array(cls: Any, converter: Converter) -> _Hook:
    """Return the hook of ``tuple[X, ...]``, or of a tuple of fixed length such as ``tuple[str, X]``."""
    items = [(converter.get_structure_hook(item), item) for item in get_args(cls) if item is not Ellipsis]
    endless = Ellipsis in get_args(cls)

    def read(value: Any, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise _refused("structure.type", value, expected="array")
        if not endless and len(value) != len(items):
            raise _refused("structure.length", value, length=len(items), found=len(value))
        held: list[Any] = []
        problems: list[_Problem] = []
        for index, item, (hook, kind) in zip(count(), value, cycle(items), strict=False):
            try:
                held.append(hook(item, kind))
            except _RefusedError as refused:
                problems += refused.under(f"[{index}]")
                if len(problems) >= MAX_PROBLEMS:
                    break
        if problems:
            raise _RefusedError(problems)
        return tuple(held)

    return read


def _union(cls: Any, converter: Converter) -> _Hook:
    """Return the hook of ``X | None`` as one call, of a union of targets, of choices or of exact numbers."""
    members = tuple(member for member in get_args(cls) if member is not NoneType)
    kind: Any = members[0]
    choices = [_choices(member) for member in members]
    if all(member in _KINDS.values() for member in members):
        hook = _target({member.kind: converter.get_structure_hook(member) for member in members})
    elif len(members) == 1:
        hook = converter.get_structure_hook(kind)
    elif set(members) == {Decimal, Fraction}:
        hook = _exact
    elif all(choices):
        hook = _chooser({word: member for one in choices if one for word, member in one.items()})
    else:
        return _unsupported(cls)
    if len(members) == len(get_args(cls)):
        return hook
    return lambda value, _: None if value is None else hook(value, kind)


def _unsupported(cls: Any) -> _Hook:
    raise TypeError(f"{getattr(cls, '__name__', cls)} is no type that is read from a dict")


def _class(cls: Any, converter: Converter) -> _Hook:
    if cls in _KINDS.values():
        return _target({cls.kind: _object(cls, converter)})
    if cls is not actual.Actual:
        return _object(cls, converter)
    by_kind = {kind: _object(cls, converter, value=form, high=form) for kind, form in _ACTUAL_VALUES.items()}

    def read_actual(value: Any, _: object) -> Any:
        kind = value.get("kind") if isinstance(value, Mapping) else None
        return by_kind.get(kind if isinstance(kind, str) else None, by_kind[None])(value, cls)

    return read_actual


def _target(hooks: dict[str, _Hook]) -> _Hook:
    """Return the hook of some kinds of target: an object tagged by ``kind``, or text, which is parsed."""

    def read(value: Any, _: object) -> Any:
        if isinstance(value, str):
            target = parse_target(_target_text(value))
            if target.kind not in hooks:
                wrong(target.kind)
            return target
        if not isinstance(value, Mapping):
            raise _refused("structure.type", value, expected="string or object")
        if "kind" not in value:
            raise _RefusedError([_missing("kind")])
        kind = value["kind"]
        if not isinstance(kind, str) or kind not in hooks:
            wrong(kind, ".kind")
        return hooks[kind](value, _KINDS[kind])

    def wrong(kind: object, step: str = "") -> NoReturn:
        raise _RefusedError(_refused("structure.kind", kind, choices=", ".join(hooks)).under(step))

    return read


def _target_text(value: Any, _: object = str) -> str:
    text = _text(value)
    if len(text) > targets.MAX_TEXT:
        raise _refused("structure.too-long", value, limit=targets.MAX_TEXT)
    return text


def _filed_text(value: Any, _: object) -> str | None:
    return None if value is None else _target_text(value)


def _object(cls: type, converter: Converter, **types: Any) -> _Hook:
    """Return the hook of one attrs class, which tells every problem of its keys and of what they hold."""
    attrs.resolve_types(cls, localns=_names())
    fields = [field for field in attrs.fields(cls) if field.init]
    aliases = {field.name: field.alias or field.name for field in fields}
    known = dict.fromkeys(aliases.values())
    absent = {
        aliases[field.name]: None
        for field in fields
        if field.default is attrs.NOTHING and NoneType in get_args(field.type)
    }
    hooks = {name: converter.get_structure_hook(form) for name, form in types.items()}
    if cls in _KINDS.values():
        known = {"kind": None, **known}
        required = attrs.fields_dict(cls)["_text"].default is attrs.NOTHING
        hooks["_text"] = _target_text if required else _filed_text
    if cls in _DOCUMENTS:
        known = {"schema": None, **known}
    overrides = {name: override(struct_hook=hook) for name, hook in hooks.items()}
    build: _Hook = make_dict_structure_fn(cls, converter, **overrides)  # type: ignore[arg-type]  # one mypy type for all keywords

    def read(value: Any, _: object) -> Any:
        if not isinstance(value, Mapping):
            raise _refused("structure.type", value, expected="object")
        if cls in _DOCUMENTS and value.get("schema", SCHEMA) != SCHEMA:
            raise _RefusedError(_refused("structure.schema", value["schema"], schema=SCHEMA).under(".schema"))
        problems = []
        if isinstance(value, _KeysTwice):
            problems += value.problems()
        if not value.keys() <= known.keys():
            unknown = (key for key in value if key not in known)
            problems += [_unknown(key, known) for key in islice(unknown, MAX_PROBLEMS)]
        built = None
        try:
            built = build({**absent, **value} if absent else value, cls)
        except ClassValidationError as group:
            inside, of_whole = group.group_exceptions()
            for error, note in inside:
                problems += _of_field(error, aliases[note.name])
            problems += [_of_whole(error) for error in of_whole]
        if problems:
            raise _RefusedError(problems)
        return built

    return read


def _of_field(error: Exception, key: str) -> list[_Problem]:
    if isinstance(error, KeyError):  # the lookup itself: no hook raises one
        return [_missing(key)]
    if isinstance(error, _RefusedError):
        return error.under(_step(key))
    raise error


def _of_whole(error: Exception) -> _Problem:
    """Return what a constructor says of fields that are each right: a range that ends below its start."""
    if not isinstance(error, TypeError | ValueError):
        raise error
    match error.args:
        case (_, attrs.Attribute() as field, tuple() as choices, value):  # of attrs' own in_()
            return _Problem(_step(field.alias), "structure.choice", _not_of(value, choices))
    return _Problem("", "structure.value", {"reason": "".join(map(str, error.args[:1]))})


def _missing(key: str) -> _Problem:
    return _Problem(_step(key), "structure.missing", {"key": key})


def _unknown(key: object, known: Mapping[str, None]) -> _Problem:
    shown = _shown(key)
    near = SequenceMatcher(b=shown.strip('"'))  # it keeps what it learned of b

    def likeness(name: str) -> float:
        near.set_seq1(name)
        return -near.ratio()

    keys = ", ".join(sorted(known, key=likeness))
    return _Problem(_step(key), "structure.unknown-key", {"key": shown, "keys": keys})


def _names() -> dict[str, Any]:
    """Return the classes that annotations name, those too that a module imports for type checkers only."""
    names: dict[str, Any] = {}
    for module in (dates, provenance, money, units, targets, actual, evaluate, model, filed):
        names |= {name: held for name, held in vars(module).items() if not name.startswith("_")}
    return names


def _is_of(*origins: object) -> Callable[[Any], bool]:
    return lambda cls: get_origin(cls) in origins


@cache
def _converter() -> Converter:
    """Return the one converter; it is our own, so nobody's hooks get in and ours do not get out."""
    converter = Converter(use_alias=True, unstructure_fallback_factory=_without_form)
    converter.register_unstructure_hook_factory(attrs.has, _write_object)
    for cls, write in {
        str: str,
        Decimal: plain,
        Fraction: str,
        datetime.date: datetime.date.isoformat,
        dates.PartialDate: str,
        units.Unit: str,
        money.Yuan: lambda amount: amount.fen,
    }.items():
        converter.register_unstructure_hook(cls, cast("Any", write))
    # cattrs asks the factory that was registered last first, so the one that refuses everything comes first.
    converter.register_structure_hook_factory(lambda _: True, _unsupported)
    converter.register_structure_hook_factory(attrs.has, _class)
    converter.register_structure_hook_factory(_is_of(tuple), _array)
    converter.register_structure_hook_factory(_is_of(Union, UnionType), _union)
    converter.register_structure_hook_factory(_is_of(Literal), lambda cls: _chooser(_choices(cls) or {}))
    leaves: dict[type, _Hook] = {
        str: _text_or_member,
        bool: _bool,
        int: _integer,
        Decimal: _decimal,
        Fraction: _ratio,
        datetime.date: _day,
        dates.PartialDate: _partial_date,
        units.Unit: _unit,
        money.Yuan: _yuan,
    }
    leaves |= dict.fromkeys((float, bytes, Path), lambda _, cls: _unsupported(cls))  # cattrs would convert
    for cls, hook in leaves.items():
        converter.register_structure_hook(cls, hook)
    return converter


# JSON ------------------------------------------------------------------------------------------------------


class _JsonNumber:
    """A number of a JSON document that is no short integer: its digits, of which no float is made."""

    def __init__(self, text: str) -> None:
        self.text = text


class _KeysTwice(dict[str, Any]):
    """An object of a JSON document in which keys stand twice: whoever reads it tells them, with the path."""

    twice: tuple[str, ...] = ()

    def problems(self) -> list[_Problem]:
        return [_Problem(_step(key), "structure.duplicate-key", {"key": _shown(key)}) for key in self.twice]


def _json_integer(text: str) -> int | _JsonNumber:
    return int(text) if len(text) <= MAX_DIGITS + 1 else _JsonNumber(text)


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) == len(pairs):
        return held
    times = Counter(key for key, _ in pairs)
    doubled = _KeysTwice(held)
    doubled.twice = tuple(islice((key for key in held if times[key] > 1), MAX_PROBLEMS))
    return doubled


def _load(text: object) -> object:
    """Return what a JSON document holds; the numbers that Python would round or refuse keep their digits."""
    if not isinstance(text, str | bytes | bytearray):
        raise _invalid(_refused("structure.not-json", text, type=type(text).__name__).problems)
    if len(text) > MAX_JSON:
        raise _invalid([_Problem("", "structure.too-large", {"limit": MAX_JSON // 1_000_000})])
    if not isinstance(text, str):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            problem = _Problem("", "structure.encoding", {"position": error.start + 1})
        else:
            return _load(text)
    elif text.startswith("\ufeff"):
        problem = _Problem("", "structure.bom", {})
    else:
        try:
            # NaN and Infinity come as floats, which nobody takes
            return json.loads(
                text, object_pairs_hook=_json_object, parse_int=_json_integer, parse_float=_JsonNumber
            )
        except json.JSONDecodeError as error:
            problem = _syntax(text, error)
        except RecursionError:
            problem = _Problem("", "structure.too-deep", {})
    raise _invalid([problem])


def _syntax(text: str, error: json.JSONDecodeError) -> _Problem:
    """Return the problem with the piece of the line around it: not the document, which may be large."""
    at = error.pos
    start = max(text.rfind("\n", 0, at) + 1, at - 60)
    line = text[start : at + 60].partition("\n")[0]
    parts = {"line": error.lineno, "column": error.colno, "text": line, "span": (at - start, at - start + 1)}
    return _Problem("", "structure.syntax", parts)
