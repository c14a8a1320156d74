"""Virtual environments for the peers: one for each file in requirements/, kept until that file changes."""
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE.parent
# Those that other scripts have already are theirs.
FILES = {
    'extraction': SCRIPTS / 'extraction/requirements.txt',
    'langs': SCRIPTS / 'langs/peers/requirements.txt',
    'pii': SCRIPTS / 'pii/peers/requirements.txt',
    'datatrove': HERE / 'requirements/datatrove.txt',
    'minhash': HERE / 'requirements/minhash.txt',
    'text-dedup': HERE / 'requirements/text-dedup.txt',
    'dolma': HERE / 'requirements/dolma.txt',
}
PIP = 'pip==26.3'  # pip 23 fails on the doubled extra that one of the packages asks for


class Environments:
    def __init__(self, folder):
        self.folder = folder
        self.failed = {}

    def python(self, name):
        return self.folder / name / 'bin/python'

    def site(self, name):
        """The folder of installed packages, which are installed for it."""
        self.install([name])
        return next((self.folder / name / 'lib').glob('python3*/site-packages'))

    def pip(self):
        """One pip for all environments; as a list of words that `--python` and a command follow."""
        own = self.folder / 'pip'
        if not (own / 'installed.txt').exists():
            subprocess.run([sys.executable, '-m', 'venv', '--clear', own], check=True)
            subprocess.run([own / 'bin/pip', '--disable-pip-version-check', 'install', '-q', PIP], check=True)
            (own / 'installed.txt').write_text(PIP)
        return [own / 'bin/pip', '--disable-pip-version-check']

    def install(self, names):
        """Those that cannot be installed stay in `failed` with the last line that pip said."""
        for name in names:
            wanted, stamp = FILES[name].read_text(), self.folder / name / 'installed.txt'
            if name in self.failed or (stamp.exists() and stamp.read_text() == wanted):
                continue
            print(f'installing {name}', file=sys.stderr, flush=True)
            subprocess.run([sys.executable, '-m', 'venv', '--clear', '--without-pip', self.folder / name], check=True)
            done = subprocess.run([*self.pip(), '--python', self.python(name), 'install', '-q', '-r', FILES[name]],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                said = [line for line in done.stdout.splitlines() if line.startswith('ERROR')]
                self.failed[name] = said[-1] if said else f'pip ended with {done.returncode}'
                continue
            stamp.write_text(wanted)

    def version(self, name, package):
        if name in self.failed:
            return None
        code = f'import importlib.metadata as m; print(m.version({package!r}))'
        done = subprocess.run([self.python(name), '-c', code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return done.stdout.strip() or None
