#!/usr/bin/env python3
"""Makes syllables.txt, characters.bin, phrases.txt and heads.bin from the PyPI packages `pypinyin`
(readings) and `jieba` (how common a word is) and from office.txt.

    python3 -m venv venv && venv/bin/pip install pypinyin==0.55.0 jieba==0.42.1 && venv/bin/python make.py

Every phrase is kept only where it changes something: where a character is read otherwise than alone, or where the
word keeps a following one from being found across its end (发行 keeps 行长 out of 发行长期国债).
The files are described in README.md.
"""

import json
import struct
import unicodedata
from pathlib import Path

import jieba
import pypinyin

HERE = Path(__file__).parent
SOURCE = Path(pypinyin.__file__).parent
BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))  # CJK Extension A, CJK Unified Ideographs
STARTS_PHRASE = 1 << 15
TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
# How often a word must occur in the counts of jieba: a word of two characters with a reading of its own (rarer ones are
# archaic and turn up in modern text by accident only), and a guard of two and three characters.
COMMON, COMMON_GUARD = 3, {2: 30, 3: 100}
# Characters of the General Standard Table (2013) in Extension B. Later extensions are small and taken whole.
EXTENSION_B = "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌"


def split_tone(marked):
    """'lǜ' -> ('lv', 4). The neutral tone is 5."""
    letters, tone = "", 5
    for char in unicodedata.normalize("NFD", marked.replace("ɡ", "g")):
        if char in TONES:
            tone = TONES[char]
        elif char == "\u0308":
            letters = letters[:-1] + "v"
        elif char != "\u0302":
            letters += char
    assert letters.isascii() and letters.isalpha(), marked
    return letters, tone


def parse_compact(readings, length, word):
    """'.hang2' -> [None, ('hang', 2)]; nothing at all means every character as it stands alone."""
    found, at = [], 0
    while at < len(readings):
        if readings[at] == ".":
            found.append(None)
            at += 1
            continue
        end = at
        while not readings[end].isdigit():
            end += 1
        found.append((readings[at:end], int(readings[end])))
        at = end + 1
    assert not found or len(found) == length, word
    return found or [None] * length


def hand_written():
    """office.txt: single characters, phrases, and words of the source to leave out."""
    alone, phrases, dropped = {}, {}, set()
    for line in (HERE / "office.txt").read_text("utf-8").splitlines():
        for entry in line.split("#")[0].split("|"):
            word, _, readings = entry.strip().partition(" ")
            if not word:
                continue
            if word.startswith("-"):
                dropped.add(word[1:])
                continue
            parsed = parse_compact(readings.replace(" ", ""), len(word), word)
            if len(word) == 1:
                alone[word] = parsed[0]
            else:
                phrases[word] = parsed
    return alone, phrases, dropped


def is_wrong(word, reading):
    """Readings the source gives against the standard: 朴 piao outside the surname, 血 xie in compounds."""
    return any(c == "朴" and r[0] == "piao" or c == "血" and r[0] == "xie" for c, r in zip(word, reading))


def frequencies():
    """How often words occur, personal names left out."""
    entries = (line.split() for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines())
    return {word: int(count) for word, count, tag in entries if not tag.startswith("nr")}


def select(alone, phrases, own, dropped):
    """The phrases to embed, with None for every character that is read as it is alone."""
    common = frequencies()
    kept = {}
    for word, reading in phrases.items():
        usable = all(c in alone for c in word) and 2 <= len(word) == len(reading) <= 8
        if not usable or word in dropped or is_wrong(word, reading):
            continue
        changes = [None if r[0] == alone[c][0] else r for c, r in zip(word, reading)]
        if any(changes) and (len(word) > 2 or common.get(word, 0) >= COMMON):
            kept[word] = changes
    for word, reading in own.items():
        kept[word] = [None if r and r[0] == alone[c][0] else r for c, r in zip(word, reading)]
    special = {word for word, changes in kept.items() if any(changes)}
    for word, count in common.items():
        if word in kept or word in dropped or count < COMMON_GUARD.get(len(word), count + 1):
            continue
        inside = {word[a:b] for a in range(len(word)) for b in range(a + 2, len(word) + 1)}
        if not inside & special and all(c in alone for c in word) and is_guard(word, special, common):
            kept[word] = [None] * len(word)
    return kept


def is_guard(word, special, common):
    """Whether a word is likelier than its parting before the last character: 尊重|生 against 尊|重生."""
    whole = parted = 0
    for rival in special_after(word[-1], special):
        whole += common[word] * common.get(rival[1:], 1)
        parted += common.get(word[:-1], 1) * common.get(rival, 1)
    return whole > parted


def special_after(first, special, cache={}):
    """The special phrases of two characters that begin with a character."""
    if not cache:
        for phrase in special:
            if len(phrase) == 2:
                cache.setdefault(phrase[0], []).append(phrase)
    return cache.get(first, [])


def line(word, readings):
    """A line of phrases.txt."""
    compact = "".join(f"{r[0]}{r[1]}" if r else "." for r in readings)
    return f"{word} {compact}" if any(readings) else word


def main():
    own_alone, own, dropped = hand_written()
    table = json.loads((SOURCE / "pinyin_dict.json").read_text("utf-8"))
    alone = {chr(int(code)): split_tone(marked.split(",")[0]) for code, marked in table.items()}
    alone |= own_alone
    source = json.loads((SOURCE / "phrases_dict.json").read_text("utf-8"))
    phrases = {word: [split_tone(r[0]) for r in reading] for word, reading in source.items()}
    chosen = select(alone, phrases, own, dropped)
    syllables = sorted({s for s, _ in alone.values()})
    assert len(syllables) < 512 and max(map(len, syllables)) <= 6
    number = {syllable: at + 1 for at, syllable in enumerate(syllables)}
    starts = {word[0] for word in chosen}
    dense = b""
    for first, last in BLOCKS:
        for code in range(first, last + 1):
            char = chr(code)
            syllable, tone = alone.get(char, ("", 0))
            packed = number.get(syllable, 0) | tone << 9 | (STARTS_PHRASE if char in starts else 0)
            dense += struct.pack("<H", packed)
    lines = [line(word, readings) for word, readings in chosen.items()]
    for char, (syllable, tone) in alone.items():
        if char == "〇" or ord(char) >= 0x2A700 or char in EXTENSION_B:
            lines.append(f"{char} {syllable}{tone}")
    (HERE / "syllables.txt").write_text("".join(f"{s:6}\n" for s in syllables), "ascii")
    (HERE / "characters.bin").write_bytes(dense)
    lines.sort()
    heads, at = {}, 0
    for entry in lines:
        heads.setdefault(entry[0], at)
        at += len(entry.encode("utf-8")) + 1
    (HERE / "phrases.txt").write_text("".join(entry + "\n" for entry in lines), "utf-8")
    (HERE / "heads.bin").write_bytes(b"".join(struct.pack("<II", ord(c), at) for c, at in heads.items()))
    print(f"{len(syllables)} syllables, {len(dense)} bytes of characters, {len(lines)} phrases")


if __name__ == "__main__":
    main()
