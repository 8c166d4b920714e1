"""Scores: what is caught, by which rule, and what is left alone."""

import pytest

from pipelines.decontamination.packs import Item, Pack
from pipelines.decontamination.probes import KINDS, planted
from pipelines.decontamination.scoring import FORM, NUMBERS, PIECE, RAW, SKELETON, WHOLE, Finding, findings

CLEAN = """
Three candles burn at different speeds. The red one is gone after 4 hours. When is the blue one gone?
Sort these names by their last letter and join them with commas: Wren, Heron, Dove.
What is the largest prime factor of 1989?
Given the grid 0 0 1 1 0 1 0 0 1 1 0 1 0 1, count the ones in it.
If the blue door is open then the lamp is lit. The lamp is not lit. Is the blue door open?
Compute 3 + 4.
""".strip().splitlines()


def found(text: str, pack: Pack) -> Finding:
    (finding,) = findings([text], pack)
    return finding


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("truncated", "reworded by rule")])
def test_every_planted_item_is_caught_and_named(kind: str, items: list[Item], pack: Pack) -> None:
    rows = [(item, text) for item, text in planted(kind, items) if not (kind == "renumbered" and len(item.text) < 40)]
    missed = [
        item.text
        for (item, _), finding in zip(rows, findings([text for _, text in rows], pack), strict=True)
        if f"invented/{item.id}" not in finding.rules.values()
    ]
    assert len(rows) >= 3 and not missed


def test_clean_texts_are_left_alone(pack: Pack) -> None:
    assert [finding.rules for finding in findings(CLEAN, pack)] == [{}] * len(CLEAN)


def test_each_rule_catches_what_the_others_cannot(items: list[Item], pack: Pack) -> None:
    renumbered = items[0].text.replace("14", "31").replace("3 litres", "8 litres").replace("20", "77")
    assert SKELETON in found(renumbered, pack).rules
    copied = "They say that " + " ".join(items[18].text.split()[6:20]) + " and so on and so forth for ever"
    assert list(found(copied, pack).rules) == [RAW]
    assert found(r"Now compute $\tan 15^\circ$, please.", pack).rules == {WHOLE: "invented/13"}
    assert found("If $4z + 2 = 9z - 3$ and $6a - z = 8$, find $z + a^3 - 7z$.", pack).rules == {FORM: "invented/14"}
    told_anew = (
        "From 14 goats that give 3 litres of milk per day, Marguerite turns 5 litres each into one cheese above Lindal"
    )
    told_anew += " on the hill: count each cheese that the goats make her in 20 days."
    assert NUMBERS in found(told_anew, pack).rules


def test_the_nearest_item_is_told_for_clean_texts_too(pack: Pack) -> None:
    near = found("The museum sold 9 tickets on Saturday and 15 percent fewer on Monday, when it rained all day.", pack)
    assert 0 < near.score < 1 and near.nearest == "invented/08"


def test_the_threshold_decides(items: list[Item], pack: Pack) -> None:
    text = " ".join(items[18].text.split()[:24]).replace("hours", "days")
    (loose,), (strict,) = findings([text], pack, 0.01), findings([text], pack, 1.0)
    assert SKELETON in loose.rules and SKELETON not in strict.rules
    assert loose.score == strict.score


@pytest.mark.parametrize("words", [0, 300, 2_000, 60_000])
def test_an_item_is_found_wherever_it_stands_in_a_long_text(words: int, items: list[Item], pack: Pack) -> None:
    for share in (0.0, 0.37, 1.0):
        before = int(words * share)
        text = f"{'lorem ipsum ' * (before // 2)}{items[4].text}{' dolor sit' * ((words - before) // 2)}"
        finding = found(text, pack)
        assert finding.score == 1.0 and finding.item == "invented/04"


def test_findings_come_in_the_order_of_texts_whatever_their_sizes(items: list[Item], pack: Pack) -> None:
    texts = ["", items[2].text, "x " * PIECE, CLEAN[0], items[7].text + " y" * PIECE, *CLEAN, items[0].text]
    expected = [found(text, pack) for text in texts]
    assert list(findings(texts, pack)) == expected
    assert [bool(each.rules) for each in expected] == [False, True, False, False, True, *[False] * len(CLEAN), True]


@pytest.mark.parametrize("text", ["a" * 10_000_000, "7" * 3_000_000, "1 2 3 " * 1_500_000, "\0" * 1000, "\\" * 10_000])
def test_monstrous_texts_are_decided(text: str, pack: Pack) -> None:
    assert found(text, pack).rules == {}


def test_no_texts_give_no_findings(pack: Pack) -> None:
    assert list(findings([], pack)) == []
