"""Checks a proof of tamis without tamis: check_proof.py PROOF [--root HEX] [--key PUBLIC.pem]
Hashes need no package; --key needs `cryptography`. Says what holds and what that rests on."""
import argparse, base64, hashlib, json, sys
def sha(data): return hashlib.sha256(data).digest()
def must(holds, why): holds or sys.exit(f"the proof does not hold: {why}")

def root_of(step):  # RFC 9162, section 2.1.3.2
    at, last, root = step["index"], step["size"] - 1, sha(b"\0" + step["leaf"].encode())
    must(0 <= at <= last, "there is no such leaf")
    for node in map(bytes.fromhex, step["path"]):
        must(last > 0, "a path is too long")
        left = at & 1 or at == last
        root = sha(b"\1" + (node + root if left else root + node))
        while left and not at & 1 and at: at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return root.hex() if last == 0 else must(False, "a path is too short")

def document(proof):
    leaf, file = (json.loads(proof[name]["leaf"]) for name in ("row", "file"))
    must((root_of(proof["row"]), proof["row"]["size"]) == (file["root"], file["rows"]), "not a row of that file")
    must(root_of(proof["file"]) == proof["root"], "not a file of that dataset")
    (kind, value), = proof["subject"].items()  # of a page that was taken down only the digest of its URL is there
    gone = kind == "url" and leaf["url"] == "" and leaf.get("stage") == "forget"
    must(leaf[kind] == value or gone and sha(value.encode()).hex() in leaf["detail"], "another document")
    must(("reason" in leaf) == (proof["claim"] == "removed"), "another claim")
    return f"row {proof['row']['index']} of {file['path']}: {proof['row']['leaf']}"

def domain(proof):
    above = proof["subject"]["domain"]
    for place in proof["domains"]:  # the domain, then every one that it is below
        own, leaves = sha(place["domain"].encode()).hex(), place["leaves"]
        must(place["domain"] == above and all(root_of(leaf) == proof["root"] for leaf in leaves), "not of that tree")
        found = [(leaf["index"], leaf["size"], json.loads(leaf["leaf"])["domain"]) for leaf in leaves]
        if proof["claim"] == "present": return leaves[0]["leaf"] if found[0][2] == own else must(False, "another domain")
        size, one = found[0][1] if found else 0, len(found) == 1
        pairs = [(-1, size, "")] * (one and own < found[0][2]) + found + [(size, size, "g")] * (one and own > found[0][2])
        beside = len(pairs) == 2 and pairs[0][0] + 1 == pairs[1][0] and pairs[0][1] == pairs[1][1]
        must(beside and pairs[0][2] < own < pairs[1][2] or found == [] and proof["root"] == sha(b"").hex(), "not shown to be absent")
        above = above.partition(".")[2] if above[-1] not in "]0123456789" else ""
    return must(not above and proof["claim"] == "absent", "a domain above it is left out") or "no document of it"

def signed(envelope, key, subject):
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    body, kind, key = base64.b64decode(envelope["payload"]), envelope["payloadType"], load_pem_public_key(open(key, "rb").read())
    message, good = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(body), body), 0
    for signature in envelope["signatures"]:
        try: good += key.verify(base64.b64decode(signature["sig"]), message) is None
        except Exception: continue
    must(good and kind == "application/vnd.in-toto+json" and subject in json.loads(body)["subject"], "not signed by that key")

parser = argparse.ArgumentParser(description=__doc__)
for name in ("proof", "--root", "--key"): parser.add_argument(name)
args = parser.parse_args()
proof = json.load(open(args.proof, encoding="utf-8"))
tree = "merkle/" + {"present": "domains", "absent": "domains"}.get(proof["claim"], proof["claim"])
said = domain(proof) if tree.endswith("domains") else document(proof)
must(proof["format"] == "tamis-proof/1" and args.root in (None, proof["root"]), f"it leads to the root {proof['root']}")
if args.key: signed(proof["envelope"], args.key, {"name": tree, "digest": {"sha256": proof["root"]}})
rests = "the signature" if args.key else "the root given" if args.root else "nothing but the proof itself"
print(f"{proof['claim']}: {proof['subject']}: {said}\nroot of {tree}: {proof['root']}\nrests on: {rests}")
