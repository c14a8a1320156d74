"""Why our verdict and datatrove's differ: the step of a chain at which the verdict turns."""
import dataclasses

import numpy as np

import kinds
import steps

ROUNDING = 'our numbers and limits have 32 bits'
LIMIT = 'another limit'
OFF = 'the rule is off here'
THEIR_OFF = 'the rule is off there'
NOT_OURS = 'datatrove has no such rule'
PORT = 'our number is not the one that its description gives'
END = 'their number is not the one that the last step gives'
MEASURE = 'another rule on the same fault'
MOSTLY = ' + here mostly: '
UNKNOWN = 'no step turns the verdict'
CLOSE = 1e-5  # of a number with 32 bits, and of the order of additions


def close(a, b):
    return abs(a - b) <= CLOSE * max(1.0, abs(a), abs(b))


@dataclasses.dataclass
class Case:
    """One document and one rule on which the sides differ."""
    id: str
    language: str
    reason: str
    only: str  # the side that drops: "ours" or "theirs"
    cause: str
    values: list
    limits: tuple
    explained: bool


class Explained:
    """All chains of one document, worked out when first asked for."""

    def __init__(self, sample):
        self.sample = sample
        self.chains = {}

    def chain(self, signal):
        if signal not in self.chains:
            self.chains[signal] = steps.CHAINS[signal](self.sample)
        return self.chains[signal]

    def token_kinds(self):
        return kinds.main_kinds(kinds.differences(self.sample.text, self.sample.theirs))

    def cause(self, rule, ours, number, theirs, limit):
        """Name of the steps that turn the verdict, the values on the way, and whether nothing is left over.

        `ours` and `number` are the numbers that the two sides stored, `theirs` the broken or else the first of
        datatrove's rules, `limit` our limit.
        """
        if theirs is None:
            return NOT_OURS, [ours], True
        if rule.signal not in steps.CHAINS:
            return UNKNOWN, [ours, number], False
        chain = self.chain(rule.signal)
        values = [value for _, value in chain]
        if not close(values[0], ours):
            return PORT, [ours, *values], False
        if not close(values[-1], number):
            return END, [*values, number], False
        if limit is None or theirs['limit'] is None:
            return (OFF if limit is None else THEIR_OFF), values, True
        turns = [
            (None, rule.breaks(np.float32(ours), np.float32(limit))),
            (ROUNDING, rule.breaks(values[0], limit)),
            (LIMIT, rule.breaks(values[0], theirs['limit'])),
            *((name, rule.breaks(value, theirs['limit'])) for name, value in chain[1:]),
            (MEASURE, theirs['drop']),
        ]
        names = [name for (_, before), (name, after) in zip(turns, turns[1:]) if before != after]
        if steps.TOKENS in names:
            return ' + '.join(names) + MOSTLY + self.token_kinds(), values, True
        return ' + '.join(names) or UNKNOWN, values, bool(names)
