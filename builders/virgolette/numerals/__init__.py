"""What the surface of a numeric mention says, as a value, and how two values stand to each other.

Reading rules, beyond the scheme's:

- The direction of a change isn't in the surface: `change` is always `none`, and a leading sign is ignored.
- `1.500` is 1500 and `6,6` is 6.6, always; `1,000.5`, `1,000,000` and `4.03` are read the English way
  because they can't be Italian. `1,000` can: it is 1.
- `trilione` is 10¹², the English trillion that news means by it, not the 10¹⁸ of the Italian long scale.
- `¥` is the yuan, though `agrees` takes the yen too; `dollari` alone are US dollars.
- A collective (una decina, un paio, un centinaio) is a point, approximate.
- A fraction whose decimals don't end (un terzo) is rounded to six significant digits.
- An interval's first number takes the second one's scale and unit (40-50 milioni) where it has none.
"""

from __future__ import annotations

from virgolette.numerals.reading import parse
from virgolette.numerals.relation import agrees, bounds, relate

__all__ = ["agrees", "bounds", "parse", "relate"]
