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
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cache
from itertools import count, cycle, islice
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, TypeVar, Union, cast, get_args, get_origin, overload

import attrs
from cattrs import ClassValidationError, Converter
from cattrs.gen import make_dict_structure_fn, override

from fiscalkpi import dates, filed, model, money, provenance, units
from fiscalkpi._numbers import plain
from fiscalkpi.errors import FiscalKpiError, Worded
from fiscalkpi.scoring import policy, scorecard
from fiscalkpi.serialize.json_text import KeysTwice, load_json
from fiscalkpi.serialize.leaves import (
    Hook,
    bool_leaf,
    choices_of,
    chooser,
    day_leaf,
    decimal_leaf,
    exact_leaf,
    integer_leaf,
    not_of,
    partial_date_leaf,
    ratio_leaf,
    text_leaf,
    text_or_member,
    unit_leaf,
    yuan_leaf,
)
from fiscalkpi.serialize.problems import (
    MAX_PROBLEMS,
    Problem,
    RefusedError,
    invalid,
    json_of,
    refusal,
    step_to,
)
from fiscalkpi.targets import actual, evaluate
from fiscalkpi.targets import model as targets
from fiscalkpi.targets.parser import parse_target

_T = TypeVar("_T")

SCHEMA = "fiscalkpi/1"
"""Name and version of the dict form."""


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
    A half-filled draft is read: what a form can leave blank may be absent. ``dict[str, Judgement]`` reads
    values by a name.

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
    except RefusedError as refused:
        problems = refused.problems
    except RecursionError:
        problems = [Problem("", "structure.too-deep", {})]
    raise invalid(problems)


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
    return from_dict(load_json(text), cls)


def _array(cls: Any, converter: Converter) -> Hook:
    """Return the hook of ``tuple[X, ...]``, or of a tuple of fixed length such as ``tuple[str, X]``."""
    items = [(converter.get_structure_hook(item), item) for item in get_args(cls) if item is not Ellipsis]
    endless = Ellipsis in get_args(cls)

    def read(value: Any, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise refusal("structure.type", value, expected="array")
        if not endless and len(value) != len(items):
            raise refusal("structure.length", value, length=len(items), found=len(value))
        held: list[Any] = []
        problems: list[Problem] = []
        for index, item, (hook, kind) in zip(count(), value, cycle(items), strict=False):
            try:
                held.append(hook(item, kind))
            except RefusedError as refused:
                problems += refused.under(f"[{index}]")
                if len(problems) >= MAX_PROBLEMS:
                    break
        if problems:
            raise RefusedError(problems)
        return tuple(held)

    return read


def _mapping(cls: Any, converter: Converter) -> Hook:
    """Return the hook of ``dict[str, X]``: values by a name that is free, such as that of a row."""
    kind: Any = get_args(cls)[1]
    hook = converter.get_structure_hook(kind)

    def read(value: Any, _: object) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise refusal("structure.type", value, expected="object")
        held: dict[str, Any] = {}
        problems = value.problems() if isinstance(value, KeysTwice) else []
        for key, one in value.items():
            try:
                held[text_leaf(key)] = hook(one, kind)
            except RefusedError as refused:
                problems += refused.under(step_to(key))
                if len(problems) >= MAX_PROBLEMS:
                    break
        if problems:
            raise RefusedError(problems)
        return held

    return read


def _union(cls: Any, converter: Converter) -> Hook:
    """Return the hook of ``X | None`` as one call, of a union of targets, of choices or of exact numbers."""
    members = tuple(member for member in get_args(cls) if member is not NoneType)
    kind: Any = members[0]
    choices = [choices_of(member) for member in members]
    if all(member in _KINDS.values() for member in members):
        hook = _target({member.kind: converter.get_structure_hook(member) for member in members})
    elif len(members) == 1:
        hook = converter.get_structure_hook(kind)
    elif set(members) == {Decimal, Fraction}:
        hook = exact_leaf
    elif all(choices):
        hook = chooser({word: member for one in choices if one for word, member in one.items()})
    else:
        return _unsupported(cls)
    if len(members) == len(get_args(cls)):
        return hook
    return lambda value, _: None if value is None else hook(value, kind)


def _unsupported(cls: Any) -> Hook:
    raise TypeError(f"{getattr(cls, '__name__', cls)} is no type that is read from a dict")


def _class(cls: Any, converter: Converter) -> Hook:
    if cls in _KINDS.values():
        return _target({cls.kind: _object(cls, converter)})
    if cls is not actual.Actual:
        return _object(cls, converter)
    by_kind = {kind: _object(cls, converter, value=form, high=form) for kind, form in _ACTUAL_VALUES.items()}

    def read_actual(value: Any, _: object) -> Any:
        kind = value.get("kind") if isinstance(value, Mapping) else None
        return by_kind.get(kind if isinstance(kind, str) else None, by_kind[None])(value, cls)

    return read_actual


def _target(hooks: dict[str, Hook]) -> Hook:
    """Return the hook of some kinds of target: an object tagged by ``kind``, or text, which is parsed."""

    def read(value: Any, _: object) -> Any:
        if isinstance(value, str):
            target = parse_target(_target_text(value))
            if target.kind not in hooks:
                wrong(target.kind)
            return target
        if not isinstance(value, Mapping):
            raise refusal("structure.type", value, expected="string or object")
        if "kind" not in value:
            raise RefusedError([_missing("kind")])
        kind = value["kind"]
        if not isinstance(kind, str) or kind not in hooks:
            wrong(kind, ".kind")
        return hooks[kind](value, _KINDS[kind])

    def wrong(kind: object, step: str = "") -> NoReturn:
        raise RefusedError(refusal("structure.kind", kind, choices=", ".join(hooks)).under(step))

    return read


def _target_text(value: Any, _: object = str) -> str:
    text = text_leaf(value)
    if len(text) > targets.MAX_TEXT:
        raise refusal("structure.too-long", value, limit=targets.MAX_TEXT)
    return text


def _filed_text(value: Any, _: object) -> str | None:
    return None if value is None else _target_text(value)


def _object(cls: type, converter: Converter, **types: Any) -> Hook:
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
    build: Hook = make_dict_structure_fn(cls, converter, **overrides)  # type: ignore[arg-type]  # one mypy type for all keywords

    def read(value: Any, _: object) -> Any:
        if not isinstance(value, Mapping):
            raise refusal("structure.type", value, expected="object")
        if cls in _DOCUMENTS and value.get("schema", SCHEMA) != SCHEMA:
            raise RefusedError(refusal("structure.schema", value["schema"], schema=SCHEMA).under(".schema"))
        problems = []
        if isinstance(value, KeysTwice):
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
            raise RefusedError(problems)
        return built

    return read


def _of_field(error: Exception, key: str) -> list[Problem]:
    if isinstance(error, KeyError):  # the lookup itself: no hook raises one
        return [_missing(key)]
    if isinstance(error, RefusedError):
        return error.under(step_to(key))
    raise error


def _of_whole(error: Exception) -> Problem:
    """Return what a constructor says of fields that are each right: a range that ends below its start."""
    if not isinstance(error, TypeError | ValueError):
        raise error
    match error.args:
        case (_, attrs.Attribute() as field, tuple() as choices, value):  # of attrs' own in_()
            return Problem(step_to(field.alias), "structure.choice", not_of(value, choices))
    reason = error if isinstance(error, FiscalKpiError | Worded) else "".join(map(str, error.args[:1]))
    return Problem("", "structure.value", {"reason": reason})


def _missing(key: str) -> Problem:
    return Problem(step_to(key), "structure.missing", {"key": key})


def _unknown(key: object, known: Mapping[str, None]) -> Problem:
    shown = json_of(key)
    near = SequenceMatcher(b=shown.strip('"'))  # it keeps what it learned of b

    def likeness(name: str) -> float:
        near.set_seq1(name)
        return -near.ratio()

    keys = ", ".join(sorted(known, key=likeness))
    return Problem(step_to(key), "structure.unknown-key", {"key": shown, "keys": keys})


def _names() -> dict[str, Any]:
    """Return the classes that annotations name, those too that a module imports for type checkers only."""
    names: dict[str, Any] = {}
    for module in (
        dates,
        provenance,
        money,
        units,
        targets,
        actual,
        evaluate,
        model,
        filed,
        policy,
        scorecard,
    ):
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
    converter.register_structure_hook_factory(_is_of(dict), _mapping)
    converter.register_structure_hook_factory(_is_of(Union, UnionType), _union)
    converter.register_structure_hook_factory(_is_of(Literal), lambda cls: chooser(choices_of(cls) or {}))
    leaves: dict[type, Hook] = {
        str: text_or_member,
        bool: bool_leaf,
        int: integer_leaf,
        Decimal: decimal_leaf,
        Fraction: ratio_leaf,
        datetime.date: day_leaf,
        dates.PartialDate: partial_date_leaf,
        units.Unit: unit_leaf,
        money.Yuan: yuan_leaf,
    }
    leaves |= dict.fromkeys((float, bytes, Path), lambda _, cls: _unsupported(cls))  # cattrs would convert
    for cls, hook in leaves.items():
        converter.register_structure_hook(cls, hook)
    return converter
