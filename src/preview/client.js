// The browser's side of the live preview: shows what was saved, in place. What is wrong with it is shown by panel.js.
//
// Added to pages while they are answered; never part of an output. Written for Chromium 86 and later.
(function () {
  "use strict";

  var script = document.currentScript;
  var state = script.getAttribute("data-state");
  var HOST = "pilothouse-preview";
  var RETRY = 700; // milliseconds
  var gone = false;
  var cause = [];

  // What is learned is drawn by the other half of the client (panel.js).
  function learn(name, told) {
    document.dispatchEvent(new CustomEvent("pilothouse:told", { detail: { name: name, told: told, state: state } }));
  }

  function setGone(now) {
    if (gone === now) return;
    gone = now;
    learn("gone", now);
  }

  // ---- Events ----

  var source = null;
  var timer = null;

  function connect() {
    clearTimeout(timer);
    if (source) source.close();
    var query = "path=" + encodeURIComponent(decodePath()) + "&state=" + encodeURIComponent(state);
    source = new EventSource("/_pilothouse/events?" + query);
    source.addEventListener("open", function () { setGone(false); });
    source.addEventListener("page", function (event) {
      var next = JSON.parse(event.data);
      if (next !== state) refresh(next);
    });
    source.addEventListener("findings", function (event) { learn("page", JSON.parse(event.data)); });
    source.addEventListener("site", function (event) { learn("site", JSON.parse(event.data)); });
    source.addEventListener("band", function (event) { learn("band", JSON.parse(event.data)); });
    source.addEventListener("cause", function (event) { cause = JSON.parse(event.data); });
    source.addEventListener("assets", function (event) { renew(JSON.parse(event.data)); });
    source.onerror = function () {
      source.close();
      setGone(true);
      timer = setTimeout(connect, RETRY);
    };
  }

  function decodePath() {
    try { return decodeURIComponent(location.pathname); } catch (error) { return location.pathname; }
  }

  // A window that nobody looks at keeps no connection: browsers allow six. It catches up when it is looked at again.
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) {
      clearTimeout(timer);
      if (source) source.close();
    } else {
      connect();
    }
  });

  // ---- The page, in place ----

  var wanted = null;
  var fetching = false;

  function refresh(next) {
    wanted = next;
    if (fetching) return;
    fetching = true;
    fetch(location.pathname + location.search, { cache: "no-store", credentials: "same-origin" })
      .then(function (response) { return response.text(); })
      .then(function (text) {
        fetching = false;
        take(new DOMParser().parseFromString(text, "text/html"));
        if (wanted !== next && wanted !== state) refresh(wanted);
      })
      .catch(function () { fetching = false; });
  }

  function take(fresh) {
    var own = ownScript(fresh);
    if (!own || scripts(fresh) !== scripts(document)) return location.reload();
    state = own.getAttribute("data-state");
    own.remove();
    if (document.title !== fresh.title) document.title = fresh.title;
    head(fresh.head);
    attributes(document.documentElement, fresh.documentElement);
    morph(document.body, fresh.body);
    document.dispatchEvent(new CustomEvent("pilothouse:patched"));
    learn("cause", cause);
  }

  function ownScript(doc) {
    return doc.querySelector("script[src$='/_pilothouse/client.js']");
  }

  // What scripts a page runs: if they are others, only a reload runs them.
  function scripts(doc) {
    var all = [];
    doc.querySelectorAll("script").forEach(function (one) {
      var src = one.getAttribute("src") || "";
      var type = one.getAttribute("type") || "module";
      if (!/javascript|module/.test(type) || /\/_pilothouse\/client\.js$/.test(src)) return;
      all.push(src + "\n" + one.textContent);
    });
    return all.join("\n\n");
  }

  function isStyle(node) {
    return node.nodeName === "LINK" && /\bstylesheet\b/.test(node.getAttribute("rel") || "");
  }

  // Styles that changed are loaded beside the old ones, which go once the new ones are there: nothing flashes.
  function head(fresh) {
    var old = Array.prototype.slice.call(document.head.children);
    var key = function (node) { return node.outerHTML; };
    var kept = {};
    old.forEach(function (node) { if (!node.hasAttribute("data-leaving")) (kept[key(node)] = kept[key(node)] || []).push(node); });
    var place = document.head.firstChild;
    var arriving = [];
    Array.prototype.slice.call(fresh.children).forEach(function (node) {
      var same = (kept[key(node)] || []).shift();
      if (same) { place = same.nextSibling; return; }
      var added = document.importNode(node, true);
      document.head.insertBefore(added, place);
      if (isStyle(added)) arriving.push(added);
    });
    var leaving = [];
    Object.keys(kept).forEach(function (text) { leaving = leaving.concat(kept[text]); });
    leave(leaving, arriving);
  }

  function leave(leaving, arriving) {
    var styles = leaving.filter(isStyle);
    leaving.forEach(function (node) { if (!isStyle(node) && node.nodeName !== "SCRIPT" && node.nodeName !== "BASE") node.remove(); });
    styles.forEach(function (node) { node.setAttribute("data-leaving", ""); });
    var left = arriving.length;
    var done = function () { if (--left <= 0) styles.forEach(function (node) { node.remove(); }); };
    arriving.forEach(function (node) { node.onload = node.onerror = done; });
    if (left === 0) styles.forEach(function (node) { node.remove(); });
  }

  // What a person or a script changed and the source cannot know.
  function isLive(element, name) {
    return (name === "open" && (element.nodeName === "DETAILS" || element.nodeName === "DIALOG")) || name === "aria-expanded" ||
      (name === "class" && element === document.documentElement);
  }

  function attributes(old, fresh) {
    var i, name;
    for (i = old.attributes.length - 1; i >= 0; i--) {
      name = old.attributes[i].name;
      if (!fresh.hasAttribute(name) && !isLive(old, name)) old.removeAttribute(name);
    }
    for (i = 0; i < fresh.attributes.length; i++) {
      name = fresh.attributes[i].name;
      if (old.getAttribute(name) !== fresh.attributes[i].value && !isLive(old, name)) old.setAttribute(name, fresh.attributes[i].value);
    }
  }

  function morph(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
      return old.replaceWith(document.importNode(fresh, true));
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    attributes(old, fresh);
    // A field that a person is filling in keeps its text; what it holds by default was set above.
    if (old.nodeName !== "TEXTAREA") children(old, fresh);
  }

  function matches(old, fresh) {
    return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id || "") === (fresh.id || "");
  }

  // Goes through both lists; an inserted or removed piece moves nothing else, as equal nodes are looked for some way ahead.
  function children(parent, fresh) {
    var AHEAD = 40;
    var at = parent.firstChild;
    var next = fresh.firstChild;
    while (next) {
      var following = next.nextSibling;
      while (at && isOwn(at)) at = at.nextSibling;
      if (!at) {
        parent.appendChild(document.importNode(next, true));
      } else if (at.isEqualNode(next)) {
        at = at.nextSibling;
      } else {
        var found = ahead(at, next, AHEAD);
        if (found) {
          while (at !== found) at = drop(at);
          at = at.nextSibling;
        } else if (ahead(next, at, AHEAD)) {
          parent.insertBefore(document.importNode(next, true), at);
        } else if (matches(at, next)) {
          var here = at;
          at = at.nextSibling;
          morph(here, next);
        } else {
          parent.insertBefore(document.importNode(next, true), at);
        }
      }
      next = following;
    }
    while (at) at = drop(at);
  }

  function drop(node) {
    var next = node.nextSibling;
    if (!isOwn(node)) node.remove();
    return next;
  }

  function isOwn(node) {
    return node.nodeName.toLowerCase() === HOST || node === script;
  }

  // The node among the following ones that equals another; blanks equal each other everywhere and say nothing.
  function ahead(from, node, most) {
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    for (var one = from.nextSibling; one && most > 0; one = one.nextSibling, most--) {
      if (one.isEqualNode(node)) return one;
    }
    return null;
  }

  // Files beside pages keep their names: those that changed are loaded again.
  function renew(paths) {
    var stamp = "preview=" + Date.now();
    document.querySelectorAll("img[src],source[src],video[src],audio[src],embed[src],iframe[src],link[href]").forEach(function (node) {
      var name = node.hasAttribute("src") ? "src" : "href";
      var url = new URL(node.getAttribute(name), document.baseURI);
      var path = url.pathname;
      try { path = decodeURIComponent(path); } catch (error) { /* as it is written */ }
      if (url.host !== location.host || paths.indexOf(path) < 0) return;
      node.setAttribute(name, url.pathname + "?" + stamp);
    });
  }

  connect();
})();
