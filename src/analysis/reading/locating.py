"""Where a figure holds: its province, and the communes that it names or counts."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.reading.language import Language
from analysis.reading.lexicon import Mention
from analysis.reading.memory import Memory
from analysis.reading.places import Localities, Named, Places
from analysis.reading.sentences import BRACKETS, CLAUSE, STRONG, Draft, Sentence
from analysis.table.catalogue import read_places
from analysis.table.vocabulary import COUNTRY, SHARES


class PlaceFinder:
    """Gives every draft its place and, where the words name them, its communes."""

    def __init__(self, text: str, language: Language, home: str) -> None:
        self.text, self.language, self.home = text, language, home
        self.places, self.localities, self._read = Places(text, language), Localities(language), 0

    def fill(self, sentence: Sentence, memory: Memory) -> None:
        """Place, locality and units_covered of the sentence's drafts."""
        named = self.places.within(sentence.start, sentence.end)
        self._pass_over(sentence, memory)
        country = [sentence.words[m.first].start for m in sentence.of("country") if not _ranks(sentence, m)]
        for draft in sentence.drafts:
            draft.place = self._place(sentence, draft, _open_to(sentence, draft, named), country, memory)
        self._in_turn(sentence, named)
        if named:
            memory.place = _subject(named)
        self._communes(sentence)

    def _pass_over(self, sentence: Sentence, memory: Memory) -> None:
        """A sentence without figures is not read, but it may name who the next one goes on about."""
        paragraph = self.text.rfind("\n", self._read, sentence.start) + 1
        passed = self.places.within(max(self._read, paragraph), sentence.start)
        if passed:
            memory.place = _subject(passed)
        self._read = sentence.end

    def _place(
        self, sentence: Sentence, draft: Draft, named: Sequence[Named], country: Sequence[int], memory: Memory
    ) -> str:
        if (
            draft.unit == "provinces"
            or _bounds_provinces(sentence, draft)
            or (draft.measure == "commune_units" and draft.numeral.value >= max(_sizes()) + 1)
        ):
            return COUNTRY
        before = [each for each in named if each.end <= draft.start]
        behind = [each for each in named if each.start >= draft.end]
        nearest = max(before, key=lambda each: each.start, default=None)
        nation = max((at for at in country if at < draft.start), default=-1)
        if nearest is not None and nearest.start > nation:
            return nearest.code
        if nation >= 0:
            return COUNTRY
        close = next((each for each in behind if self._owns(sentence, draft, each)), None)
        if close is not None:
            return close.code
        if country:
            return COUNTRY
        return memory.place or self.home

    def _in_turn(self, sentence: Sentence, named: Sequence[Named]) -> None:
        """Figures listed with a word like "respectively": the first is of the first province, and so on."""
        for mention in sentence.of("respectively"):
            at = sentence.words[mention.first].start
            places = [each for each in named if each.end <= at]
            between = [draft for draft in sentence.drafts if places and places[-1].end < draft.start < at]
            behind = [draft for draft in sentence.drafts if draft.start > at]
            for drafts in (between, behind):
                alike = [draft for draft in drafts if draft.unit == drafts[0].unit][: len(places)]
                if len(alike) > 1:
                    for draft, place in zip(alike, places[-len(alike) :], strict=True):
                        draft.place = place.code
                    break

    def _owns(self, sentence: Sentence, draft: Draft, named: Named) -> bool:
        """A province named behind the numeral, in the same clause and before another numeral."""
        last = sentence.word_at(named.start)
        closes = sentence.word_at(named.end - 1) + 1
        # In "54 % at the neighbour's, Ha Tinh." the comma does not part the two.
        apposed = closes >= len(sentence.words) or sentence.words[closes].letters in STRONG
        if sentence.barrier(draft.last + 1, last - 2 * apposed, CLAUSE | BRACKETS):
            return False
        return not any(draft.last < other.first < last for other in sentence.drafts)

    def _communes(self, sentence: Sentence) -> None:
        lists = self.localities.find(self.text, sentence.start, sentence.end)
        for draft in sentence.drafts:
            if draft.unit in ("provinces", *SHARES) and draft.measure != "communes_with_offices":
                continue
            own = self._list_of(draft, lists)
            if own:
                draft.locality = tuple(sorted(own))
                if draft.unit != "communes":
                    draft.units_covered = len(own)
            elif draft.unit not in ("communes", "provinces", *SHARES):
                draft.units_covered = self._counted(sentence, draft)

    def _list_of(self, draft: Draft, lists: Sequence[tuple[int, int, list[str]]]) -> list[str]:
        """The names that a count of communes goes with, or the commune that the figure is about."""
        for start, end, names in lists:
            if draft.unit == "communes":
                if draft.start <= start <= draft.end + 60 or start <= draft.start <= end:
                    value = draft.numeral.value
                    if len(names) > 1 and (value == len(names) or draft.end <= start):
                        return names
            elif end <= draft.start and len(names) <= 6:
                return names
        return []

    def _counted(self, sentence: Sentence, draft: Draft) -> int | None:
        """A count of communes in the subject: "the four wards received 6 600 files"."""
        subject = [
            other for other in sentence.drafts
            if other.unit == "communes" and other.measure == "commune_units" and other.last < draft.first
            and other.numeral.value == other.numeral.value.to_integral_value()
        ]  # fmt: skip
        if len(subject) != 1 or sentence.barrier(subject[0].last, draft.first, STRONG):
            return None
        value = int(subject[0].numeral.value)
        whole = read_places()[draft.place or self.home].commune_units
        return value if 0 < value < min(whole, 12) else None


def _subject(named: Sequence[Named]) -> str:
    """The province that the next sentence goes on with; of several none is."""
    return named[-1].code if len({each.code for each in named}) == 1 else ""


def _open_to(sentence: Sentence, draft: Draft, named: Sequence[Named]) -> list[Named]:
    """The provinces without those listed in brackets that are closed before the figure."""
    closed = [(a, b) for a, b in sentence.brackets if b < draft.start]
    lists = [(a, b) for a, b in closed if sum(a < each.start < b for each in named) > 1]
    return [each for each in named if not any(a < each.start < b for a, b in lists)]


def _ranks(sentence: Sentence, country: Mention) -> bool:
    """Whether the country is only what a rank is of: "ranking 4/34 of the country"."""
    return any(0 < country.first - rank.last <= 6 for rank in sentence.of("ranks"))


def _bounds_provinces(sentence: Sentence, draft: Draft) -> bool:
    """Whether a threshold tells which provinces a count is of."""
    near = (other for other in sentence.drafts if abs(other.first - draft.first) <= 14)
    return draft.role == "threshold" and any(other.unit == "provinces" for other in near)


def _sizes() -> list[int]:
    return [place.commune_units for code, place in read_places().items() if code != COUNTRY]
