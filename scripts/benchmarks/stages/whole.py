"""From archives to what a model is trained on: all of tamis's stages beside datatrove in the order of FineWeb-2."""
import json
import shutil
import subprocess

from system import Stage, System

from .duplicates import kept_ids


def config(given, out):
    """A config of the built-in DAG beside the output."""
    path = out.with_suffix('.toml')
    paths = json.dumps([str(given)])
    path.write_text(f'[run]\nname = "bench"\noutput = "{out.name}"\n[sources.bench]\ntype = "warc"\npaths = {paths}\n')
    return path


def tamis(context):
    return lambda given, out: [context.binary, 'run', config(given, out), '--threads', '2']


def manifest_of(out):
    return json.loads((out / 'manifest.json').read_text())


def commit(context):
    """What the binary was built from, which it writes into the manifest of each run."""
    out = context.work / 'commit.out'
    shutil.rmtree(out, ignore_errors=True)
    with open(context.work / 'commit.log', 'wb') as log:
        subprocess.run(tamis(context)(context.one_page().path, out), check=True, stdout=log, stderr=log)
    return manifest_of(out)['code']['commit']


def kept_by_tamis(out):
    manifest = manifest_of(out)
    return {'documents kept': sum(language['documents_given'] for language in manifest['mix'].values())}


def kept_by_datatrove(out):
    return {'documents kept': len(kept_ids(out / 'output'))}


def stage(context):
    archive, one = context.archive(), context.one_page()
    languages = ','.join(sorted({row['language'] for row in context.texts()}))
    common = {'given': archive.path, 'one': one.path, 'documents': archive.documents, 'bytes': archive.bytes}
    systems = [
        System('tamis', tamis(context), score=kept_by_tamis, **common),
        System('datatrove', lambda given, out: context.python(
            'datatrove', 'datatrove_steps.py', 'all', given, out, *context.limits, context.model, languages),
            environment='datatrove', package='datatrove', score=kept_by_datatrove, **common),
        System('gzip -dc', lambda given, out: ['gzip', '-dc', given], discard=True, **common),
    ]
    return Stage('whole', 'the archive of pages', systems)


def large(context):
    """What a crawl costs and how much memory it takes shows on more than a few pages."""
    archive, one = context.large(), context.one_page()
    common = {'given': archive.path, 'one': one.path, 'documents': archive.documents, 'bytes': archive.bytes}
    systems = [System('tamis', tamis(context), score=kept_by_tamis, **common),
               System('gzip -dc', lambda given, out: ['gzip', '-dc', given], discard=True, **common)]
    return Stage('large', f'an archive of {context.size.large}', systems)
