"""From the codes of any identifier to our labels (ISO 639-3, `_`, ISO 15924).

Only the labels that are scored have to be told apart: every other language is `oth`, as in the
scorer, so that a Thai text called Lao is no error while a Thai text called Irish is one.
"""
import unicodedata

OTHER, UNDECIDED = 'oth', 'und'

_SCORED = """
bul_Cyrl bg|hrv_Latn hr|ces_Latn cs|dan_Latn da|nld_Latn nl|eng_Latn en|est_Latn et ekk|fin_Latn fi|
fra_Latn fr|deu_Latn de|ell_Grek el|hun_Latn hu|gle_Latn ga|ita_Latn it|lav_Latn lv lvs|lit_Latn lt|
mlt_Latn mt|pol_Latn pl|por_Latn pt|ron_Latn ro mo|slk_Latn sk|slv_Latn sl|spa_Latn es|swe_Latn sv|
cat_Latn ca|eus_Latn eu|glg_Latn gl|isl_Latn is|nob_Latn nb no nor|nno_Latn nn|sqi_Latn sq als|
bos_Latn bs|srp_Cyrl|srp_Latn|mkd_Cyrl mk|tur_Latn tr|ukr_Cyrl uk|kat_Geor ka|ltz_Latn lb|
cym_Latn cy|bel_Cyrl be|rus_Cyrl ru|oci_Latn oc|bre_Latn br|fry_Latn fy|sco_Latn|fao_Latn fo|
gla_Latn gd|ast_Latn|hye_Armn hy|sme_Latn se|szl_Latn|hsb_Latn|nds_Latn"""
_ROWS = [row.split() for row in _SCORED.replace('\n', '').split('|')]

SCORED = [row[0] for row in _ROWS]
_LABEL = {code: row[0] for row in _ROWS for code in (row[0], row[0].split('_')[0], *row[1:])
          if not row[0].startswith('srp_') or code == row[0]}

# `als` is Tosk Albanian in ISO 639-3. The Wikipedia that lid.176 learned from has its Alemannic there.
_EXCEPT = {'lid.176': {'als': OTHER}}
_UNDECIDED = {'', 'none', 'und', 'un', 'unk', 'unknown', 'zxx', 'xxx', 'undhtml'}
_SERBIAN, _MACRO = {'sr', 'srp'}, {'sh', 'hbs'}


def is_cyrillic(text):
    """Whether most letters of a text are Cyrillic."""
    letters = [character for character in text if character.isalpha()]
    cyrillic = sum(unicodedata.name(character, '').startswith('CYRILLIC') for character in letters)
    return 2 * cyrillic > len(letters)


def label(system, code, text):
    """Our label for what a system said about a text."""
    code = (code or '').strip()
    low = code.lower()
    if low in _UNDECIDED or low.startswith('xx-'):
        return UNDECIDED
    if low in _EXCEPT.get(system, {}):
        return _EXCEPT[system][low]
    if low in _SERBIAN:
        return 'srp_Cyrl' if is_cyrillic(text) else 'srp_Latn'
    if low in _MACRO:
        # In Latin script Bosnian, Croatian and Serbian are one class here: none of ours is meant.
        # In Cyrillic only Serbian is left.
        return 'srp_Cyrl' if is_cyrillic(text) else OTHER
    return _LABEL.get(code, _LABEL.get(low, OTHER))


def known(system, codes, serbian):
    """The scored labels that a system can give, of all its codes.

    serbian: the scripts in which it documents Serbian, as a bare `sr` does not say.
    """
    found = set()
    for code in codes:
        if code.lower() in _SERBIAN:
            found |= {f'srp_{script}' for script in serbian}
        elif code.lower() in _MACRO:
            found |= {'srp_Cyrl'} & {f'srp_{script}' for script in serbian}
        else:
            found.add(label(system, code, ''))
    return [name for name in SCORED if name in found]
