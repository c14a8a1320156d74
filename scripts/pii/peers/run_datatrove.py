"""datatrove's PIIFormatter: mail addresses and public IPv4. It replaces and does not say where, so its own
expressions and validators are asked for the places."""
import sys

import common


def detector(_arguments):
    from datatrove.pipeline.formatters import PIIFormatter

    formatter = PIIFormatter()
    replacers = ((formatter.emails_replacer, "EMAIL"), (formatter.ip_replacer, "IP"))

    def detect(text, _two):
        found = []
        for replacer, kind in replacers:
            for match in replacer.regex.finditer(text):
                if replacer.validator is None or replacer.validator(match.group(0)):
                    found.append((match.start(), match.end(), kind))
        return found

    return detect


if __name__ == "__main__":
    sys.exit(common.main(__doc__, detector))
