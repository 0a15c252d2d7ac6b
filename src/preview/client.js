// The browser's side of the live preview: shows what was saved, in place, and what is wrong with it.
//
// Added to pages while they are answered; never part of an output. Written for Chromium 86 and later.
(function () {
  "use strict";

  var script = document.currentScript;
  var state = script.getAttribute("data-state");
  var HOST = "pilothouse-preview";
  var RETRY = 700; // milliseconds
  var WORDS = {
    zh: {
      page: "本页有问题", site: "全站", errors: "个错误", warnings: "个警告", hints: "个提示", more: "还有 {} 条没有列出。",
      close: "收起", held: "改好之前，下面显示的是上一次正常的页面。", line: "第 {} 行", gone: "预览已停止，正在等它重新启动……", settings: "站点设置"
    },
    en: {
      page: "This page has problems", site: "Whole site", errors: "errors", warnings: "warnings", hints: "hints",
      more: "{} more are not listed.", close: "Close", held: "Until it is mended, the last good page is shown below.",
      line: "line {}", gone: "The preview has stopped; waiting for it to start again…", settings: "the site"
    }
  };
  var STYLE =
    ":host{all:initial}*{box-sizing:border-box}" +
    ".box{font:14px/1.6 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#1b1f24;position:fixed;z-index:2147483647;right:12px;bottom:12px;left:12px;display:flex;flex-direction:column;align-items:flex-end;gap:8px;pointer-events:none}" +
    ".box>*{pointer-events:auto}" +
    "button{font:inherit;cursor:pointer;border:0;border-radius:999px;padding:4px 14px;color:#fff;background:#57606a;box-shadow:0 1px 6px rgba(0,0,0,.3)}" +
    "button.error{background:#b42318}button.warning{background:#8a5a00}" +
    ".panel{width:100%;max-width:980px;margin:0 auto;max-height:45vh;overflow:auto;background:#fff;border-radius:8px;border-top:4px solid #57606a;box-shadow:0 4px 24px rgba(0,0,0,.35);padding:12px 18px}" +
    ".panel.error{border-color:#b42318}.panel.warning{border-color:#c98a00}" +
    "h2{font-size:16px;margin:0 0 4px}.held{margin:0 0 8px;color:#57606a}" +
    ".finding{border-top:1px solid #d8dee4;padding:8px 0}.message{font-weight:600}.message.error{color:#b42318}.message.warning{color:#8a5a00}" +
    ".place{color:#57606a;font-family:ui-monospace,monospace}.code{color:#57606a;font-weight:400;font-size:12px}" +
    "pre{margin:4px 0;padding:6px 10px;background:#f3f4f6;border-radius:4px;overflow:auto;white-space:pre-wrap;font:13px/1.6 ui-monospace,'Noto Sans Mono CJK SC',monospace}" +
    "mark{background:#ffd7d3;color:inherit;border-bottom:2px solid #b42318}.help{margin:2px 0}" +
    "@media print{.box{display:none}}";

  var shown = { page: null, site: null, siteOpen: false, closed: "", gone: false };
  var lang = "zh";
  var box = null;

  function words(key, value) {
    return WORDS[lang][key].replace("{}", value);
  }

  // ---- Events ----

  var source = null;
  var timer = null;

  function connect() {
    clearTimeout(timer);
    if (source) source.close();
    var query = "path=" + encodeURIComponent(decodePath()) + "&state=" + encodeURIComponent(state);
    source = new EventSource("/_pilothouse/events?" + query);
    source.addEventListener("open", function () { if (shown.gone) { shown.gone = false; draw(); } });
    source.addEventListener("page", function (event) {
      var next = JSON.parse(event.data);
      if (next !== state) refresh(next);
    });
    source.addEventListener("findings", function (event) { learn("page", JSON.parse(event.data)); });
    source.addEventListener("site", function (event) { learn("site", JSON.parse(event.data)); });
    source.addEventListener("assets", function (event) { renew(JSON.parse(event.data)); });
    source.onerror = function () {
      source.close();
      shown.gone = true;
      draw();
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

  // ---- Findings ----

  function learn(name, told) {
    lang = told.lang;
    shown[name] = told;
    draw();
  }

  function make(tag, text, className) {
    var node = document.createElement(tag);
    if (text) node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  function worst(told) {
    return told.errors ? "error" : told.warnings ? "warning" : "hint";
  }

  function counts(told) {
    return ["errors", "warnings", "hints"].filter(function (name) { return told[name]; })
      .map(function (name) { return told[name] + " " + words(name); }).join(lang === "zh" ? "，" : ", ");
  }

  function draw() {
    if (!box) {
      var host = document.createElement(HOST);
      var root = host.attachShadow({ mode: "open" });
      root.appendChild(make("style", STYLE));
      box = make("div", "", "box");
      root.appendChild(box);
      document.documentElement.appendChild(host);
    }
    box.textContent = "";
    var page = shown.page;
    var site = shown.site;
    var key = page ? JSON.stringify(page.findings) : "";
    if (page && page.findings.length && page.errors + page.warnings > 0 && shown.closed !== key) {
      box.appendChild(panel(words("page"), page, function () { shown.closed = key; draw(); }, state === "held" || page.errors > 0));
    } else if (site && site.findings.length && shown.siteOpen) {
      box.appendChild(panel(words("site"), site, function () { shown.siteOpen = false; draw(); }, false));
    }
    if (site && site.errors + site.warnings > 0) {
      var badge = make("button", words("site") + (lang === "zh" ? "：" : ": ") + counts(site), worst(site));
      badge.onclick = function () {
        shown.siteOpen = !shown.siteOpen;
        shown.closed = shown.siteOpen ? key : "";
        draw();
      };
      box.appendChild(badge);
    }
    if (shown.gone) box.appendChild(make("button", words("gone")));
  }

  function panel(title, told, close, held) {
    var node = make("section", "", "panel " + worst(told));
    node.setAttribute("role", "alert");
    var button = make("button", words("close"));
    button.style.cssFloat = "right";
    button.onclick = close;
    node.appendChild(button);
    node.appendChild(make("h2", title + (lang === "zh" ? "：" : ": ") + counts(told)));
    if (held && state === "held") node.appendChild(make("p", words("held"), "held"));
    told.findings.forEach(function (one) { node.appendChild(finding(one)); });
    if (told.more) node.appendChild(make("p", words("more", told.more), "held"));
    return node;
  }

  function finding(one) {
    var node = make("div", "", "finding");
    var message = make("div", one.word + (lang === "zh" ? "：" : ": ") + one.message + " ", "message " + one.severity);
    message.appendChild(make("span", one.code, "code"));
    node.appendChild(message);
    var where = (one.file || words("settings")) + (one.line ? " " + words("line", one.line) : "");
    node.appendChild(make("div", where, "place"));
    if (one.excerpt) {
      var pre = make("pre", one.excerpt[0]);
      pre.appendChild(make("mark", one.excerpt[1] || " "));
      pre.appendChild(document.createTextNode(one.excerpt[2]));
      node.appendChild(pre);
    }
    if (one.why) node.appendChild(make("div", one.why));
    one.help.forEach(function (text) { node.appendChild(make("div", "→ " + text, "help")); });
    return node;
  }

  connect();
})();
