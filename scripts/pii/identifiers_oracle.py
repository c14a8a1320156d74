"""Compares our verdicts on national identifiers with those of python-stdnum, and measures how many
random numbers pass.

    cargo build --release -p tamis-filters --example identifiers
    python scripts/pii/identifiers_oracle.py target/release/examples/identifiers [--golden FILE] [--table FILE]

Needs the package `python-stdnum` (2.2 when this was written). For each identifier it makes

- random characters of each shape without punctuation: the share of them that we accept is the random
  pass rate (of the shape with the highest one);
- numbers that the oracle accepts: examples of the TOML file with two characters changed and a third
  put right;
- those with one character changed.

Wherever the two verdicts differ, one of the reasons in `REASONS` must apply; any other difference is
printed, and the exit code is 1. Where stdnum has no module, a second implementation below takes its place.
`--golden` writes some of the numbers with the verdict on which both agree; `--table` writes the
table of docs/src/auditor/identifiers.md.
"""
import argparse
import collections
import datetime
import importlib
import json
import random
import string
import subprocess
import sys

from stdnum import luhn, verhoeff

LAST_YEAR = 2030
LETTERS = string.ascii_uppercase
MODULES = {
    'AT_SVNR': 'at.vnr', 'BE_NN': 'be.nn', 'BG_EGN': 'bg.egn', 'CH_AHV': 'ch.ssn', 'CY_TIC': 'cy.vat',
    'CZ_RC': 'cz.rc', 'DE_IDNR': 'de.idnr', 'DK_CPR': 'dk.cpr', 'EE_IK': 'ee.ik', 'ES_DNI': 'es.dni',
    'ES_NIE': 'es.nie', 'FI_HETU': 'fi.hetu', 'FR_NIR': 'fr.nir', 'FR_SPI': 'fr.nif', 'GB_NHS': 'gb.nhs',
    'GR_AMKA': 'gr.amka', 'GR_AFM': 'gr.vat', 'HR_OIB': 'hr.oib', 'IE_PPS': 'ie.pps',
    'IS_KT': 'is_.kennitala', 'IT_CF': 'it.codicefiscale', 'LT_AK': 'lt.asmens', 'LV_PK': 'lv.pvn',
    'MD_IDNP': 'md.idno', 'NL_BSN': 'nl.bsn', 'NO_FNR': 'no.fodselsnummer', 'PL_PESEL': 'pl.pesel',
    'PT_NIF': 'pt.nif', 'PT_CC': 'pt.cc', 'RO_CNP': 'ro.cnp', 'SE_PNR': 'se.personnummer',
    'SI_EMSO': 'si.emso', 'SI_DDV': 'si.ddv', 'SK_RC': 'sk.rc', 'TR_TCKN': 'tr.tckimlik',
    'UA_RNOKPP': 'ua.rntrc', 'RS_JMBG': 'si.emso', 'BA_JMB': 'si.emso', 'MK_EMBG': 'si.emso',
    'ME_JMB': 'si.emso',
}


def exists(year, month, day):
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def rvnr(s):
    """German pension insurance number."""
    if not (len(s) == 12 and (s[:8] + s[9:]).isdigit() and s[8] in LETTERS and s[:2] != '00'):
        return False
    digits = s[:8] + '%02d' % (LETTERS.index(s[8]) + 1) + s[9:11]
    products = [int(d) * w for d, w in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1))]
    day, month, year = int(s[2:4]), int(s[4:6]), int(s[6:8])
    born = any(exists(century + year, month, day) for century in (1900, 2000) if century + year <= LAST_YEAR)
    return born and sum(p // 10 + p % 10 for p in products) % 10 == int(s[11])


def taj(s):
    """Hungarian social insurance number."""
    if len(s) != 9 or not s.isdigit() or not int(s[:8]):
        return False
    return (sum(map(int, s[0:8:2])) * 3 + sum(map(int, s[1:8:2])) * 7) % 10 == int(s[8])


def adoazonosito(s):
    """Hungarian tax identifier."""
    if len(s) != 10 or not s.isdigit() or s[0] != '8':
        return False
    return sum(place * int(d) for place, d in enumerate(s[:9], 1)) % 11 == int(s[9])


def matricule(s):
    """Luxembourg's national identification number."""
    if len(s) != 13 or not s.isdigit() or not 1850 <= int(s[:4]) <= LAST_YEAR:
        return False
    return exists(int(s[:4]), int(s[4:6]), int(s[6:8])) and luhn.is_valid(s[:12]) and verhoeff.is_valid(s[:11] + s[12])


def maltese(s):
    """Maltese identity card: no check digit."""
    return 4 <= len(s) <= 8 and s[:-1].isdigit() and s[-1] in 'MGAPLHBZ'


OWN = {'DE_RVNR': rvnr, 'HU_TAJ': taj, 'HU_ADOAZ': adoazonosito, 'LU_MATRICULE': matricule, 'MT_ID': maltese}


def oracles():
    found = dict(OWN)
    for name, module in MODULES.items():
        found[name] = importlib.import_module('stdnum.' + module).is_valid
    nn, bis = found['BE_NN'], importlib.import_module('stdnum.be.bis').is_valid
    found['BE_NN'] = lambda s: nn(s) or bis(s)
    hetu = found['FI_HETU']
    found['FI_HETU'] = lambda s: hetu(s, allow_temporary=True)
    return found


def jmbg(registers):
    return [
        ('another country\'s register', lambda s: s[7:9] not in registers),
        ('born after 2030 or before 1850', lambda s: 30 < int(s[4:7]) < 850),
    ]


def two(first, last):
    return {'%02d' % n for n in range(first, last + 1)}


def ahead(s, at=0):
    """A year of two digits that only the next decades have."""
    return 30 < int(s[at:at + 2])


# Why we refuse what stdnum takes ('-'), or take what it refuses ('+').
REASONS = {
    'AT_SVNR': [('-: the date does not exist', lambda s: not exists(2000 + int(s[8:]), int(s[6:8]), int(s[4:6])))],
    'BE_NN': [
        ('-: serial 000 or 999', lambda s: s[6:9] in ('000', '999')),
        ('-: the day does not exist (31 of a short month, or above 31)', lambda s: int(s[4:6]) > 28),
        ('+: born by 2030', lambda s: 26 < int(s[:2]) < 31),
    ],
    'BG_EGN': [('-: born after 2030', lambda s: int(s[2:4]) > 40 and ahead(s))],
    'CY_TIC': [('-: first digit not 0, as companies have', lambda s: s[0] != '0')],
    'CZ_RC': None, 'SK_RC': None,
    'DK_CPR': [('+: born later this year or by 2030', lambda s: 26 <= int(s[4:6]) <= 30),
               ('-: born after 2030', lambda s: ahead(s, 4))],
    'EE_IK': [('-: born after 2030', lambda s: s[0] in '78' or s[0] in '56' and ahead(s, 1))],
    'ES_DNI': [('-: all zeros', lambda s: s.startswith('00000000')),
               ('+: written without the leading zero', lambda s: len(s) == 8)],
    'FI_HETU': [('-: born after 2030', lambda s: s[6] in 'ABCDEF' and ahead(s, 4))],
    'FR_NIR': [('-: sex, month or department that there is not', lambda s: s[0] not in '123478' or s[3:5] not in
                two(1, 12) | two(20, 42) | two(50, 99) or s[5:7] in ('00', '20'))],
    'GR_AFM': [('-: first digit of companies (7 to 9)', lambda s: s[0] in '789'), ('-: zeros', lambda s: s == '0' * 9)],
    'GR_AMKA': [('-: 29 February of a year after 2030', lambda s: s[:4] == '2902')],
    'GB_NHS': [('-: begins with 000', lambda s: s[:3] == '000')],
    'IE_PPS': [('-: all zeros', lambda s: s[:7] == '0000000')],
    'IS_KT': [('-: a company (day + 40)', lambda s: s[0] in '4567'), ('-: born after 2030', lambda s: s[9] == '0' and ahead(s, 4)),
              ('+: born in the 1800s', lambda s: s[9] == '8')],
    'IT_CF': [('-: a day of 80 to 99, which stdnum takes modulo 40', lambda s: s[9] in '89UV')],
    'LT_AK': [('-: born after 2030', lambda s: s[0] in '78' or s[0] in '56' and ahead(s, 1)),
              ('-: without a date (9 first)', lambda s: s[0] == '9')],
    'LV_PK': [('-: a company (4 to 9 first)', lambda s: s[0] > '3'),
              ('-: a century to come', lambda s: s[6] > '2' or s[6] == '2' and ahead(s, 4)),
              ('-: begins with 33 to 39', lambda s: s[:2] > '32')],
    'MD_IDNP': [('-: first digit not 0 or 2', lambda s: s[0] not in '02')],
    'NL_BSN': [('-: begins with 000', lambda s: s[:3] == '000')],
    'NO_FNR': [('+: born later this year or by 2030', lambda s: 26 <= int(s[4:6]) <= 30),
               ('-: born after 2030', lambda s: ahead(s, 4)),
               ('-: day 40, which is none of a D-number', lambda s: s[0] == '4')],
    'PL_PESEL': [('-: born after 2030', lambda s: 20 < int(s[2:4]) < 80)],
    'PT_NIF': [('-: first digits of no person', lambda s: s[0] not in '123' and s[:2] != '45')],
    'PT_CC': [('-: a version of two digits', lambda s: s[9:11].isdigit())],
    'RO_CNP': [('-: born after 2030', lambda s: s[0] in '56' and ahead(s, 1)),
               ('+: a foreigner born on 29 February 2000', lambda s: s[0] in '789')],
    'SE_PNR': [('+: coordination number (day + 60)', lambda s: s[-6] in '6789'),
               ('-: a year that is not 1800 to 2030', lambda s: len(s) == 12 and not 1800 <= int(s[:4]) <= LAST_YEAR),
               ('+: 29 February of the other century', lambda s: s[-8:-4] == '0229')],
    'SI_EMSO': jmbg(two(50, 59)), 'RS_JMBG': jmbg(two(71, 96)), 'BA_JMB': jmbg(two(10, 19)),
    'MK_EMBG': jmbg(two(41, 49)), 'ME_JMB': jmbg(two(21, 29)),
    'UA_RNOKPP': [('-: born after 2030', lambda s: not 0 < int(s[:5]) < 47848)],
}
REASONS['CZ_RC'] = REASONS['SK_RC'] = [
    ('-: born after 2030', lambda s: len(s) == 10 and 30 < int(s[:2]) < 54),
    ('-: month + 20 before 2004', lambda s: len(s) == 10 and s[2] in '2378' and not 4 <= int(s[:2]) <= 30),
    ('-: month of neither form', lambda s: not any(0 < int(s[2:4]) - plus < 13 for plus in (0, 20, 50, 70))),
    ('-: nine digits, month + 20', lambda s: len(s) == 9 and s[2] in '2378'),
    ('-: nine digits, serial 000', lambda s: len(s) == 9 and s[6:] == '000'),
    ('-: 29 February', lambda s: s[2:6] in ('0229', '5229')),
]


def filled(form, dice):
    """Random characters of a form."""
    return ''.join(dice.choice(string.digits) if c == 'd' else dice.choice(LETTERS) if c == 'A' else c for c in form)


def changed(text, dice):
    """One character replaced by another of its class."""
    at = dice.choice([n for n, c in enumerate(text) if c.isalnum()])
    pool = string.digits if text[at].isdigit() else LETTERS
    return text[:at] + dice.choice(pool.replace(text[at], '')) + text[at + 1:]


def accepted(examples, oracle, dice, count):
    """Numbers that the oracle accepts, made out of examples."""
    found = []
    for _ in range(count * 40):
        if len(found) >= count:
            break
        text = changed(changed(dice.choice(examples), dice), dice)
        at = dice.choice([n for n, c in enumerate(text) if c.isalnum()] + [len(text) - 1] * 4)
        pool = string.digits if text[at].isdigit() else LETTERS
        right = [t for c in pool for t in [text[:at] + c + text[at + 1:]] if oracle(t)]
        if right:
            found.append(dice.choice(right))
    return found


def compact(written):
    """Without punctuation; a sign between a date and a letter or digit of FI is kept by its form."""
    return ''.join(c for c in written if c not in ' .-/+')


def written(number, form):
    """A number in the punctuation of a form of as many characters."""
    out, rest = [], list(number)
    for c in form:
        out.append(rest.pop(0) if c in 'dA' and rest else c)
    return ''.join(out)


def verdicts(binary, rows):
    lines = ''.join(json.dumps({'id': i, 'value': v}) + '\n' for i, v in rows)
    done = subprocess.run([binary], input=lines, capture_output=True, text=True, check=True)
    return [line == 'true' for line in done.stdout.split()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('binary')
    parser.add_argument('--golden')
    parser.add_argument('--table')
    parser.add_argument('--count', type=int, default=50_000, help='random numbers of each shape')
    args = parser.parse_args()
    dice = random.Random(7)
    listed = subprocess.run([args.binary, '--list'], capture_output=True, text=True, check=True).stdout
    entries = [json.loads(line) for line in listed.splitlines()]
    oracle_of = oracles()
    golden, table, bad = [], [], 0
    for entry in entries:
        name, oracle = entry['id'], oracle_of[entry['id']]
        keeps_sign = name == 'FI_HETU'
        strip = (lambda s: s) if keeps_sign else compact
        shapes = [f for f in entry['forms'] if strip(f) == f and not (keeps_sign and ('.' in f or ' ' in f))]
        assert shapes, name
        shapes = dice.sample(shapes, min(len(shapes), 6))  # Italy has 128
        rows, rate = [], 0
        for shape in shapes:
            numbers = [filled(shape, dice) for _ in range(args.count)]
            mine = verdicts(args.binary, [(name, n) for n in numbers])
            if not keeps_sign or '-' in shape:
                rate = max(rate, sum(mine) / len(mine))
            rows += list(zip(numbers, mine))
        examples = [strip(e) for e in entry['valid']]
        if keeps_sign:
            examples = [e for e in examples if len(e) == 11]
        right = accepted(examples, oracle, dice, 300)
        wrong = [changed(text, dice) for text in right]
        made = right + wrong
        rows += list(zip(made, verdicts(args.binary, [(name, n) for n in made])))
        reasons = collections.Counter()
        for number, mine in rows:
            theirs = bool(oracle(number))
            if mine == theirs:
                continue
            sign = '+' if mine else '-'
            applies = [text for text, test in REASONS.get(name, []) if text[0] in (sign, 'a', 'b', 'c') and test(number)]
            if applies:
                reasons[applies[0]] += 1
            else:
                bad += 1
                reasons['unexplained'] += 1
                if reasons['unexplained'] < 4:
                    print(f'{name} {number}: ours {mine}, oracle {theirs}')
        total = len(rows)
        same = total - sum(reasons.values())
        # What matters for recall: of the numbers that the oracle accepts, how many do we?
        hits = sum(mine for number, mine in rows[-len(made):][:len(right)])
        table.append((name, entry['context'], rate, total, same, len(right), hits, reasons))
        print(f'{name:14} rate {rate:.4f} (file {entry["rate"]}, {entry["context"]}) agree {same}/{total}, '
              f'of {len(right)} accepted by the oracle {hits}; {dict(reasons)}')
        both = dict(rows)
        wanted = ([n for n in right if both[n]][:5], [n for n in wrong if not both[n] and not oracle(n)][:5])
        for numbers, valid in zip(wanted, (True, False)):
            for number in numbers:
                size = len(number)
                forms = [f for f in entry['forms'] if len(strip(f)) == size and
                         all((c == 'd') == d.isdigit() for c, d in zip(strip(f), number))]
                if keeps_sign:
                    forms = [f for f in forms if f[6] in ('A', number[6])]
                form = dice.choice(forms)
                golden.append({'id': name, 'value': number if keeps_sign else written(number, form), 'valid': valid})
    if args.golden:
        with open(args.golden, 'w', encoding='utf-8') as file:
            file.writelines(json.dumps(row) + '\n' for row in golden)
    if args.table:
        with open(args.table, 'w', encoding='utf-8') as file:
            file.write('| identifier | random pass rate | context | verdicts that agree | differences |\n|---|--:|---|--:|---|\n')
            for name, context, rate, total, same, _, _, reasons in table:
                why = '; '.join(f'{text.removeprefix("-: ").removeprefix("+: ")} ({"ours only" if text[0] == "+" else "oracle only"}, {n:,})'
                                for text, n in reasons.most_common())
                file.write(f'| `{name}` | {rate:.4f} | {context} | {same:,} of {total:,} | {why} |\n')
    print(f'{bad} differences unexplained')
    return bool(bad)


if __name__ == '__main__':
    sys.exit(main())
