/* The numbers of sheets in the contents of a booklet. No browser knows them while it lays out a page, so each chapter is laid out once
   more, unseen, as columns of the size of a sheet, and the columns are counted: chapters begin on new sheets, so their sums are the
   numbers. Without it the contents have the numbers of chapters alone. A classic script for old browsers. */
(function () {
  "use strict";
  var article = document.querySelector("article.compendium");
  if (!article) return;

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

  /* On paper the head of a table stands on each of its sheets, in columns only once: it is put where it will stand. */
  function repeatHeads(copy) {
    Array.prototype.forEach.call(copy.querySelectorAll("table"), function (table) {
      if (!table.tHead || table.getClientRects().length < 2) return;
      var before = null;
      Array.prototype.forEach.call(table.querySelectorAll("tbody > tr"), function (row) {
        var column = row.getBoundingClientRect().left;
        if (before !== null && column > before) {
          var head = row.parentNode.insertBefore(table.tHead.rows[0].cloneNode(true), row);
          head.style.breakBefore = "column";
        }
        before = row.getBoundingClientRect().left;
      });
    });
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
