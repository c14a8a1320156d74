"""`ids.py FOLDER`: the ids of a dataset that text-dedup saved, one a line."""
import sys

from datasets import load_from_disk

print(*load_from_disk(sys.argv[1])['id'], sep='\n')
