"""What the figures belong to: the machine, the program, the commit, the day."""
import datetime
import os
import platform
import re
import subprocess
from pathlib import Path


def cpu():
    """The processor's name as it says it, with family and model, since virtual ones often say no more."""
    said = {}
    try:
        for line in Path('/proc/cpuinfo').read_text().split('\n\n')[0].splitlines():
            name, _, value = line.partition(':')
            said[name.strip()] = value.strip()
    except OSError:
        return platform.processor()
    name = re.sub(r'\s+', ' ', re.sub(r'\((R|TM)\)', '', said.get('model name', platform.machine()))).strip()
    return f"{name}, family {said.get('cpu family')}, model {said.get('model')}"


def memory():
    return os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES')


def facts(binary, commit):
    """`commit` is what the binary was built from."""
    said = subprocess.run([binary, '--version'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {
        'cpu': cpu(), 'cores': os.cpu_count(), 'memory_bytes': memory(),
        'system': f'{platform.system()} {platform.release().split("-")[0]}', 'python': platform.python_version(),
        'tamis': said.splitlines()[0], 'commit': commit[:7],
        # `scripts/release` links statically, `cargo build` does not.
        'built': next((line for line in said.splitlines() if line.startswith('built for ')), ''),
        'date': datetime.date.today().isoformat(),
    }
