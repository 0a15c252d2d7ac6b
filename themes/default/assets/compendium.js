/* The numbers of sheets in the contents of a booklet. No browser knows them while it lays out a page, so each chapter is laid out once
   more, unseen, as columns of the size of a sheet, and the columns are counted: chapters begin on new sheets, so their sums are the
   numbers. Without it the contents have the numbers of chapters alone. A classic script for old browsers. */
(function () {
  "use strict";
  var article = document.querySelector("article.compendium");
  if (!article) return;
  var MOST_TRIES = 50;

  /* A document of its own with the styles of paper. It is written, not loaded: a file may not look into another. */
  function lay(then) {
    var frame = document.createElement("iframe");
    frame.className = "compendium-frame";
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    document.body.appendChild(frame);
    var paper = frame.contentDocument;
    paper.open();
    paper.write("<!doctype html><title>-</title><body>");
    paper.close();
    paper.documentElement.lang = document.documentElement.lang;
    paper.documentElement.dir = document.documentElement.dir;
    paper.body.className = document.body.className;
    var links = document.querySelectorAll("link[rel=stylesheet]");
    var waiting = links.length;
    function come() {
      waiting -= 1;
      if (!waiting) then(frame, paper);
    }
    Array.prototype.forEach.call(links, function (link) {
      var one = paper.createElement("link");
      one.rel = "stylesheet";
      one.onload = one.onerror = come;
      one.href = link.href;
      paper.head.appendChild(one);
    });
  }

  /* On paper the head of a table stands on each of its sheets, in columns only once: it is put where it will stand. Where that is is
     reckoned from heights measured once, because each look after a change has the browser lay everything out anew; where the browser
     breaks otherwise, it is right, and the reckoning goes on from there. */
  function repeatHeads(copy) {
    Array.prototype.forEach.call(copy.querySelectorAll("table"), function (table) {
      if (!table.tHead || table.getClientRects().length < 2) return;
      var rows = Array.prototype.slice.call(table.querySelectorAll("tbody > tr"));
      var heights = rows.map(function (row) { return row.getBoundingClientRect().height; });
      var sheet = copy.parentNode.getBoundingClientRect();
      var head = table.tHead.rows[0];
      var tall = head.getBoundingClientRect().height;
      var from = 0;
      var at = rows[0].getBoundingClientRect().top - sheet.top;
      for (var tries = 0; from < rows.length && tries < MOST_TRIES; tries += 1) {
        var added = placeHeads(rows, heights, from, at, sheet.height, head);
        from = brokenElsewhere(rows, from);
        if (from < rows.length) {
          added.forEach(function (one) { if (follows(one, rows[from])) one.parentNode.removeChild(one); });
          putHead(head, rows[from]);
          at = tall;
        }
      }
    });
  }

  function follows(one, other) {
    return Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  function putHead(head, row) {
    var copy = row.parentNode.insertBefore(head.cloneNode(true), row);
    copy.style.breakBefore = "column";
    return copy;
  }

  /* Puts heads where sheets will begin, from a row on that stands so far down its sheet. */
  function placeHeads(rows, heights, from, at, room, head) {
    var tall = head.getBoundingClientRect().height;
    var added = [];
    for (var number = from; number < rows.length; number += 1) {
      if (at + heights[number] > room + 0.02 && number > from) {
        added.push(putHead(head, rows[number]));
        at = tall;
      }
      at += heights[number];
    }
    return added;
  }

  /* The first row from one on that begins a sheet without a head before it. */
  function brokenElsewhere(rows, from) {
    var before = rows[from].getBoundingClientRect().left;
    for (var number = from + 1; number < rows.length; number += 1) {
      var left = rows[number].getBoundingClientRect().left;
      if (left > before && rows[number].previousElementSibling === rows[number - 1]) return number;
      before = left;
    }
    return rows.length;
  }

  /* How many sheets a part of the booklet takes. */
  function sheets(paper, part) {
    var main = paper.createElement("main");
    var held = paper.createElement("article");
    var copy = paper.importNode(part, true);
    held.className = "compendium compendium-sheets";
    held.appendChild(copy);
    main.appendChild(held);
    paper.body.appendChild(main);
    repeatHeads(copy);
    var count = copy.getClientRects().length;
    paper.body.removeChild(main);
    return Math.max(count, 1);
  }

  function count(frame, paper) {
    var number = 2; /* The cover is the first sheet. */
    Array.prototype.forEach.call(article.children, function (part) {
      if (part.id) {
        var link = article.querySelector('.compendium-contents a[href="#' + part.id + '"] .compendium-page');
        if (link) link.textContent = number;
      }
      if (part.localName === "nav" || part.localName === "section") number += sheets(paper, part);
    });
    frame.parentNode.removeChild(frame);
    article.setAttribute("data-counted", "");
  }

  window.addEventListener("load", function () { lay(count); });
})();
