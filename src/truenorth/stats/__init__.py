"""Statistics for short business series, on plain arrays: every method states its minimum data and declines below it.

Values are any sequence of numbers, oldest first, with None (or NaN) where one is missing. Results are frozen values.
A method that has too little to go on gives a `Declined` with the sentence's key and its facts, never a guess.
"""

from truenorth.stats.arrays import Array, as_array
from truenorth.stats.declined import Declined

__all__ = ["Array", "Declined", "as_array"]
