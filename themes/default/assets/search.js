/* The search of the site: finds what stands on a page, from scripts that lie beside it. Plain ES2017 for Chromium 78; no request is
   made but by script elements, so that it works from a disk too. */
(function () {
"use strict";

var DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
var LONGEST = 200, MOST_WORDS = 12, SHOWN = 20, SUGGESTED = 6, AT_ONCE = 8, AROUND = 40, MOST_READINGS = 48;
var MARK = "#search=";

/* ---- Files ---- */

var handed = {}, waiting = {}, base = null;

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
      if (handed[name]) done(handed[name]); else failed(new Error(name));
    };
    document.head.appendChild(script);
  });
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
  tables = { simple: simple, separators: ranges(written[1]), unseen: ranges(written[2]), han: ranges(written[3]), known: new Map() };
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

/* Returns the folded text; with `places`, also the place in the text of each of its units. */
function fold(text, places) {
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

/* ---- Keys and postings ---- */

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

function keysOf(word) {
  var all = Array.from(word);
  if (all.length === 1) return all;
  return Array.from(new Set(all.slice(1).map(function (c, at) { return all[at] + c; })));
}

function postings(text) {
  return [0, 1, 2, 3].map(function (list) {
    var written = (text || "").split(",")[list] || "", out = [], before = 0, value = 0, shift = 0;
    for (var at = 0; at < written.length; at++) {
      var digit = DIGITS.indexOf(written[at]);
      value += (digit & 31) * Math.pow(2, shift);
      shift += 5;
      if (digit < 32) { before += value; out.push(before); value = 0; shift = 0; }
    }
    return out;
  });
}

function of(key) {
  var head = handed.head, name = numbered("k", hash(key) & ((1 << head.shards) - 1));
  return load(name).then(function (shard) {
    return postings(Object.prototype.hasOwnProperty.call(shard, key) ? shard[key] : "");
  });
}

/* Returns the pages that have all keys, with their weight. */
function together(keys) {
  return Promise.all(keys.map(of)).then(function (lists) {
    var kept = [0, 1, 2, 3].map(function (place) {
      return lists.map(function (one) { return new Set(one[place]); }).reduce(function (all, one) {
        return new Set(Array.from(all).filter(function (page) { return one.has(page); }));
      });
    });
    var pages = new Map();
    kept[0].forEach(function (page) { pages.set(page, 1 + (kept[1].has(page) ? 10 : 0) + (kept[2].has(page) ? 100 : 0) + (kept[3].has(page) ? 200 : 0)); });
    kept[2].forEach(function (page) { if (!pages.has(page)) pages.set(page, 100); });
    return pages;
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
    var most = (SYLLABLE.exec(rest) || [c])[0].length;
    for (var length = most; length > 0; length--) {
      var piece = rest.slice(0, length);
      if (length === 1 || SYLLABLE.exec(piece) && SYLLABLE.exec(piece)[0] === piece || length === rest.length) go(rest.slice(length), way.concat([piece]));
    }
  })(word, []);
  return ways;
}

/* Tells whether a reading holds a word in letters: each piece wholly, by its first letter, or as written; the last may be begun. */
function reads(reading, word) {
  var pieces = reading.split(" ").map(function (piece) {
    var letters = piece.replace(/^[^\x00-\x7f]+/, "");
    return { letters: letters, written: piece.slice(0, piece.length - letters.length) };
  });
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

/* Returns the pages one of whose names may be read so. */
function byReading(word) {
  var keyed = new Map();
  waysOf(word).forEach(function (way) {
    var keys = [];
    for (var at = 0; at + 1 < way.length; at++) if (/[a-z]/.test(way[at][0]) && /[a-z]/.test(way[at + 1][0])) keys.push(":" + way[at][0] + way[at + 1][0]);
    if (!keys.length) way.forEach(function (piece) { if (/[a-z]/.test(piece[0])) keys.push(":" + piece + ":"); else if (piece[0] !== " ") keys.push(piece); });
    if (keys.length) keyed.set(keys.join(), keys);
  });
  return Promise.all(Array.from(keyed.values(), together)).then(function (found) {
    var pages = new Map();
    found.forEach(function (one) { one.forEach(function (_, page) { pages.set(page, 60); }); });
    return pages;
  });
}

/* ---- Searching ---- */

function textName(page) {
  var head = handed.head;
  return numbered("t", page >>> (head.bits - head.shards));
}

function pageOf(page) {
  return load(textName(page)).then(function (shard) { return shard[page]; });
}

/* Keeps the pages for which `holds` says so, looking at their texts, a few shards at once. */
function checked(pages, holds, still) {
  var kept = new Map(), shards = new Map();
  pages.forEach(function (weight, page) {
    var name = textName(page);
    if (!shards.has(name)) shards.set(name, []);
    shards.get(name).push([page, weight]);
  });
  var names = Array.from(shards.keys());
  function next() {
    if (!names.length || !still()) return Promise.resolve(kept);
    var batch = names.splice(0, AT_ONCE);
    return Promise.all(batch.map(load)).then(function (loaded) {
      loaded.forEach(function (shard, at) {
        shards.get(batch[at]).forEach(function (one) { if (shard[one[0]] && holds(shard[one[0]])) kept.set(one[0], one[1]); });
      });
      return next();
    });
  }
  return next();
}

/* Answers a query: pages with their weight, and whether they were found by their reading. */
function search(query, still) {
  return load("head").then(function (head) {
    if (!tables) prepare(head.tables);
    var words = wordsOf(query);
    if (!words.length) return { words: words, pages: new Map(), read: false };
    return Promise.all(words.map(function (word) { return together(keysOf(word)); })).then(function (found) {
      var pages = found.reduce(function (all, one) {
        var both = new Map();
        all.forEach(function (weight, page) { if (one.has(page)) both.set(page, weight + one.get(page)); });
        return both;
      });
      /* One or two characters are a key: whoever has it, has them. */
      if (words.every(function (word) { return Array.from(word).length < 3; })) return pages;
      return checked(pages, function (page) {
        var text = page.folded || (page.folded = fold(page[5]));
        return words.every(function (word) { return text.indexOf(word) >= 0; });
      }, still);
    }).then(function (pages) {
      var letters = words.join("").replace(/[' -]/g, "");
      if (!/[a-z]/.test(letters) || letters.length < 2 || letters.length > 30 || !/^(?:[a-z]|[^\x00-\x7f])+$/.test(letters)) return { words: words, pages: pages, read: false };
      return byReading(letters).then(function (read) {
        return checked(read, function (page) { return page[6].split("\n").some(function (line) { return reads(line, letters); }); }, still);
      }).then(function (read) {
        var only = pages.size === 0 && read.size > 0;
        read.forEach(function (weight, page) { if (!pages.has(page)) pages.set(page, weight); });
        return { words: words, pages: pages, read: only };
      });
    });
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

/* For tests and for a site's own scripts: the addresses of the pages that a query finds. */
window.pilothouse_find = function (query) {
  return search(query, function () { return true; }).then(function (answer) {
    return Promise.all(Array.from(answer.pages.keys(), pageOf)).then(function (pages) {
      return pages.map(function (page) { return page[0]; }).sort();
    });
  });
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
  var text = page[5], hits = places(text, words);
  var cut = 0; /* the names stand before the text, and in the title */
  for (var line = 0; line < page[7]; line++) cut = text.indexOf("\n", cut) + 1;
  var hit = hits.filter(function (one) { return one[0] >= cut; })[0];
  var from = hit ? Math.max(cut, hit[0] - AROUND) : cut, to = Math.min(text.length, (hit ? hit[1] : cut) + AROUND * (hit ? 1 : 2));
  var part = Array.from(text.slice(from, to).replace(/[\ud800-\udbff]$|^[\udc00-\udfff]/g, "")).join("").replace(/\n+/g, "  ").trim();
  return { text: (from > cut ? "…" : "") + part + (to < text.length ? "…" : ""), words: words };
}

function Page(form) {
  var status = document.querySelector(".search-status"), list = document.querySelector(".search-results");
  var facets = form.querySelector(".search-facets"), sorting = form.querySelector(".search-sort");
  var input = form.elements.q, select = form.elements.sort;
  var word = function (name, number) { return (form.getAttribute("data-" + name) || "").replace("#", number); };
  var FACETS = ["kind", "unit", "year", "level", "tag"];
  var state = {}, turn = 0;

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

  function run() {
    var mine = ++turn;
    var still = function () { return mine === turn; };
    status.textContent = state.q.trim() ? word("busy") : word("hint");
    if (!state.q.trim()) { list.textContent = ""; facets.hidden = sorting.hidden = true; return; }
    Promise.all([search(state.q, still), load("facets")]).then(function (both) {
      if (still()) show(both[0], both[1], still);
    }).catch(function (error) {
      if (!still()) return;
      list.textContent = "";
      facets.hidden = sorting.hidden = true;
      status.textContent = word("broken", error.message);
    });
  }

  function valuesOf(row, words) {
    return { kind: [words[0][row[2]]], unit: [words[1][row[3]]], year: [row[1].slice(0, 4)], level: [words[2][row[4]]], tag: row[5].map(function (tag) { return words[3][tag]; }) };
  }

  function show(answer, columns, still) {
    var all = columns.pages.filter(function (row) { return answer.pages.has(row[0]); }).map(function (row) {
      return { page: row[0], date: row[1], weight: answer.pages.get(row[0]), values: valuesOf(row, columns.words) };
    });
    var fits = function (one, but) {
      return FACETS.every(function (name) { return name === but || !state[name] || one.values[name].indexOf(state[name]) >= 0; });
    };
    var kept = all.filter(function (one) { return fits(one); });
    kept.sort(function (a, b) {
      return (state.sort === "date" ? 0 : b.weight - a.weight) || (a.date < b.date ? 1 : a.date > b.date ? -1 : 0) || b.weight - a.weight || a.page - b.page;
    });
    narrow(all, fits);
    sorting.hidden = kept.length < 2;
    status.textContent = kept.length ? word(answer.read ? "pinyin" : "found", kept.length) : word("none");
    var shown = kept.slice(0, state.shown);
    Promise.all(shown.map(function (one) { return pageOf(one.page); })).then(function (pages) {
      if (!still()) return;
      list.textContent = "";
      pages.forEach(function (page) { list.appendChild(result(page, answer)); });
      if (kept.length > shown.length) list.appendChild(more(answer, columns, still));
    }).catch(function (error) { status.textContent = word("broken", error.message); });
  }

  function more(answer, columns, still) {
    var item = element("li", "search-more"), button = element("button", "", word("more"));
    button.type = "button";
    button.addEventListener("click", function () {
      var at = state.shown;
      state.shown += SHOWN;
      show(answer, columns, still);
      setTimeout(function () { var next = list.children[at]; if (next) next.querySelector("a").focus(); }, 50);
    });
    item.appendChild(button);
    return item;
  }

  function narrow(all, fits) {
    facets.textContent = "";
    FACETS.forEach(function (name) {
      var counts = new Map();
      all.filter(function (one) { return fits(one, name); }).forEach(function (one) {
        one.values[name].forEach(function (value) { if (value) counts.set(value, (counts.get(value) || 0) + 1); });
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
    facets.hidden = !facets.children.length;
  }

  function result(page, answer) {
    var item = element("li"), title = element("p", "search-hit"), link = element("a");
    var about = [page[2], page[4], page[3].slice(0, 10)].filter(Boolean).join(" · ");
    link.href = base + handed.head.up + page[0] + (answer.read ? "" : MARK + encodeURIComponent(wellFormed(state.q)));
    marked(link, page[1], places(page[1], answer.words));
    title.appendChild(link);
    item.appendChild(title);
    var around = context(page, answer.words), text = element("p", "search-context");
    marked(text, around.text, places(around.text, answer.words));
    item.appendChild(text);
    if (about) item.appendChild(element("p", "aside-note", about));
    return item;
  }

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
    run();
  });
  function again() { read(); input.value = state.q; select.value = state.sort; run(); }
  window.addEventListener("popstate", again);
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
    var all = list.children;
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
      var best = Array.from(answer.pages).filter(function (one) { return one[1] >= 60; });
      best.sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; });
      return Promise.all(best.slice(0, SUGGESTED).map(function (one) { return pageOf(one[0]); })).then(function (pages) {
        if (!still()) return;
        close();
        pages.forEach(function (page, number) {
          var item = element("li"), link = element("a");
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          item.id = "suggested-" + number;
          link.href = base + handed.head.up + page[0];
          link.tabIndex = -1;
          marked(link, page[1], places(page[1], answer.words));
          item.appendChild(link);
          list.appendChild(item);
        });
        list.hidden = !pages.length;
        input.setAttribute("aria-expanded", String(pages.length > 0));
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
    if (firstMark) firstMark.scrollIntoView({ block: "center" });
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
  if (form.hasAttribute("data-found")) Page(form); else Box(form);
  arrive();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
