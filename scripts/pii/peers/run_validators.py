"""The plain way: an expression for each shape, python-stdnum's check and libphonenumber's finder, no context.

`--ids all` tries every id in every language, `--ids language` those of the text's language. Phone numbers go
by the regions of the language in both. Five ids have no module in stdnum (Maltese cards have no check digit at
all); four are checked here. Where phone numbers overlap something else, the other one stays.
"""
import datetime
import importlib
import ipaddress
import re
import sys

import common

# Name: module of stdnum and the shapes in which people write the number.
IDS = {
    "AT_SVNR": ("at.vnr", r"\d{4} ?\d{6}"),
    "BA_JMB": ("si.emso", r"\d{7}1\d{5}"),
    "BE_NN": ("be.nn", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}|\d{11}"),
    "BG_EGN": ("bg.egn", r"\d{10}"),
    "CH_AHV": ("ch.ssn", r"756\.\d{4}\.\d{4}\.\d{2}|756\d{10}"),
    "CY_TIC": ("cy.vat", r"\d{8}[A-Z]"),
    "CZ_RC": ("cz.rc", r"\d{6}/?\d{3,4}"),
    "DE_IDNR": ("de.idnr", r"\d{2} \d{3} \d{3} \d{3}|\d{11}"),
    "DE_RVNR": (None, r"\d{2} ?\d{6} ?[A-Z] ?\d{3}"),
    "DK_CPR": ("dk.cpr", r"\d{6}-?\d{4}"),
    "EE_IK": ("ee.ik", r"\d{11}"),
    "ES_DNI": ("es.dni", r"\d{2}\.\d{3}\.\d{3}-[A-Z]|\d{8}-?[A-Z]"),
    "ES_NIE": ("es.nie", r"[XYZ]-?\d{7}-?[A-Z]"),
    "FI_HETU": ("fi.hetu", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]"),
    "FR_NIR": ("fr.nir", r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}"),
    "FR_SPI": ("fr.nif", r"[0-3]\d \d{2} \d{3} \d{3} \d{3}|[0-3]\d{12}"),
    "GB_NHS": ("gb.nhs", r"\d{3} \d{3} \d{4}|\d{10}"),
    "GR_AFM": ("gr.vat", r"\d{9}"),
    "GR_AMKA": ("gr.amka", r"\d{11}"),
    "HR_OIB": ("hr.oib", r"\d{11}"),
    "HU_ADOAZ": (None, r"8\d{9}"),
    "HU_TAJ": (None, r"\d{3}[ -]\d{3}[ -]\d{3}|\d{9}"),
    "IE_PPS": ("ie.pps", r"\d{7}[A-W][A-IW]?"),
    "IS_KT": ("is_.kennitala", r"\d{6}-?\d{4}"),
    "IT_CF": ("it.codicefiscale", r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]"),
    "LT_AK": ("lt.asmens", r"\d{11}"),
    "LU_MATRICULE": (None, r"\d{4} \d{2} \d{2} \d{5}|\d{13}"),
    "LV_PK": ("lv.pvn", r"[0-3]\d{5}-?\d{5}"),
    "MD_IDNP": ("md.idno", r"2\d{12}"),
    "ME_JMB": ("si.emso", r"\d{7}2\d{5}"),
    "MK_EMBG": ("si.emso", r"\d{7}4\d{5}"),
    "MT_ID": (None, r"\d{3,7}[MGAPLHBZ]"),
    "NL_BSN": ("nl.bsn", r"\d{4}\.\d{2}\.\d{3}|\d{9}"),
    "NO_FNR": ("no.fodselsnummer", r"\d{6} ?\d{5}"),
    "PL_PESEL": ("pl.pesel", r"\d{11}"),
    "PT_CC": ("pt.cc", r"\d{8} ?\d ?[A-Z0-9]{2}\d"),
    "PT_NIF": ("pt.nif", r"\d{3} \d{3} \d{3}|\d{9}"),
    "RO_CNP": ("ro.cnp", r"\d{13}"),
    "RS_JMBG": ("si.emso", r"\d{7}[78]\d{5}"),
    "SE_PNR": ("se.personnummer", r"(?:\d{2})?\d{6}[-+]\d{4}|(?:\d{2})?\d{10}"),
    "SI_DDV": ("si.ddv", r"\d{8}"),
    "SI_EMSO": ("si.emso", r"\d{7}50\d{4}"),
    "SK_RC": ("sk.rc", r"\d{6}/?\d{3,4}"),
    "TR_TCKN": ("tr.tckimlik", r"\d{11}"),
    "UA_RNOKPP": ("ua.rntrc", r"\d{10}"),
}
MAIL = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
IP = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:]*)(?![\w:]|\.\d)")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)")
CARD = re.compile(r"(?<![\w-])[2-6]\d{3}(?:[ -]?\d){8,15}(?![\w-])")
COIN = re.compile(r"(?<!\w)(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,71}|0x[0-9a-fA-F]{40})(?!\w)")


def weighted(digits, weights):
    return sum(int(digit) * weight for digit, weight in zip(digits, weights))


def is_date(year, month, day):
    try:
        return bool(datetime.date(int(year), int(month), int(day)))
    except ValueError:
        return False


def rvnr(text):
    """German pension insurance: the letter counts as two digits, sums of digits of the products, modulo 10."""
    digits = text[:8] + f"{ord(text[8]) - 64:02}" + text[9:11]
    products = [int(d) * w for d, w in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1))]
    return sum(p // 10 + p % 10 for p in products) % 10 == int(text[11])


def matricule(text):
    """Luxembourg: a date of birth, a check digit by Luhn and one by Verhoeff, both over the first eleven."""
    from stdnum import luhn, verhoeff

    dated = is_date(text[:4], text[4:6], text[6:8])
    return dated and luhn.is_valid(text[:12]) and verhoeff.is_valid(text[:11] + text[12])


OWN = {
    "DE_RVNR": rvnr,
    "HU_ADOAZ": lambda text: weighted(text[:9], range(1, 10)) % 11 == int(text[9]),
    "HU_TAJ": lambda text: weighted(text[:8], (3, 7) * 4) % 10 == int(text[8]),
    "LU_MATRICULE": matricule,
    "MT_ID": lambda _text: True,
}


def detector(arguments):
    import phonenumbers
    from stdnum import bitcoin, iban, luhn

    checks = {}
    for name, (module, shape) in IDS.items():
        check = OWN[name] if module is None else importlib.import_module(f"stdnum.{module}").is_valid
        checks[name] = (re.compile(rf"(?<![\w.-])(?:{shape})(?![\w-]|\.\d)"), check)
    lists = {None: list(checks.values())}

    def detect(text, two):
        if two not in lists:
            names = common.ids(two) if arguments.ids == "language" else checks
            lists[two] = [checks[name] for name in names]
        found = [(m.start(), m.end(), "EMAIL", 1) for m in MAIL.finditer(text)]
        for match in IP.finditer(text):
            try:
                if ipaddress.ip_address(match.group(0)).is_global:
                    found.append((match.start(), match.end(), "IP", 1))
            except ValueError:
                pass
        for match in IBAN.finditer(text):
            # The expression may run into words in capitals behind the number.
            for end in range(match.end(), match.start() + 14, -1):
                if text[end - 1] != " " and iban.is_valid(text[match.start():end]):
                    found.append((match.start(), end, "IBAN", 1))
                    break
        for match in CARD.finditer(text):
            digits = re.sub(r"\D", "", match.group(0))
            if 12 <= len(digits) <= 19 and luhn.is_valid(digits):
                found.append((match.start(), match.end(), "CREDIT_CARD", 1))
        for match in COIN.finditer(text):
            if match.group(0).startswith("0x") or bitcoin.is_valid(match.group(0)):
                found.append((match.start(), match.end(), "CRYPTO", 1))
        for expression, check in lists[two]:
            for match in expression.finditer(text):
                own = check in OWN.values()
                if check(re.sub(r"\W", "", match.group(0)) if own else match.group(0)):
                    found.append((match.start(), match.end(), "NATIONAL_ID", 1))
        for region in common.regions(two) or [None]:
            for match in phonenumbers.PhoneNumberMatcher(text, region):
                found.append((match.start, match.end, "PHONE", 0))
        return [span[:3] for span in common.without_overlaps(found)]

    return detect


OPTIONS = (("--ids", {"choices": ("all", "language"), "default": "language"}),)

if __name__ == "__main__":
    sys.exit(common.main(__doc__, detector, OPTIONS))
