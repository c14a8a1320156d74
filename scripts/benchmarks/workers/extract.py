"""`extract.py SYSTEM IN.warc.gz OUT.jsonl`: main text of the HTML responses of an archive, by Trafilatura or Resiliparse.

FastWARC reads the archive for both, and one decoder (scripts/extraction/peer_worker.py) makes text of the bytes.
`fastwarc` only reads. What raises an error has an empty text.
"""
import json
import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'extraction'))

import peer_worker as peers  # noqa: E402


def pages(path):
    """URL and body of each HTML response with status 200."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    with open(path, 'rb') as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            kind = record.http_content_type or ''
            if record.http_headers is not None and record.http_headers.status_code == 200 and 'html' in kind:
                yield record.headers['WARC-Target-URI'], record.reader.read()


def main():
    system, path, out = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    if system == 'fastwarc':
        print(sum(len(body) for _, body in pages(path)))
        return
    extract = peers.PEERS[system]()
    with open(out, 'w', encoding='utf-8') as sink:
        for url, body in pages(path):
            html = peers.XML.sub('', peers.decode(body), count=1).replace('\0', '\ufffd')
            try:
                text = extract(html, '')
            except Exception:  # a peer that raises has extracted nothing
                text = ''
            sink.write(json.dumps({'id': url, 'text': text or ''}, ensure_ascii=False) + '\n')


main()
