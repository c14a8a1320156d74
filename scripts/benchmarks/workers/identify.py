"""`identify.py SYSTEM IN OUT`: the answer of a language identifier to each line (scripts/langs/peers/systems.py).

OUT.codes has the codes that it knows and the scripts in which it knows Serbian, which scoring needs.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'langs/peers'))

import systems  # noqa: E402


def main():
    name, path, out = sys.argv[1:]
    system = systems.IN_PYTHON[name]()
    with open(path, encoding='utf-8') as lines, open(out, 'w', encoding='utf-8') as sink:
        for line in lines:
            sink.write(f'{system.identify(line.rstrip(chr(10)))}\n')
    Path(out + '.codes').write_text(json.dumps({'codes': sorted(set(system.codes)), 'serbian': system.serbian}))


main()
