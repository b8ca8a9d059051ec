"""Values against each other and against the surface that they were read from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from virgolette.model import Value
from virgolette.numerals.figures import EXACT
from virgolette.numerals.reading import Reading, read

# News rounds to one or two leading digits (2.000 for 2.048, 600 for 589), which moves a number by up to
# a twentieth. The last digit stated is no better guide: it would make `circa 2.000` reach from 1.500 to
# 2.500, and `circa 2.048` as good as exact.
_MARGIN = Decimal("0.05")
_FAR = Decimal("0.1")

Bounds = tuple[Decimal | None, Decimal | None, bool, bool]


def bounds(value: Value) -> Bounds:
    """(low, high, low_closed, high_closed) as stated, in the value's unit; None and False where open.

    Nothing is widened for an approximate value.

    Raises:
        decimal.InvalidOperation: For a bound that isn't a number; schema/value rules it out.
    """
    low = None if value.low is None else Decimal(value.low)
    high = None if value.high is None else Decimal(value.high)
    return (
        low,
        high,
        low is not None and value.comparator != ">",
        high is not None and value.comparator != "<",
    )


def relate(a: Value, b: Value) -> str:
    """How two values stand to each other, symmetric: equal, intersect, disjoint or incomparable.

    incomparable: unit or change differ (two unknown units don't). equal: the same bounds and comparator,
    neither approximate. intersect: some number fits both. Each bound of an approximate value is first
    moved outwards by 5% of itself; an open side stays open, so that `quasi 600` meets any lower number.
    Two points intersect where one is the other rounded to fewer digits (2.000 and 2.048, 5 and 4,8)
    and they are at most a tenth apart (100 is no rounding of 120). A point also meets an open bound of the
    same number (oltre 2.000 and 2.000), because it may be the rounding of one beyond it.
    """
    if a.unit != b.unit or a.change != b.change:
        return "incomparable"
    if bounds(a) == bounds(b) and a.comparator == b.comparator and not a.approximate and not b.approximate:
        return "equal"
    return "intersect" if _meet(_widened(a), _widened(b)) or _rounds(a, b) else "disjoint"


def _rounds(a: Value, b: Value) -> bool:
    points = [Decimal(v.low) for v in (a, b) if v.low is not None and v.low == v.high]
    opens = [v.low or v.high for v in (a, b) if v.comparator in ("<", ">")]
    if len(points) == 1 and opens:
        return points[0] == Decimal(opens[0] or 0)
    if len(points) < 2 or not all(points):
        return False
    coarse, fine = sorted(points, key=lambda n: len(n.normalize().as_tuple().digits))
    digits = len(coarse.normalize().as_tuple().digits)
    if digits == len(fine.normalize().as_tuple().digits):
        return False
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(fine)
    return rounded == coarse and EXACT.subtract(max(points), min(points)) <= EXACT.multiply(max(points), _FAR)


def _widened(value: Value) -> Bounds:
    low, high, low_closed, high_closed = bounds(value)
    if not value.approximate:
        return low, high, low_closed, high_closed
    return (
        None if low is None else EXACT.multiply(low, 1 - _MARGIN),
        None if high is None else EXACT.multiply(high, 1 + _MARGIN),
        low_closed,
        high_closed,
    )


def _meet(a: Bounds, b: Bounds) -> bool:
    lows = [(low, closed) for low, _, closed, _ in (a, b) if low is not None]
    highs = [(high, closed) for _, high, _, closed in (a, b) if high is not None]
    return all(low < high or (low == high and l_in and h_in) for low, l_in in lows for high, h_in in highs)


def agrees(value: Value, surface: str, label: str) -> str | None:
    """What in a value contradicts the surface of its mention, as one sentence without the surface's words.

    None where nothing does, and where `parse` can't read the surface. Left out: `change`, which the
    surface doesn't say; the unit where the words name none or may name several; whether a collective
    (una decina) is approximate. A fraction without a last decimal may be rounded to two digits or more.
    """
    found = read(surface, label)
    if found is None:
        return None
    said = found.value
    if value.comparator != said.comparator:
        return f"the words say comparator {said.comparator}, the value has {value.comparator}"
    for name, stated, expected in (("low", value.low, said.low), ("high", value.high, said.high)):
        if not _same(stated, expected, found):
            return f"the words say {name} {expected or 'open'}, the value has {stated or 'open'}"
    # «Due volte» is a multiple, or counts occasions: the words around it tell.
    occasions = value.unit == "item" and surface.endswith("volte")
    if found.units is not None and value.unit not in found.units and not occasions:
        return f"the words say unit {said.unit}, the value has {value.unit or 'none'}"
    if value.approximate != said.approximate and not found.lenient:
        return (
            "the words mark the number as approximate, the value doesn't"
            if said.approximate
            else ("the value is approximate, the words don't say so")
        )
    return None


def _same(stated: str | None, expected: str | None, found: Reading) -> bool:
    if stated is None or expected is None:
        return stated == expected
    number, exact = Decimal(stated), Decimal(expected)
    if number == exact or not found.rounded:
        return number == exact
    precision = len(number.as_tuple().digits)
    if precision < 2:
        return False
    return Context(prec=min(precision, 6)).plus(exact) == Context(prec=6).plus(number)
