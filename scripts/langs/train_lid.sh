#!/bin/sh
# Trains the embedded identification model: train_lid.sh DATA_DIR OUT.ftz [option value]..
# The options are those of langs/examples/train_lid.rs.
set -eu
data=$1
out=$2
shift 2
# Two thirds of the lines labelled Slovenian from Tatoeba are Slovak: langs/models/lid.md.
exec cargo run --release -q -p tamis-langs --example train_lid -- \
    "$data/labels.tsv" "$out" --exclude slv_Latn:tatoeba "$@" \
    -- "$data/train.tsv.zst" "$data/train_web_weak.tsv.zst"
