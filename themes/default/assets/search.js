/* The search of the site: finds what stands on a page, from scripts that lie beside it. Plain ES2017 for Chromium 78; no request is
   made but by script elements, so that it works from a disk too. */
(function () {
"use strict";

var DIGITS = "!#$%&'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
var FORM = 4, LONGEST = 200, MOST_WORDS = 12, SHOWN = 10, SUGGESTED = 6, AT_ONCE = 4, AROUND = 40, MOST_READINGS = 48, FEW = 6, LONG = 8, KEPT = 40, EAGER = 3;
/* What comes on top of the weights: the title is the query, a block begins with it, all words stand together, only the reading is the same. */
var WHOLE = 400, BEGINS = 1, TOGETHER = 50, LONGEST_TOGETHER = 12, READ = 60;
var FIRST_YEAR = 1950, NUMBERS = DIGITS.length * DIGITS.length;
var MARK = "#search=";

/* ---- Files ---- */

var handed = {}, waiting = {}, recent = [], base = null;

window.pilothouse_search = function (name, data) { handed[name] = data; };

/* Loads a file of the index once. A file that is missing or cut off does not call back: that is told, and it may be tried again. */
function load(name) {
  if (handed[name]) return Promise.resolve(handed[name]);
  if (waiting[name]) return waiting[name];
  return waiting[name] = new Promise(function (done, failed) {
    var script = document.createElement("script");
    script.src = base + name + ".js";
    script.async = true;
    script.onload = script.onerror = function () {
      delete waiting[name];
      document.head.removeChild(script);
      if (name === "head" && handed.head && handed.head.form !== FORM) delete handed.head;
      if (handed[name]) done(handed[name]); else failed(new Error(name));
      forget(name);
    };
    document.head.appendChild(script);
  });
}

/* Lets go of large files that were not asked for of late: many queries must not fill the memory. */
function forget(name) {
  if (!/^[kt][0-9a-f]{3,}$/.test(name) || !handed[name]) return;
  recent.push(name);
  if (recent.length > KEPT) delete handed[recent.shift()];
}

/* ---- Folding: the same as that of the index, by the same tables ---- */

var tables = null;

function ranges(text) {
  var points = Array.from(text, function (c) { return c.codePointAt(0); }), out = [];
  for (var at = 0; at + 1 < points.length; at += 2) out.push([points[at], points[at + 1]]);
  return out;
}

function inside(point, list) {
  for (var at = 0; at < list.length; at++) if (point >= list[at][0] && point <= list[at][1]) return true;
  return false;
}

function prepare(written) {
  var simple = new Map(), pairs = Array.from(written[0]);
  for (var at = 0; at + 1 < pairs.length; at += 2) simple.set(pairs[at], pairs[at + 1]);
  tables = { simple: simple, separators: ranges(written[1]), unseen: ranges(written[2]), han: ranges(written[3]), accents: ranges(written[4]), known: new Map() };
}

/* What a character is for folding: nothing, a space or mark, a letter, a Han character; and what stands for it. */
function sort(c) {
  var found = tables.known.get(c);
  if (found) return found;
  var point = c.codePointAt(0);
  if (point === 10) found = { is: "break", as: "\n" };
  else {
    if (point >= 0xff01 && point <= 0xff5e) point -= 0xfee0; else if (point === 0x3000) point = 32;
    var as = String.fromCodePoint(point);
    if (inside(point, tables.han) && point !== 0x4e28) found = { is: "han", as: tables.simple.get(as) || as };
    else if (inside(point, tables.unseen)) found = { is: "unseen", as: "" };
    else if (inside(point, tables.separators)) found = { is: "mark", as: /\s/.test(as) || point < 32 || (point > 126 && point < 160) ? " " : as };
    else found = { is: "letter", as: as.toLowerCase() };
  }
  tables.known.set(c, found);
  return found;
}

/* Returns a text in the form in which words are compared: each after a space, without marks and accents. */
function foldWords(text, places) {
  var out = "", free = true, at = 0;
  function put(unit) { out += unit; if (places) for (var u = 0; u < unit.length; u++) places.push(at); }
  for (var c of text) {
    for (var d of c.normalize("NFD")) {
      var one = sort(d);
      if (one.is === "break") {
        if (out && out[out.length - 1] !== "\n") put("\n");
        free = true;
      } else if (one.is === "mark") free = true;
      else if (one.is === "han" || one.is === "letter" && !inside(d.codePointAt(0), tables.accents)) {
        if (free || one.is === "han") put(" ");
        free = one.is === "han";
        put(Array.from(one.as).filter(function (e) { return !inside(e.codePointAt(0), tables.accents); }).join(""));
      }
    }
    at += c.length;
  }
  return out;
}

/* Returns the folded text; with `places`, also the place in the text of each of its units. */
function fold(text, places) {
  return handed.head.words ? foldWords(text, places) : foldLetters(text, places);
}

function foldLetters(text, places) {
  var out = "", held = "", heldAt = [], free = true, at = 0;
  for (var c of text) {
    var one = sort(c);
    if (one.is === "break") {
      if (out && out[out.length - 1] !== "\n") { out += "\n"; if (places) places.push(at); }
      held = ""; heldAt = []; free = true;
    } else if (one.is === "mark") {
      if (!free && !(one.as === " " && held[held.length - 1] === " ")) { held += one.as; heldAt.push(at); }
    } else if (one.is !== "unseen") {
      if (one.is === "letter" && !free && held) { out += held; if (places) for (var h = 0; h < heldAt.length; h++) places.push(heldAt[h]); }
      held = ""; heldAt = [];
      out += one.as;
      if (places) for (var u = 0; u < one.as.length; u++) places.push(at);
      free = one.is === "han";
    }
    at += c.length;
  }
  return out;
}

function first(text, count) {
  return Array.from(text.slice(0, count * 2)).slice(0, count).join("");
}

/* Returns the folded words of a query. */
function wordsOf(query) {
  var words = [], pieces = first(query, LONGEST).normalize("NFC").split(/["“”＂]/);
  pieces.forEach(function (piece, at) {
    if (at % 2) words.push(fold(piece.replace(/\s/g, " ")));
    else piece.split(/\s/).forEach(function (word) { words.push(fold(word)); });
  });
  return Array.from(new Set(words.filter(Boolean))).slice(0, MOST_WORDS);
}

/* ---- Keys and where they stand ---- */

function hash(text) {
  var value = 0x811c9dc5;
  for (var at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

function numbered(letter, number) {
  var text = number.toString(16);
  while (text.length < 3) text = "0" + text;
  return letter + text;
}

var VALUES = new Uint8Array(128);
for (var digit = 0; digit < DIGITS.length; digit++) VALUES[DIGITS.charCodeAt(digit)] = digit;

/* Reads bits from characters, two for thirteen; after the last come ones. */
function Bits(text) { this.text = text; this.at = 0; this.held = 0; this.left = 0; }

Bits.prototype.bits = function (count) {
  if (count > 16) { var high = this.bits(count - 16); return high * 65536 + this.bits(16); }
  while (this.left < count) {
    var word = this.at < this.text.length ? VALUES[this.text.charCodeAt(this.at)] * 91 + VALUES[this.text.charCodeAt(this.at + 1)] : 8191;
    this.held = (this.held & 0xffff) << 13 | word;
    this.left += 13;
    this.at += 2;
  }
  this.left -= count;
  return this.held >>> this.left & (1 << count) - 1;
};

Bits.prototype.zeros = function () {
  var zeros = 0;
  while (!this.bits(1)) zeros++;
  return zeros;
};

Bits.prototype.open = function (low) {
  var length = this.zeros(), rest = (1 << length | this.bits(length)) - 1;
  return rest << low | this.bits(low);
};

Bits.prototype.rice = function (low) {
  return this.zeros() << low | this.bits(low);
};

/* Returns the postings of a key of a file of keys; `sort` is 1 for pairs, 3 for single characters, 5 for readings. */
function postings(file, key, sort) {
  if (!file.known) file.known = {};
  if (!file.known[sort]) {
    var keys = sort === 1 ? file[1].match(/[^][^]/gu) || [] : sort === 3 ? Array.from(file[3]) : file[5].split(" ");
    var lists = file[sort + 1].split(" "), known = file.known[sort] = new Map();
    keys.forEach(function (one, at) { known.set(one, lists[at]); });
    file.table = file.table || Array.from(file[0]);
  }
  var text = file.known[sort].get(key);
  return text === undefined ? [] : decoded(text, sort, file.table);
}

function decoded(text, sort, table) {
  var bits = new Bits(text), sides = [[""], [""]], lows = [0, 0], found = [];
  var width = table.length > 1 ? 32 - Math.clz32(table.length - 1) : 0;
  if (sort === 1) for (var side = 0; side < 2; side++) {
    for (var count = bits.open(1) + 1, all = []; count > 0; count--) all.push(table[bits.bits(width)]);
    sides[side] = all;
    lows[side] = all.length > 1 ? bits.bits(4) : 0;
  }
  for (var place = 0; place < 5; place++) {
    var many = bits.open(0), low = many ? bits.bits(4) : 0, page = 0;
    for (; many > 0; many--) {
      page += bits.rice(low);
      var before = sides[0].length > 1 ? sides[0][bits.open(lows[0])] : sides[0][0];
      var behind = sides[1].length > 1 ? sides[1][bits.open(lows[1])] : sides[1][0];
      found.push({ page: page, place: place, before: before, behind: behind });
    }
  }
  return found;
}

function of(key, sort) {
  return load(numbered("k", hash(key) % handed.head.keys)).then(function (file) { return postings(file, key, sort); });
}

/* Returns the pieces of a word: itself, or all four neighbouring characters of it. */
function piecesOf(word) {
  var all = Array.from(word), pieces = [];
  if (all.length === 1) return [{ key: word, sort: 3 }];
  if (all.length < 4) return [{ key: all[0] + all[1], sort: 1, behind: all[2] }];
  for (var at = 0; at + 3 < all.length; at++) pieces.push({ key: all[at + 1] + all[at + 2], sort: 1, before: all[at], behind: all[at + 3] });
  return pieces;
}

/* Counts a piece in each page that holds it: as a whole, and without its first character. */
function counted(piece) {
  return of(piece.key, piece.sort).then(function (all) {
    var counts = new Map();
    all.forEach(function (one) {
      if (piece.behind !== undefined && one.behind !== piece.behind) return;
      var count = counts.get(one.page);
      if (!count) counts.set(one.page, count = { whole: 0, tail: 0, place: 9, begins: false });
      count.tail++;
      if (piece.before !== undefined && one.before !== piece.before) return;
      count.whole++;
      var begins = piece.before === undefined && one.before === "\n";
      if (one.place < count.place) { count.place = one.place; count.begins = begins; }
      else if (one.place === count.place) count.begins = count.begins || begins;
    });
    counts.forEach(function (count, page) { if (!count.whole) counts.delete(page); });
    return counts;
  });
}

/* Returns the pages that hold a word, or may: those whose least number of times is below one are doubtful. A long word is looked
   for by every third piece first; if few pages have these, their texts tell the rest, and fewer files are loaded. */
function matches(word, narrow) {
  var pieces = piecesOf(word);
  var some = narrow && pieces.length > LONG ? pieces.filter(function (_, at) { return at % 3 === 0 || at === pieces.length - 1; }) : pieces;
  return Promise.all(some.map(counted)).then(function (lists) {
    var found = new Map();
    lists[0].forEach(function (first, page) {
      var least = first.whole, last = first, place = first.place;
      for (var at = 1; at < lists.length; at++) {
        var next = lists[at].get(page);
        if (!next) return;
        least += next.whole - last.tail;
        place = Math.max(place, next.place);
        last = next;
      }
      found.set(page, { place: place, begins: first.begins, doubtful: least < 1 || some !== pieces });
    });
    return some !== pieces && found.size > FEW ? matches(word, false) : found;
  });
}

/* ---- Pinyin ---- */

var SYLLABLE = /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|vn|ia|ie|iu|ua|ui|uo|ue|ve|er|a|e|i|o|u|v)/;

/* Returns the ways in which letters may be read: lists of syllables, first letters and Han characters. */
function waysOf(word) {
  var ways = [];
  (function go(rest, way) {
    if (ways.length >= MOST_READINGS) return;
    if (!rest) { ways.push(way); return; }
    var c = first(rest, 1);
    if (!/[a-z]/.test(c)) { go(rest.slice(c.length), way.concat([c])); return; }
    var most = /^[zcs]h$/.test(rest) ? 2 : (SYLLABLE.exec(rest) || [c])[0].length; /* or a syllable that was begun */
    for (var length = most; length > 0; length--) {
      var piece = rest.slice(0, length);
      if (length === 1 || SYLLABLE.exec(piece) && SYLLABLE.exec(piece)[0] === piece || length === rest.length) go(rest.slice(length), way.concat([piece]));
    }
  })(word, []);
  return ways;
}

/* Tells whether a reading holds a word in letters: each piece wholly, by its first letter, or as written; the last may be begun. */
function reads(pieces, word) {
  function from(at, rest) {
    if (!rest) return true;
    if (at >= pieces.length) return false;
    var one = pieces[at];
    if (one.written && rest.slice(0, one.written.length) === one.written && from(at + 1, rest.slice(one.written.length))) return true;
    if (!one.letters) return false;
    if (rest.slice(0, one.letters.length) === one.letters && from(at + 1, rest.slice(one.letters.length))) return true;
    if (rest[0] === one.letters[0] && from(at + 1, rest.slice(1))) return true;
    return rest.length > 1 && one.letters.slice(0, rest.length) === rest;
  }
  return pieces.some(function (_, at) { return from(at, word); });
}

var COUNTS = /[\p{Alphabetic}\p{N}]/u;

/* Returns the readings of a page's names and headings: the usual ones of their characters, but for the exceptions. */
function readingsOf(page) {
  var lines = page.text.split("\n"), others = new Map();
  page.others.split(";").forEach(function (one) { var parts = one.split("."); others.set(parts[0] + "." + parts[1], parts[2]); });
  var chosen = lines.slice(0, page.names).concat(page.headings.map(function (at) { return lines[at]; }));
  return chosen.map(function (line, number) {
    return Array.from(fold(line || "")).filter(function (c) { return COUNTS.test(c); }).map(function (c, at) {
      var other = others.get(number + "." + at);
      return { written: c, letters: other !== undefined ? other : c < "\x80" ? c : page.usual.get(c) || "" };
    });
  });
}

/* Returns the pages one of whose names may be read so. */
function byReading(word) {
  var keyed = new Map();
  waysOf(word).forEach(function (way) {
    var keys = [];
    for (var at = 0; at + 1 < way.length; at++) if (/[a-z]/.test(way[at][0]) && /[a-z]/.test(way[at + 1][0])) keys.push([":" + way[at][0] + way[at + 1][0], 5]);
    if (!keys.length) way.forEach(function (piece) { if (/[a-z]/.test(piece[0])) keys.push([":" + piece + ":", 5]); else if (piece[0] !== " ") keys.push([piece, 3]); });
    if (keys.length) keyed.set(keys.join(), keys);
  });
  return Promise.all(Array.from(keyed.values(), function (keys) {
    return Promise.all(keys.map(function (key) { return of(key[0], key[1]); })).then(function (lists) {
      var sets = lists.map(function (list) { return new Set(list.map(function (one) { return one.page; })); });
      return Array.from(sets[0]).filter(function (page) { return sets.every(function (set) { return set.has(page); }); });
    });
  })).then(function (found) { return new Set([].concat.apply([], found)); });
}

/* ---- Searching ---- */

function range(letter, files, page) {
  return numbered(letter, Math.floor(page * files / handed.head.room));
}

/* Returns what a result shows of a page before its text is there: address, title, section, date, kind. */
function cardOf(page) {
  return load(range("c", handed.head.cards, page)).then(function (file) { return file[page]; });
}

/* Unpacks the text of a page, and what is known of its names and headings. */
function textOf(page) {
  return load(range("t", handed.head.texts, page)).then(function (file) {
    if (!file.strings) {
      file.strings = Array.from(file[0]);
      for (var at = 0; at + 3 < file[1].length; at += 4) file.strings.push(file.strings[number(file[1], at)] + file.strings[number(file[1], at + 2)]);
      file.usual = new Map();
      (file[2].match(/[^a-z][a-z]+/gu) || []).forEach(function (one) { var c = first(one, 1); file.usual.set(c, one.slice(c.length)); });
    }
    var own = file[3][page], text = "", packed = own[0];
    for (var place = 0; place < packed.length; place += 2) {
      var next = number(packed, place);
      if (next !== NUMBERS - 1) { text += file.strings[next]; continue; }
      text += String.fromCodePoint(number(packed, place + 2) * NUMBERS + number(packed, place + 4));
      place += 4;
    }
    return { text: text, names: own[1], headings: own[2], others: own[3], usual: file.usual };
  });
}

function number(text, at) {
  return VALUES[text.charCodeAt(at)] * 91 + VALUES[text.charCodeAt(at + 1)];
}

/* Keeps the pages whose texts fit, a few files at once. */
function checked(pages, fits, still) {
  var kept = new Set(), waiting = Array.from(pages).sort(function (a, b) { return a - b; });
  function next() {
    if (!waiting.length || !still()) return Promise.resolve(kept);
    return Promise.all(waiting.splice(0, AT_ONCE).map(function (page) {
      return textOf(page).then(function (text) { if (fits(text)) kept.add(page); });
    })).then(next);
  }
  return next();
}

/* For each page whose part of the order was loaded its day and the mark of its title. */
var ordered = new Map();

/* Loads the parts of the order that hold some pages. */
function order(pages) {
  var names = new Set();
  for (var page of pages) names.add(range("o", handed.head.orders, page));
  return Promise.all(Array.from(names, partOfOrder));
}

function partOfOrder(name) {
  return load(name).then(function (file) {
    if (file.known) return;
    for (var bits = new Bits(file[3]), page = 0, left = file[0]; left > 0; left--) {
      page += bits.open(1);
      var day = bits.bits(file[2]);
      ordered.set(page++, { day: day && file[1] + day, mark: bits.bits(7) });
    }
    file.known = true;
  });
}

/* Returns all pages by number. */
function everyPage() {
  var names = [];
  for (var at = 0; at < handed.head.orders; at++) names.push(numbered("o", at));
  return Promise.all(names.map(partOfOrder)).then(function () { return Array.from(ordered.keys()).sort(function (a, b) { return a - b; }); });
}

/* Returns the weights of the pages with all words. */
function byWords(query, words, still) {
  var together = words.join(""), all = words.map(function (word) { return matches(word, true); });
  var near = words.length > 1 && Array.from(together).length <= LONGEST_TOGETHER ? matches(together, false) : Promise.resolve(new Map());
  return Promise.all([Promise.all(all), near]).then(function (loaded) {
    var lists = loaded[0], weights = new Map(), named = [], doubtful = [], given = handed.head.weights;
    lists[0].forEach(function (_, page) {
      var own = lists.map(function (list) { return list.get(page); });
      if (!own.every(Boolean)) return;
      var weight = own.reduce(function (sum, one) { return sum + given[one.place] + (one.begins ? BEGINS : 0); }, 0);
      var close = loaded[1].get(page);
      if (close && !close.doubtful) weight += TOGETHER;
      if (own.every(function (one) { return one.place === 0; })) named.push(page);
      weights.set(page, weight);
      if (own.some(function (one) { return one.doubtful; })) doubtful.push(page);
    });
    var sure = !doubtful.length ? null : checked(doubtful, function (page) {
      var text = fold(page.text);
      return words.every(function (word) { return text.indexOf(word) >= 0; });
    }, still).then(function (kept) {
      doubtful.forEach(function (page) { if (!kept.has(page)) weights.delete(page); });
    });
    return Promise.all([order(named), sure]).then(function () {
      var mark = hash(fold(query.normalize("NFC"))) & 127;
      named.forEach(function (page) {
        if (weights.has(page) && ordered.get(page).mark === mark) weights.set(page, weights.get(page) + WHOLE);
      });
      return weights;
    });
  });
}

/* Answers a query: pages with their weight, and whether they were found by their reading alone. */
function search(query, still) {
  return load("head").then(function (head) {
    if (!tables) prepare(head.tables);
    var words = wordsOf(query);
    if (!words.length) return { words: words, pages: new Map(), read: false };
    return byWords(query, words, still).then(function (pages) {
      var letters = words.join("").replace(/[' -]/g, "");
      if (head.words || !/[a-z]/.test(letters) || letters.length < 2 || letters.length > 30 || !/^(?:[a-z]|[^\x00-\x7f])+$/.test(letters)) return { words: words, pages: pages, read: false };
      return byReading(letters).then(function (read) {
        return checked(read, function (page) { return readingsOf(page).some(function (line) { return reads(line, letters); }); }, still);
      }).then(function (read) {
        var only = pages.size === 0 && read.size > 0;
        read.forEach(function (page) { if (!pages.has(page)) pages.set(page, READ); });
        return { words: words, pages: pages, read: only };
      });
    });
  });
}

/* Returns what finds something where a query finds nothing: its words alone, else a single word without its end or beginning. */
function instead(words) {
  var all = words, one = Array.from(words[0] || "");
  if (words.length === 1) {
    var half = Math.floor(one.length / 2), cuts = one.length < 3 ? [] : [one.slice(0, -1), one.slice(1), one.slice(0, half), one.slice(half)];
    all = Array.from(new Set(cuts.filter(function (cut) { return cut.length > 1; }).map(function (cut) { return cut.join(""); })));
  }
  return Promise.all(all.slice(0, 4).map(function (word) {
    return matches(word, false).then(function (pages) { return { word: word.trim(), count: pages.size }; });
  })).then(function (found) { return found.filter(function (one) { return one.count > 0; }); });
}

/* Returns pages that were found best first, or newest first; their parts of the order are loaded. */
function inOrder(pages, answer, byDate) {
  return pages.slice().sort(function (a, b) {
    var weight = answer.pages.get(b) - answer.pages.get(a), day = ordered.get(b).day - ordered.get(a).day;
    return (byDate ? day || weight : weight || day) || a - b;
  });
}

/* Returns where the words stand in a text: first and last place of each, in order, not overlapping. */
function places(text, words) {
  var where = [], folded = fold(text, where), found = [];
  words.forEach(function (word) {
    for (var at = folded.indexOf(word); at >= 0 && found.length < 500; at = folded.indexOf(word, at + word.length)) {
      var last = where[at + word.length - 1];
      found.push([where[at], last + (text.codePointAt(last) > 0xffff ? 2 : 1)]);
    }
  });
  found.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
  return found.filter(function (one, at) { return !at || one[0] >= found[at - 1][1]; });
}

/* For tests and for a site's own scripts: the addresses of the pages that a query finds, best first. */
window.pilothouse_find = function (query) {
  return search(query, function () { return true; }).then(function (answer) {
    var pages = Array.from(answer.pages.keys());
    return order(pages).then(function () { return Promise.all(inOrder(pages, answer, false).map(cardOf)); });
  }).then(function (cards) { return cards.map(function (card) { return card[0]; }); });
};

/* ---- The search page ---- */

function element(name, className, text) {
  var made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/* Addresses cannot hold half a character. */
function wellFormed(text) {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])/g, "").replace(/(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1");
}

/* Appends a text with its hits marked. */
function marked(into, text, hits) {
  var at = 0;
  hits.forEach(function (hit) {
    into.appendChild(document.createTextNode(text.slice(at, hit[0])));
    into.appendChild(element("mark", "", text.slice(hit[0], hit[1])));
    at = hit[1];
  });
  into.appendChild(document.createTextNode(text.slice(at)));
}

/* Returns the part of a text around its first hit. */
function context(page, words) {
  var text = page.text, hits = places(text, words);
  var cut = 0; /* the names stand before the text, and in the title */
  for (var line = 0; line < page.names; line++) cut = text.indexOf("\n", cut) + 1 || text.length;
  var hit = hits.filter(function (one) { return one[0] >= cut; })[0];
  var from = hit ? Math.max(cut, hit[0] - AROUND) : cut, to = Math.min(text.length, (hit ? hit[1] : cut) + AROUND * (hit ? 1 : 2));
  var part = text.slice(from, to).replace(/[\ud800-\udbff]$|^[\udc00-\udfff]/g, "").replace(/\n+/g, "  ").trim();
  return (from > cut ? "…" : "") + part + (to < text.length ? "…" : "");
}

/* Calls back when something comes into sight, once. */
function whenSeen(element, then) {
  if (!window.IntersectionObserver) { then(); return; }
  var observer = new IntersectionObserver(function (entries) {
    if (!entries.some(function (entry) { return entry.isIntersecting; })) return;
    observer.disconnect();
    then();
  }, { rootMargin: "100px" });
  observer.observe(element);
}

function Page(form) {
  var status = document.querySelector(".search-status"), list = document.querySelector(".search-results");
  var facets = form.querySelector(".search-facets"), panel = form.querySelector(".search-narrow"), sorting = form.querySelector(".search-sort");
  var input = form.elements.q, select = form.elements.sort;
  var word = function (name, number) { return (form.getAttribute("data-" + name) || "").replace("#", number); };
  var FACETS = ["kind", "unit", "level", "year", "tag"];
  var state = {}, turn = 0, current = null;

  function read() {
    var asked = new URLSearchParams(location.search);
    state = { q: asked.get("q") || "", sort: asked.get("sort") || "", shown: SHOWN };
    FACETS.forEach(function (name) { state[name] = asked.get(name) || ""; });
  }

  function write(push) {
    var asked = new URLSearchParams();
    ["q", "sort"].concat(FACETS).forEach(function (name) { if (state[name]) asked.set(name, state[name]); });
    var address = location.pathname + (String(asked) ? "?" + asked : "");
    try { history[push ? "pushState" : "replaceState"](null, "", address); } catch (_) { /* a browser that keeps no history of files */ }
  }

  function narrowed() { return FACETS.some(function (name) { return state[name]; }); }

  function empty(said) {
    current = null;
    list.textContent = "";
    panel.hidden = sorting.hidden = true;
    status.textContent = said;
  }

  function run() {
    var mine = ++turn;
    var still = function () { return mine === turn; };
    if (!state.q.trim()) { empty(word("hint")); return; }
    status.textContent = word("busy");
    search(state.q, still).then(function (answer) {
      return Promise.all([answer, narrowed() || panel.open ? facetsOf() : null, order(answer.pages.keys())]);
    }).then(function (both) {
      if (!still()) return;
      current = { answer: both[0], facets: both[1], still: still };
      if (!both[0].words.length) empty(word("hint")); else show();
    }).catch(function (error) { if (still()) empty(word("broken", error.message)); });
  }

  /* Shows the results as they are to be; `next` is the number of one that the focus goes to. */
  function show(next) {
    var answer = current.answer, still = current.still, total = handed.head.pages;
    var all = inOrder(Array.from(answer.pages.keys()), answer, state.sort === "date");
    var fits = function (page, but) {
      return !current.facets || FACETS.every(function (name) { return name === but || !state[name] || current.facets.get(page)[name].indexOf(state[name]) >= 0; });
    };
    var kept = all.filter(function (page) { return fits(page); });
    panel.hidden = all.length < 2 && !narrowed();
    sorting.hidden = kept.length < 2;
    if (narrowed()) panel.open = true;
    if (current.facets) narrow(all, fits);
    var said = !kept.length ? word("none") : word(answer.read ? "pinyin" : "found", kept.length);
    if (kept.length > 50 && kept.length * 2 > total) said += " " + word("common");
    if (!kept.length && narrowed() && all.length) said = word("narrowed", all.length);
    var shown = kept.slice(0, state.shown);
    Promise.all(shown.map(cardOf)).then(function (cards) {
      if (!still()) return;
      status.textContent = said;
      list.textContent = "";
      cards.forEach(function (card, at) { list.appendChild(result(shown[at], card, answer, still, at < EAGER)); });
      if (kept.length > shown.length) list.appendChild(more());
      if (next < shown.length) list.children[next].querySelector("a").focus();
      if (!all.length) return instead(answer.words).then(function (found) { if (still() && found.length) list.appendChild(others(found)); });
    }).catch(function (error) { if (still()) empty(word("broken", error.message)); });
  }

  /* Returns a line that leads to other queries. */
  function others(found) {
    var item = element("li", "search-instead", word("instead") + " ");
    found.forEach(function (one) {
      var link = element("a", "", one.word + " (" + one.count + ")");
      link.href = location.pathname + "?q=" + encodeURIComponent(one.word);
      link.addEventListener("click", function (event) { event.preventDefault(); input.value = one.word; ask(true); });
      item.appendChild(link);
      item.appendChild(document.createTextNode(" "));
    });
    return item;
  }

  function more() {
    var item = element("li", "search-more"), button = element("button", "", word("more"));
    button.type = "button";
    button.addEventListener("click", function () {
      state.shown += SHOWN;
      show(state.shown - SHOWN);
    });
    item.appendChild(button);
    return item;
  }

  /* Loads what results can be narrowed by: for each page its words. */
  function facetsOf() {
    return Promise.all([load("facets"), everyPage()]).then(function (both) {
      var file = both[0];
      if (!file.known) {
        var bits = new Bits(file.pages), words = function (list, at) { return at ? [file.words[list][at - 1]] : []; };
        file.known = new Map();
        both[1].forEach(function (page) {
          var row = { kind: words(0, bits.open(2)), unit: words(1, bits.open(2)), level: words(2, bits.open(2)), year: words(3, bits.open(2)), tag: [] };
          for (var count = bits.open(1); count > 0; count--) row.tag = row.tag.concat(words(4, bits.open(4)));
          file.known.set(page, row);
        });
      }
      return file.known;
    });
  }

  function narrow(all, fits) {
    facets.textContent = "";
    FACETS.forEach(function (name) {
      var counts = new Map();
      all.forEach(function (page) {
        if (fits(page, name)) current.facets.get(page)[name].forEach(function (value) { counts.set(value, (counts.get(value) || 0) + 1); });
      });
      if (state[name] && !counts.has(state[name])) counts.set(state[name], 0);
      if (!counts.size || counts.size === 1 && !state[name]) return;
      var label = element("label", "", word(name) + " "), box = element("select");
      box.name = name;
      box.appendChild(new Option(word("all"), ""));
      var sorted = Array.from(counts).sort(function (a, b) { return name === "year" ? (a[0] < b[0] ? 1 : -1) : b[1] - a[1] || (a[0] < b[0] ? -1 : 1); });
      sorted.forEach(function (pair) { box.appendChild(new Option(pair[0] + " (" + pair[1] + ")", pair[0], false, pair[0] === state[name])); });
      label.appendChild(box);
      facets.appendChild(label);
    });
  }

  function result(page, card, answer, still, eager) {
    var item = element("li"), title = element("p", "search-hit"), link = element("a"), text = element("p", "search-context");
    var about = [card[2], card[4], card[3].slice(0, 10)].filter(Boolean).join(" · ");
    link.href = base + handed.head.up + card[0] + (answer.read ? "" : MARK + encodeURIComponent(wellFormed(state.q)));
    marked(link, card[1], places(card[1], answer.words));
    title.appendChild(link);
    item.appendChild(title);
    item.appendChild(text);
    if (about) item.appendChild(element("p", "search-about", about));
    (eager ? function (_, then) { then(); } : whenSeen)(item, function () {
      if (still()) textOf(page).then(function (whole) {
        var around = context(whole, answer.words);
        marked(text, around, places(around, answer.words));
      }).catch(function (error) { text.textContent = word("broken", error.message); });
    });
    return item;
  }

  panel.addEventListener("toggle", function () {
    var mine = current;
    if (!panel.open || !mine || mine.facets) return;
    facetsOf().then(function (known) { mine.facets = known; if (mine === current) show(); })
      .catch(function (error) { facets.textContent = word("broken", error.message); });
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); ask(true); });
  var later = 0;
  function ask(push) {
    clearTimeout(later);
    if (state.q === input.value && !push) return;
    state.q = input.value;
    state.shown = SHOWN;
    write(push);
    run();
  }
  input.addEventListener("input", function (event) {
    clearTimeout(later);
    if (!event.isComposing) later = setTimeout(ask, 150, false);
  });
  input.addEventListener("compositionend", function () { later = setTimeout(ask, 150, false); });
  form.addEventListener("change", function (event) {
    if (event.target === input) return;
    state[event.target.name] = event.target.value;
    state.shown = SHOWN;
    write(true);
    if (current && (current.facets || !narrowed())) show(); else run();
  });
  function again() { read(); input.value = state.q; select.value = state.sort; run(); }
  window.addEventListener("popstate", again);
  /* What every query needs; whether it is there is told when one is asked. */
  load("head").then(function (head) { return head.orders === 1 ? partOfOrder(numbered("o", 0)) : null; }).catch(function () {});
  again();
  if (!state.q) input.focus();
}

/* ---- The box in the head: a combobox whose list holds pages by their names ---- */

function Box(form) {
  var input = form.elements.q, list = form.querySelector("[role=listbox]"), turn = 0, later = 0, at = -1;

  function close() {
    at = -1;
    list.hidden = true;
    list.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(to) {
    var all = list.querySelectorAll("[role=option]");
    if (!all.length) return;
    if (at >= 0) all[at].setAttribute("aria-selected", "false");
    at = (to + all.length + 1) % (all.length + 1);
    if (at === all.length) at = -1;
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    all[at].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", all[at].id);
  }

  function suggest() {
    var mine = ++turn, query = input.value;
    var still = function () { return mine === turn; };
    if (Array.from(query.trim()).length < 2) { close(); return; }
    search(query, still).then(function (answer) {
      var least = Math.min(READ, handed.head.weights[1]);
      var best = Array.from(answer.pages.keys()).filter(function (page) { return answer.pages.get(page) >= least; });
      return order(best).then(function () { return Promise.all(inOrder(best, answer, false).slice(0, SUGGESTED).map(cardOf)); }).then(function (cards) {
        if (!still()) return;
        close();
        cards.forEach(function (card, number) {
          var item = element("li"), link = element("a");
          /* The link itself is the option: inside one nothing else may be operated. */
          item.setAttribute("role", "none");
          link.setAttribute("role", "option");
          link.setAttribute("aria-selected", "false");
          link.id = "suggested-" + number;
          link.href = base + handed.head.up + card[0];
          link.tabIndex = -1;
          marked(link, card[1], places(card[1], answer.words));
          item.appendChild(link);
          list.appendChild(item);
        });
        list.hidden = !cards.length;
        input.setAttribute("aria-expanded", String(cards.length > 0));
      });
    }).catch(close); /* the search page tells what is wrong */
  }

  input.addEventListener("input", function (event) {
    clearTimeout(later);
    if (!event.isComposing) later = setTimeout(suggest, 150);
  });
  input.addEventListener("compositionend", function () { clearTimeout(later); later = setTimeout(suggest, 150); });
  input.addEventListener("keydown", function (event) {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at < 0 ? list.children.length - 1 : at - 1);
    else if (event.key === "Escape") { turn++; close(); }
    else if (event.key === "Enter" && at >= 0) location.href = list.children[at].firstChild.href;
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", function (event) { event.preventDefault(); }); /* the box keeps the focus */
  input.addEventListener("blur", function () { clearTimeout(later); turn++; close(); });
}

/* ---- Every page ---- */

/* Marks the words that led here and shows the first. */
function arrive() {
  var asked = location.hash.slice(0, MARK.length) === MARK && location.hash.slice(MARK.length);
  var main = document.querySelector("main");
  if (!asked || !main) return;
  var query;
  try { query = decodeURIComponent(asked); } catch (_) { return; }
  load("head").then(function (head) {
    if (!tables) prepare(head.tables);
    var words = wordsOf(query), nodes = [], text = "", walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), node, block = null;
    while ((node = walker.nextNode())) {
      if (/^(?:SCRIPT|STYLE|NOSCRIPT|RT|RP)$/.test(node.parentNode.nodeName)) continue;
      var own = node.parentNode.closest("p,li,h1,h2,h3,h4,h5,h6,td,th,dt,dd,figcaption,div");
      if (own !== block) { text += "\n"; block = own; }
      nodes.push([node, text.length]);
      text += node.data;
    }
    var firstMark = null;
    places(text, words).reverse().forEach(function (hit) {
      for (var at = nodes.length - 1; at >= 0; at--) {
        var start = nodes[at][1], here = nodes[at][0], from = Math.max(hit[0], start) - start, to = Math.min(hit[1] - start, here.data.length);
        if (start + here.data.length <= hit[0]) break;
        if (start >= hit[1] || from >= to) continue;
        var piece = here.splitText(from);
        piece.splitText(to - from);
        firstMark = element("mark", "search-mark");
        piece.parentNode.replaceChild(firstMark, piece);
        firstMark.appendChild(piece);
      }
    });
    if (!firstMark) return;
    for (var folded = firstMark.closest("details"); folded; folded = folded.parentNode.closest("details")) folded.open = true;
    firstMark.scrollIntoView({ block: "center" });
  }).catch(function () { /* without the index the page is as it is */ });
}

/* `/` leads to the box, unless one types already. */
document.addEventListener("keydown", function (event) {
  var there = event.target;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || /^(?:INPUT|TEXTAREA|SELECT)$/.test(there.nodeName) || there.isContentEditable) return;
  var box = document.querySelector("form[role=search] input[name=q]");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});

function begin() {
  var form = document.querySelector("form[role=search][data-href]");
  if (!form) return;
  var link = document.createElement("a");
  link.href = form.getAttribute("data-href");
  base = link.href;
  var asked = Number(form.getAttribute("data-browser")), own = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent);
  if (asked && own && Number(own[1]) < asked) return; /* the page says so already */
  if (form.hasAttribute("data-found")) Page(form); else Box(form);
  arrive();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
