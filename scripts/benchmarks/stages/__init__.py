"""The stages, in the order of a run. Each function takes the context and gives a `Stage`."""
from . import duplicates, extraction, filters, languages, personal, reading, whole

# What a name stands for on the command line; the end-to-end runs come in two sizes.
ALL = {'reading': [reading.stage], 'extraction': [extraction.stage], 'languages': [languages.stage],
       'filters': [filters.stage], 'duplicates': [duplicates.stage], 'personal': [personal.stage],
       'whole': [whole.stage], 'large': [whole.large]}
