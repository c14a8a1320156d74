"""Checks croissant.json with mlcroissant, and more strictly than mlcroissant does.

    readers/bin/python tests/readers/croissant.py DATASET [--unanswered]

mlcroissant passes a description without licence, creator or date, and one with keys of `rai:` that do
not exist; both are refused here. With `--unanswered`, what only a provider can say may be absent.
Each file that is named must be there with its digest, and the first rows of each record set are read.
"""

import hashlib
import itertools
import json
import logging
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlcroissant  # noqa: E402

REQUIRED = {
    "@context", "@type", "conformsTo", "name", "description", "license", "url", "creator",
    "datePublished", "distribution",
}  # fmt: skip
RECOMMENDED = {
    "keywords", "publisher", "version", "dateCreated", "inLanguage", "isLiveDataset", "citeAs",
}  # fmt: skip
# What a run cannot know.
PROVIDER = {
    "license", "url", "creator", "publisher", "version", "citeAs", "rai:dataBiases",
    "rai:dataUseCases", "rai:dataSocialImpact", "rai:dataReleaseMaintenancePlan",
}  # fmt: skip
# What a run without records, or one that was asked to leave out its cost, does not know.
RUN = {
    "datePublished", "dateCreated", "inLanguage", "rai:dataCollectionType",
    "rai:dataCollectionTimeframe", "rai:dataPreprocessingProtocol", "prov:wasDerivedFrom",
}  # fmt: skip
# Croissant RAI 1.0, "RAI property information".
RAI = {
    "rai:" + name
    for name in (
        "dataCollection", "dataCollectionType", "dataCollectionMissingData",
        "dataCollectionRawData", "dataCollectionTimeframe", "dataImputationProtocol",
        "dataManipulationProtocol", "dataPreprocessingProtocol", "dataAnnotationProtocol",
        "dataAnnotationPlatform", "dataAnnotationAnalysis", "dataReleaseMaintenancePlan",
        "personalSensitiveInformation", "dataSocialImpact", "dataBiases", "dataLimitations",
        "dataUseCases", "annotationsPerItem", "annotatorDemographics", "machineAnnotationTools",
    )
}  # fmt: skip
NO_ANNOTATORS = {
    "rai:dataAnnotationPlatform", "rai:dataAnnotationAnalysis", "rai:annotationsPerItem",
    "rai:annotatorDemographics",
}  # fmt: skip
PROV = {"prov:wasDerivedFrom", "prov:wasGeneratedBy"}

failed = 0


def check(what, fine, detail=""):
    """Prints a check that fails."""
    global failed
    if not fine:
        failed += 1
        print(f"FAILED {what}: {detail}" if detail else f"FAILED {what}")


def keys(value):
    """Every key of the description, wherever it stands."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from keys(one)
    elif isinstance(value, list):
        for one in value:
            yield from keys(one)


def main():
    args = [arg for arg in sys.argv[1:] if arg != "--unanswered"]
    if len(args) != 1:
        sys.exit("usage: croissant.py DATASET [--unanswered]")
    root = Path(args[0]).resolve()
    path = root / "croissant.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    present = {key for key, one in value.items() if one not in ("", None, [], {})}
    absent = (REQUIRED | RECOMMENDED | PROV | RAI - NO_ANNOTATORS) - present
    if "--unanswered" in sys.argv:
        absent -= PROVIDER
    if not value["recordSet"]:
        absent -= RUN
    check("keys", not absent, sorted(absent))
    description = {key: one for key, one in value.items() if key != "@context"}
    unknown = {key for key in keys(description) if key.startswith("rai:")} - RAI
    check("keys of rai:", not unknown, unknown)
    conforms = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    check("conformsTo", value["conformsTo"] == conforms, value["conformsTo"])

    named = set()
    for resource in value["distribution"]:
        if resource["@type"] != "cr:FileObject":
            found = list(root.glob(resource["includes"]))
            check(f"{resource['@id']}: files", found, resource["includes"])
            continue
        named.add(resource["contentUrl"])
        file = root / resource["contentUrl"]
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "not there"
        check(f"{resource['@id']}: sha256", sha256 == resource["sha256"], sha256)
    own = {"croissant.json", "SHA256SUMS", "manifest.intoto.json"}
    check("no file waits for one that waits for it", not named & own, named & own)

    try:
        dataset = mlcroissant.Dataset(jsonld=str(path))
    except mlcroissant.ValidationError as error:
        check("mlcroissant", False, error)
        sys.exit(1)
    check("mlcroissant: errors", not dataset.metadata.ctx.issues.errors, dataset.metadata.ctx.issues)
    for record_set in value["recordSet"]:
        name = record_set["@id"]
        rows = list(itertools.islice(dataset.records(name), 2))
        check(f"{name}: rows", rows, "none")
        for row in rows:
            text = row[f"{name}/text"].decode()
            digest = row[f"{name}/digest"].decode()
            check(f"{name}: digest", hashlib.sha256(text.encode()).hexdigest() == digest)
            check(f"{name}: language", f"{row[f'{name}/language'].decode()}_" in f"{name}_", row)
    print(f"croissant of {root.name}: {len(value['recordSet'])} record sets, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
