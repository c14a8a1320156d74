#!/bin/sh
# Trains the embedded identification model: train_lid.sh DATA_DIR OUT.ftz [option of `tamis model train`]..
set -eu
data=$1
out=$2
shift 2
# Two thirds of the lines labelled Slovenian from Tatoeba are Slovak: langs/models/lid.md.
exec cargo run --release -q -- model train "$data/train.tsv.zst" "$data/train_web_weak.tsv.zst" \
    --labels "$data/labels.tsv" --exclude slv_Latn:tatoeba --output "$out" "$@"
