"""The input alone: what taking it apart costs, which nobody who reads it can do without."""
from system import Stage, System


def stage(context):
    archive, one = context.archive(), context.one_page()
    common = {'given': archive.path, 'one': one.path, 'documents': archive.documents, 'bytes': archive.bytes}
    systems = [
        System('gzip -dc', lambda given, out: ['gzip', '-dc', given], discard=True, **common),
        System('FastWARC', lambda given, out: context.python('extraction', 'extract.py', 'fastwarc', given, out),
               environment='extraction', package='FastWARC', note='reads and parses HTTP', **common),
    ]
    missing = {}
    if context.reader:
        systems.append(System('tamis-warc', lambda given, out: [context.reader, '-q', '-h', given],
                              note='example `warcls -q -h`: reads, parses HTTP, decodes bodies', **common))
    else:
        missing['tamis-warc'] = 'its example `warcls` is not built: `--reader` names it'
    return Stage('reading', 'the archive of pages', systems, missing=missing)
