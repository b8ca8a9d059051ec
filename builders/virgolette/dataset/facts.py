"""What the card and the Croissant description say in words. Figures are never typed here: they are generated."""

from __future__ import annotations

from typing import Any

TITLE = "virgolette"
ABOUT = (
    "Italian news annotated with entities, quotes and claims, linked to each other: who speaks, in which words, "
    "how they are marked, what is claimed, with which normalised figure, and how the claims of different articles "
    "stand to each other. Noise (machine translation, mangled names, broken quotation marks) is annotated, never "
    "repaired."
)
AUTHORS = "The virgolette maintainers"
# Annotations and our own texts; the texts of external documents aren't published.
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://spdx.org/licenses/CC-BY-4.0.html"
TAGS = ("news", "quotations", "attribution", "claims", "named-entity-recognition", "standoff", "croissant")
TASKS = ("token-classification", "text-classification")
TASK_IDS = ("named-entity-recognition", "coreference-resolution", "fact-checking", "natural-language-inference")

STANDOFF = (
    "The texts of the external documents belong to third parties and are not here: `reference_standoff` holds "
    "their sha256, offsets, digests of the covered words, and annotations with statements in words of our own. "
    "Whoever has the texts gets the full rows back:"
)

# Croissant RAI 1.0, after DATASHEET.md.
RAI: dict[str, Any] = {
    "rai:dataCollection": (
        "The external documents are articles collected from the web by others, used as found and not published "
        "here. The other documents were written for this corpus by a language model, about an invented world."
    ),
    "rai:dataCollectionType": ["Web Scraping", "Others"],
    "rai:dataCollectionMissingData": (
        "Texts and titles of external documents are withheld: their rows hold offsets and digests instead."
    ),
    "rai:dataPreprocessingProtocol": [
        "None: a text is its raw bytes decoded once as UTF-8; offsets are Unicode code points, half-open."
    ],
    "rai:dataAnnotationProtocol": [
        "Every document was annotated twice from the manual alone, in contexts that didn't see each other; the passes "
        "were fixed before they were compared; every difference was then decided by reading the text again."
    ],
    "rai:dataAnnotationAnalysis": [
        "Agreement before adjudication is reported in the project's datasheet. Both passes were made by one language "
        "model, so it overstates what two people, or two different models, would reach."
    ],
    "rai:annotationsPerItem": "Two independent passes, then adjudication.",
    "rai:annotatorDemographics": ["Language models under a written manual; no person annotated."],
    "rai:machineAnnotationTools": ["A language model wrote passes and decisions; offsets were computed by virgolette."],
    "rai:dataUseCases": [
        "Extraction of quotes and their speakers, claim detection, normalisation of figures in Italian, comparison of "
        "claims across documents."
    ],
    "rai:dataBiases": [
        "One event and one invented story: no sample of Italian news. Our own documents are language-model prose."
    ],
    "rai:dataLimitations": [
        "Far too small to rank models. Not evidence of what a real person said: external articles are partly "
        "mistranslated. A relation says how two articles stand to each other, not who is right."
    ],
    "rai:dataSocialImpact": (
        "Attribution tools for a language that has few; a wrong attribution may be taken for somebody's words."
    ),
    "rai:personalSensitiveInformation": [
        "External articles name public figures with words that those articles ascribe to them; people and companies "
        "of our own documents are invented."
    ],
    "rai:dataReleaseMaintenancePlan": (
        "Semantic versions, a tag each: a changed annotation changes the dataset version, a changed field the schema "
        "version. CHANGELOG.md tells data, schema and code apart, because a data fix changes scores."
    ),
}
