"""scrubadub with the detectors that it loads by itself, in a locale of the language (its first region)."""
import sys

import common

KINDS = {
    "email": "EMAIL",
    "phone": "PHONE",
    "credit_card": "CREDIT_CARD",
    "national_insurance_number": "NATIONAL_ID",
    "tax_reference_number": "NATIONAL_ID",
    "social_security_number": "NATIONAL_ID",
}


def detector(_arguments):
    import scrubadub

    scrubbers = {}

    def detect(text, two):
        if two not in scrubbers:
            region = (common.regions(two) or ["GB"])[0]
            scrubbers[two] = scrubadub.Scrubber(locale=f"{two or 'en'}_{region}")
        found = []
        for filth in scrubbers[two].iter_filth(text):
            # Filth of several detectors in one place comes as one; the first one names it.
            names = [f.type for f in getattr(filth, "filths", [filth])]
            kind = next((KINDS[name] for name in names if name in KINDS), None)
            if kind:
                found.append((filth.beg, filth.end, kind))
        return found

    return detect


if __name__ == "__main__":
    sys.exit(common.main(__doc__, detector))
