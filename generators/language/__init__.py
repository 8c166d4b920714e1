"""The language layer: words, agreement, slot grammar and the wording of answer forms."""
