"""Knows text typed in the fonts from before Unicode: TCVN3 (.VnTime) and VNI (VNI-Times).

Such a file holds Latin-1 letters that only its font shows as Vietnamese: "KÕ ho¹ch c¶i c¸ch"
(TCVN3, national standard TCVN 5712:1993), "Keá hoaïch caûi caùch" (VNI). Everything in it
would be read wrong.
"""

import re
from collections.abc import Iterable

# Signs and foreign letters that stand inside words in TCVN3 and never in a Vietnamese word.
_TCVN3 = re.compile(r"[^\W\d_]*[µ¶·¸¹¨©ª«¬®»¼½¾×÷Þßþ][^\W_]*")
# A vowel followed by the letter that the VNI fonts draw as its mark.
_VNI = re.compile(
    r"[^\W\d_]*(?:[aeouyAEOUY][ùøûõïåäëüÙØÛÕÏÅÄËÜ]|[aA][âêéèáàúãÂÊÉÈÁÀÚÃ]|[eE][âáàåãäÂÁÀ]"
    r"|[oO][âáàåãäÂÁÀ]|[ôöÔÖ][ùøûõïÙØÛÕÏ])[^\W_]*"
)
_UNICODE = re.compile(r"[^\W\d_]*[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9\u0300-\u0323][^\W_]*")
_FEWEST_WORDS = 10


def is_of_old_letters(lines: Iterable[str]) -> bool:
    """Tell whether a text is typed in the letters of an old font rather than in Unicode.

    So it is when at least ten words look so, and more than are plainly Vietnamese in Unicode.
    """
    old = plain = 0
    for line in lines:
        if line.isascii():
            continue
        for word in line.split():
            if word.isascii():
                continue
            if _TCVN3.search(word) or _VNI.search(word):
                old += 1
            elif _UNICODE.search(word):
                plain += 1
    return old >= _FEWEST_WORDS and old > plain
