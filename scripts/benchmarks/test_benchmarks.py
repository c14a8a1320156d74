#!/usr/bin/env python3
"""Tests of what is measured and of the tables; no peer and no data are needed."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import inputs  # noqa: E402
import measure  # noqa: E402
import render  # noqa: E402
import rounds  # noqa: E402
import tables  # noqa: E402
from stages import duplicates, filters  # noqa: E402
from system import Stage, System  # noqa: E402

BURN = 'import time\nwhile time.process_time() < {}: pass'
PAGE = HERE.parents[1] / 'docs/src/engineer/benchmarks.md'


def row(name, rate, quality=None, peak=1 << 20, start=0.1, cpu=1.0):
    return {'name': name, 'note': '', 'documents': 100, 'bytes': 1_000_000, 'times': 1, 'cpu_seconds': cpu,
            'start_seconds': start, 'documents_per_core_second': rate, 'mb_per_core_second': rate / 100,
            'peak_bytes': peak, 'quality': quality or {}}


class Measured(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.work = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_(self, code, **more):
        return measure.run([sys.executable, '-c', code], self.work / 'log', **more)

    def test_children_count_even_when_they_are_left_behind(self):
        left = f'import subprocess, sys\nsubprocess.Popen([sys.executable, "-c", {BURN.format(0.4)!r}])'
        self.assertGreater(self.run_(left)['cpu'], 0.4)

    def test_memory_is_that_of_the_largest_process(self):
        child = 'x = bytearray(80 << 20); x[::4096] = bytes(len(x[::4096]))'
        code = f'import subprocess, sys\nsubprocess.run([sys.executable, "-c", {child!r}])'
        self.assertGreater(self.run_(code)['peak'], 80 << 20)

    def test_memory_of_this_process_is_not_counted(self):
        mine = bytearray(80 << 20)
        mine[::4096] = bytes(len(mine[::4096]))
        self.assertLess(self.run_('pass')['peak'], 40 << 20)

    def test_a_failure_says_what_was_printed_last(self):
        with self.assertRaisesRegex(measure.Failed, 'no model'):
            self.run_('import sys; sys.exit("no model")')
        with self.assertRaisesRegex(measure.Failed, 'No such file'):
            measure.run([self.work / 'nothing-here'], self.work / 'log')
        self.run_('import sys; sys.exit(3)', ok=(0, 3))

    def test_a_system_that_fails_is_named_and_the_others_go_on(self):
        one = self.work / 'one'
        one.write_text('x')

        def system(name, code):
            return System(name, lambda given, out: [sys.executable, '-c', code, out], given=one, one=one, documents=1,
                          bytes=1, score=lambda out: {'F1': float(out.read_text())})
        stage = Stage('a stage', '', [
            system('bad', 'import sys; sys.exit("needs the network")'),
            system('good', 'import sys; open(sys.argv[1], "w").write("0.5")')])
        measured = {}
        for _ in range(2):
            rounds.run(stage, measured, self.work)
        self.assertEqual(list(measured), ['good'])
        self.assertIn('needs the network', stage.missing['bad'])
        self.assertEqual(measured['good']['quality'], {'F1': 0.5})
        self.assertEqual(len(measured['good']['cpu']), 2)


class Figures(unittest.TestCase):
    def test_the_start_is_taken_off_and_the_least_round_counts(self):
        system = System('x', None, None, None, documents=10, bytes=2_000_000, times=5)
        found = rounds.figures(system, {'cpu': [5.0, 3.0], 'start': [1.0, 2.0], 'wall': [6, 4], 'peak': [7, 8],
                                        'quality': {'F1': 0.5, '_said': ['a']}})
        self.assertEqual(found['cpu_seconds'], 2.0)
        self.assertEqual(found['documents_per_core_second'], 25.0)
        self.assertEqual(found['mb_per_core_second'], 5.0)
        self.assertEqual(found['peak_bytes'], 8)
        self.assertEqual(found['quality'], {'F1': 0.5})

    def test_planted_copies_are_found_missed_or_removed_without_need(self):
        rows = [{'id': 'a'}, {'id': 'b'}, {'id': 'c'}, {'id': 'd'},
                {'id': 'ca', 'of': 'a', 'changed': 0.0}, {'id': 'cb', 'of': 'b', 'changed': 0.0},
                {'id': 'cd', 'of': 'd', 'changed': 0.05}]
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / 'kept.jsonl'
            inputs.write(kept, [{'id': id_} for id_ in ('a', 'b', 'cb')])
            found = duplicates.scorer(rows)(kept)
        # a: found. b: missed. c: removed, has no copy. d: found, but nothing of it stays.
        self.assertEqual(found, {'copies with 0% of words changed': 0.5, 'copies with 5% of words changed': 1.0,
                                 'removed without need': 2})

    def test_agreement_is_over_what_both_judge(self):
        quality = {'tamis': {'_kept': {'1': True, '2': True, '3': None}},
                   'datatrove': {'_kept': {'1': True, '2': False, '3': True, '4': True}}}
        filters.agreement(quality)
        self.assertEqual(quality['tamis']['same verdict'], 0.5)
        self.assertEqual((quality['tamis']['kept'], quality['datatrove']['kept']), (1.0, 0.5))

    def test_where_others_are_ahead(self):
        stages = {'extraction': {'what': '', 'missing': {}, 'systems': [
            row('tamis', 100, {'4-gram F1': 0.8, 'leak': 0.1}), row('slow but good', 1, {'4-gram F1': 0.9, 'leak': 0.2}),
            row('small', 2, {'4-gram F1': 0.8, 'leak': 0.05}, peak=1 << 19)]}}
        said = tables.behind(stages)
        self.assertIn('slow but good: 0.900', said)
        self.assertIn('small: 0.050', said)
        self.assertIn('peak memory', said)
        self.assertNotIn('documents a core-second', said)
        self.assertEqual(said.count('4-gram F1'), 1)
        own = {'languages': {'what': '', 'missing': {}, 'systems': [
            row('tamis', 9, {tables.OWN: 0.9}), row('peer', 1, {tables.OWN: 0.95, tables.OURS_ON_OWN: 0.96})]}}
        self.assertEqual(tables.behind(own), 'Nowhere in this run.')

    def test_targets_say_no(self):
        stages = {'whole': {'what': 'pages', 'missing': {}, 'systems': [
            row('tamis', 99, cpu=3.1), row('datatrove', 1), row('gzip -dc', 900, cpu=1.0)]}}
        self.assertEqual(tables.targets(stages).count('**no**'), 2)
        stages['whole']['systems'][0] = row('tamis', 100, cpu=3.0)
        self.assertEqual(tables.targets(stages).count('| yes |'), 2)

    def test_cost_of_a_crawl(self):
        stages = {'whole': {'what': '', 'missing': {}, 'systems': [row('datatrove', 25)]},
                  'large': {'what': '', 'missing': {}, 'systems': [row('tamis', 2500)]}}
        # 90,000 GB at 25 MB a core-second are 1,000 hours.
        self.assertIn('| **tamis** | 25.0 | 1,000 |', tables.crawl(stages))
        self.assertIn('| datatrove | 0.25 | 100,000 |', tables.crawl(stages))


@unittest.skipUnless(PAGE.with_suffix('.json').exists(), 'no figures are published yet')
class Page(unittest.TestCase):
    def test_the_page_has_the_tables_of_its_figures(self):
        done = subprocess.run([sys.executable, HERE / 'render.py', PAGE.with_suffix('.json'), PAGE, '--check'],
                              stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_figures_are_numbers_and_no_texts(self):
        figures = json.loads(PAGE.with_suffix('.json').read_text())
        for stage in figures['stages'].values():
            for system in stage['systems']:
                self.assertTrue(all(isinstance(value, (int, float)) for value in system['quality'].values()))

    def test_a_marker_that_is_gone_is_an_error(self):
        result = json.loads(PAGE.with_suffix('.json').read_text())
        with self.assertRaisesRegex(ValueError, 'no place for'):
            render.filled(result, '# Benchmarks')


if __name__ == '__main__':
    unittest.main()
