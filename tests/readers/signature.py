"""Reads the signature of a dataset with other people's packages: the envelope with securesystemslib, the
statement with in-toto-attestation.

    python tests/readers/signature.py DATASET PUBLIC.pem
"""

import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey


def key_of(path):
    """The public key under the id that tamis gives it: SHA-256 of its DER."""
    public = load_pem_public_key(Path(path).read_bytes())
    key = SSlibKey.from_crypto(public)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return SSlibKey(hashlib.sha256(der).hexdigest(), key.keytype, key.scheme, key.keyval)


def main():
    dataset, public = Path(sys.argv[1]), sys.argv[2]
    envelope = Envelope.from_dict(json.loads((dataset / "manifest.intoto.json").read_text()))
    key = key_of(public)
    accepted = envelope.verify([key], 1)
    assert list(accepted) == [key.keyid], accepted
    assert envelope.payload_type == "application/vnd.in-toto+json"

    statement = json_format.Parse(envelope.payload, statement_pb2.Statement())
    Statement.copy_from_pb(statement).validate()
    predicate = json.loads(envelope.payload)["predicate"]
    provenance = json_format.ParseDict(predicate, provenance_pb2.Provenance())
    check_provenance(provenance)

    subjects = {subject.name: subject.digest["sha256"] for subject in statement.subject}
    for name in ("manifest.json", "SHA256SUMS"):
        assert subjects[name] == hashlib.sha256((dataset / name).read_bytes()).hexdigest(), name
    trees = json.loads((dataset / "manifest.json").read_text())["trees"]
    for tree in ("kept", "removed", "domains"):
        assert subjects[f"merkle/{tree}"] == trees[tree]["root"], tree

    # And what must not pass does not.
    envelope.payload = envelope.payload.replace(b"sha256", b"sha512", 1)
    try:
        envelope.verify([key], 1)
    except VerificationError:
        pass
    else:
        raise AssertionError("an edited statement was accepted")
    print(f"signed by {key.keyid}: {len(subjects)} subjects, {statement.predicate_type}")


def check_provenance(provenance):
    """What SLSA asks for in a provenance; its shape was checked when it was parsed."""
    definition, details = provenance.build_definition, provenance.run_details
    assert definition.build_type and definition.external_parameters.fields and details.builder.id
    for descriptor in [*definition.resolved_dependencies, *details.byproducts]:
        ResourceDescriptor.copy_from_pb(descriptor).validate()
    assert details.metadata.invocation_id is not None


if __name__ == "__main__":
    main()
