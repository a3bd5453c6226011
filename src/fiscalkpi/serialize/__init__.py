"""Values to dicts and JSON, and back."""

from fiscalkpi.serialize.json_text import load_json
from fiscalkpi.serialize.structure import SCHEMA, from_dict, from_json, to_dict, to_json

__all__ = ["SCHEMA", "from_dict", "from_json", "load_json", "to_dict", "to_json"]
