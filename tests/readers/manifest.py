#!/usr/bin/env python3
"""A dataset's manifest against the published JSON Schema, and its bytes against another program's
canonical JSON (RFC 8785).

  manifest.py SCHEMA.json DATASET
"""
import copy
import json
import pathlib
import sys

import jsonschema
import rfc8785

schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
data = (pathlib.Path(sys.argv[2]) / "manifest.json").read_bytes()
manifest = json.loads(data)
bad = 0
for error in validator.iter_errors(manifest):
    bad += 1
    print(f"{'.'.join(map(str, error.absolute_path))}: {error.message}"[:200])
if rfc8785.dumps(manifest) != data:
    bad += 1
    print("the bytes of manifest.json are not canonical JSON")
# The schema must refuse what the program refuses.
for change in (
    lambda m: m.update(format="tamis-manifest/1"),
    lambda m: m.update(extra=1),
    lambda m: m.pop("trees"),
    lambda m: m["outputs"][0].pop("sha256"),
    lambda m: m["inputs"][0].update(bytes=-1),
    lambda m: m["inputs"][0].update(bytes="12"),
):
    wrong = copy.deepcopy(manifest)
    change(wrong)
    if validator.is_valid(wrong):
        bad += 1
        print("the schema lets a wrong manifest pass")
print(f"manifest.json of {len(data)} bytes against schema and canonical form, {bad} mistakes")
sys.exit(1 if bad else 0)
