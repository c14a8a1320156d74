"""Prints what a binary of tamis is made from beside tamis itself: each crate with its licence, and the
texts that these licences want to be passed on, each of them once.

    python3 packaging/third_party.py --target x86_64-unknown-linux-musl --no-default-features

It looks at what `cargo metadata` resolves for the target and these features, without what only builds or
tests need, and at the files of licences in the crates. The output is the same for the same lock file.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

NAMES = re.compile(r"(licen[cs]e|copying|notice|unlicense|copyright)", re.IGNORECASE)

# What the linker adds, which is no crate.
LINKED = {
    "musl": """musl (the C library), MIT: Copyright (c) 2005-2020 Rich Felker, et al.""",
    "gnu": """The GNU C Library, LGPL-2.1-or-later, linked statically. Its source is that of the distribution
on which the binary was built; tamis's own source, with scripts/release, makes the binary again with any
other version of the library.
libgcc, GPL-3.0-or-later WITH GCC-exception-3.1.""",
}


def metadata(arguments):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def linked(data, root):
    """Ids of packages that come into the binary: normal dependencies, and theirs."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    seen, todo = set(), [root]
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        for dependency in nodes[current]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                todo.append(dependency["pkg"])
    return seen


def texts(package):
    """The files of licences beside a package's manifest, and those of C code in a folder of it."""
    folder = pathlib.Path(package["manifest_path"]).parent
    named = {folder / package["license_file"]} if package["license_file"] else set()
    found = {path for path in folder.iterdir() if NAMES.match(path.name)} | named
    found |= set(folder.glob("*/LICENSE*"))
    for path in sorted(path for path in found if path.is_file()):
        yield path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", required=True)
    parser.add_argument("--all-features", action="store_true")
    parser.add_argument("--no-default-features", action="store_true")
    options = parser.parse_args()
    wanted = ["--filter-platform", options.target, "--manifest-path", "pipeline/Cargo.toml"]
    if options.all_features:
        wanted.append("--all-features")
    if options.no_default_features:
        wanted.append("--no-default-features")
    data = metadata(wanted)
    packages = {package["id"]: package for package in data["packages"]}
    (root,) = [p["id"] for p in data["packages"] if p["name"] == "tamis" and not p["source"]]
    ids = linked(data, root)
    crates = [packages[i] for i in ids if packages[i]["source"]]
    crates.sort(key=lambda package: (package["name"], package["version"]))

    print(f"What tamis {packages[root]['version']} for {options.target} is made from.\n")
    print("Rust's standard library, MIT OR Apache-2.0: Copyright (c) The Rust Project Contributors.")
    print(LINKED["musl" if options.target.endswith("musl") else "gnu"] + "\n")
    by_text, without = {}, []
    for crate in crates:
        label = f"{crate['name']} {crate['version']}"
        licence = crate["license"] or f"see {crate['license_file']}"
        print(f"{label}, {licence}")
        found = False
        for text in texts(crate):
            by_text.setdefault(text, []).append(label)
            found = True
        if not found:
            without.append(f"{label}, {licence}, by {', '.join(crate['authors']) or 'its authors'}, {crate['repository']}")
    if without:
        print("\nThese have no file of a licence in their packages:\n")
        print("\n".join(without))
    for text, labels in sorted(by_text.items(), key=lambda item: item[1]):
        print("\n" + "-" * 100 + "\n" + ", ".join(dict.fromkeys(labels)) + "\n\n" + text)
    if not crates:
        sys.exit("third_party.py: no crate found")


if __name__ == "__main__":
    main()
