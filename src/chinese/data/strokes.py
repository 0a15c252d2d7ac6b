#!/usr/bin/env python3
"""Makes strokes.bin: the place of every character in the order by strokes.

    npm pack cnchar-order@3.2.6 && tar xzf cnchar-order-3.2.6.tgz
    python3 strokes.py package/cnchar.order.min.js /usr/share/perl/*/Unicode/Collate/CJK/Stroke.pm

The first file tells how the common characters are written, stroke by stroke; the second holds the order by strokes of the
Unicode Common Locale Data Repository for all characters, as it comes with Perl. Characters go by the number of their
strokes, then by their strokes as written (横 竖 撇 点 折), then as the repository has them, by radical; those of which it is
not told how they are written come behind the others of their number. The files are described in README.md.
"""

import re
import struct
import sys
from pathlib import Path

BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))  # CJK Extension A, CJK Unified Ideographs
# Letters of the first file by the five classes of GB/T 13000.1: a rising stroke counts as 横, a falling one as 点, a hooked
# vertical one as 竖, all other bent ones as 折.
CLASSES = {"j": 1, "i": 1, "f": 2, "g": 2, "s": 3, "k": 4, "d": 4, "l": 4}
BENT = 5


def written(path):
    """{'丁': [1, 2]}: the classes of the strokes of every character that is told of."""
    text = Path(path).read_text("utf-8")
    pairs = re.findall(r'"([\u3400-\u9fff])":"([a-z]+)"', text)
    return {char: [CLASSES.get(letter, BENT) for letter in letters] for char, letters in pairs}


def repository(path):
    """{'丁': (2, 7)}: number of strokes, and place in the repository's order."""
    places, count = {}, 0
    data = Path(path).read_text("utf-8").split("__DATA__", 1)[1].split("__END__", 1)[0]
    for word in data.split():
        if word.startswith("FDD0-28"):
            count = int(word[-2:], 16)
        else:
            places.setdefault(chr(int(word, 16)), (count, len(places)))
    return places


def main():
    strokes, places = written(sys.argv[1]), repository(sys.argv[2])
    keys = {}
    for char, (count, place) in places.items():
        own = strokes.get(char)
        keys[char] = (len(own) if own else count, own or [BENT + 1], place)
    inside = [char for char in keys if any(first <= ord(char) <= last for first, last in BLOCKS)]
    order = {char: at + 1 for at, char in enumerate(sorted(inside, key=keys.get))}
    ranks = (order.get(chr(code), 0) for first, last in BLOCKS for code in range(first, last + 1))
    Path(__file__).with_name("strokes.bin").write_bytes(b"".join(struct.pack("<H", rank) for rank in ranks))
    differ = sum(len(strokes[char]) != places[char][0] for char in strokes if char in places)
    print(f"{len(order)} characters, {len(strokes)} with strokes as written, {differ} counted otherwise by the repository")


if __name__ == "__main__":
    main()
