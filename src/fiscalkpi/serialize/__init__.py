"""Values to dicts and JSON, and back."""

from fiscalkpi.serialize.structure import SCHEMA, from_dict, from_json, to_dict, to_json

__all__ = ["SCHEMA", "from_dict", "from_json", "to_dict", "to_json"]
