#!/usr/bin/env python3
"""Every built-in profile against the published JSON Schema, with another program's validator.

  profiles.py SCHEMA.json FOLDER
"""
import json
import pathlib
import sys
import tomllib

import jsonschema

schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
files = sorted(pathlib.Path(sys.argv[2]).glob("*.toml"))
bad = 0
for file in files:
    for error in validator.iter_errors(tomllib.loads(file.read_text(encoding="utf-8"))):
        bad += 1
        print(f"{file.name}: {'.'.join(map(str, error.absolute_path))}: {error.message}"[:200])
# The schema must refuse what the program refuses.
for wrong in ({"quality": {"min_wrods": 5}}, {"repetition": {"max_dup_lines": 30}}, {"quality": {"min_words": True}}):
    if validator.is_valid(wrong):
        bad += 1
        print(f"the schema lets this pass: {wrong}")
print(f"{len(files)} profiles against the schema, {bad} mistakes")
sys.exit(1 if bad or not files else 0)
