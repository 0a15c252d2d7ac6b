// What the preview tells of a page, above it: what is wrong and where, how the page stands, why it changed, where a text was written.
//
// Drawn in a shadow tree, so that no style of a theme reaches it and none of its styles the page. Chromium 86 and later.
(function () {
  "use strict";

  var OWN = "/_pilothouse/";
  var HOST = "pilothouse-preview";
  var TOAST = 6000; // milliseconds
  var LETTERS = 200; // by which a block is known
  var BLOCKS = "p,h1,h2,h3,h4,h5,h6,li,dt,dd,td,th,pre,blockquote,figcaption,summary,caption,tr,div,section,article";
  var WORDS = {
    zh: {
      page: "本页", site: "全站", errors: "个错误", warnings: "个警告", hints: "个提示", more: "还有 {} 条没有列出，改掉前面的就会出现。",
      close: "收起", held: "改好之前，下面显示的是上一次正常的页面。", line: "第 {} 行", gone: "预览已停止，正在等它重新启动……",
      settings: "站点设置", open: "打开", all: "总览",
      "no-editor": "还没有说用哪个程序打开：在 pilothouse.yaml 里写一行 editor: vscode（或别的编辑器的命令）。",
      "not-started": "编辑器没有启动起来：请核对 pilothouse.yaml 里 editor 写的命令。", refused: "这里不能打开编辑器：只有在运行预览的电脑上可以。",
      opened: "已在编辑器里打开 {}", nowhere: "这段文字不在稿件里，来自模板或别的页面。",
      changed: "已更新", because: "原因：",
      draft: "草稿", scheduled: "定时发布", hidden: "暂不公开", superseded: "已被取代", expired: "已过期", withdrawn: "已撤下", unreviewed: "未审核", "unreviewed-why": "{}。没有审完，不能公开。",
      "draft-why": "正式网站里没有这一页。去掉“草稿”一项后才会发布。", "scheduled-why": "到 {} 才会公开。",
      "hidden-why": "现在的状态“{}”不公开。", "hidden-until": "到 {} 才会公开。", "superseded-why": "取代它的是：", "expired-why": "显示到 {} 为止。",
      "withdrawn-why": "现在的状态是“{}”。", since: "从 {} 起。", absent: "要看这一页的样子，请用 pilothouse serve --drafts 打开预览。"
    },
    en: {
      page: "This page", site: "Whole site", errors: "errors", warnings: "warnings", hints: "hints",
      more: "{} more are not listed; they appear once the first are mended.",
      close: "Close", held: "Until it is mended, the last good page is shown below.", line: "line {}",
      gone: "The preview has stopped; waiting for it to start again…", settings: "the site", open: "Open", all: "All pages", "no-editor": "No program is set yet: write editor: vscode (or another editor's command) into pilothouse.yaml.",
      "not-started": "The editor did not start: check the command at editor in pilothouse.yaml.",
      refused: "An editor can be opened only on the machine that runs the preview.",
      opened: "Opened in the editor: {}", nowhere: "This text is not in the source; it comes from a template or another page.",
      changed: "Updated", because: "because of: ",
      draft: "Draft", scheduled: "Scheduled", hidden: "Not public", superseded: "Superseded", expired: "Expired", withdrawn: "Withdrawn", unreviewed: "Not approved",
      "unreviewed-why": "{}. It must not go out yet.",
      "draft-why": "The public site does not have this page until its draft mark is removed.", "scheduled-why": "It becomes public on {}.",
      "hidden-why": "Its state “{}” is not public.", "hidden-until": "It becomes public on {}.", "superseded-why": "Its place was taken by: ",
      "expired-why": "It was shown until {}.", "withdrawn-why": "Its state is “{}”.", since: "Since {}.",
      absent: "To see this page, start the preview with pilothouse serve --drafts."
    }
  };
  var STYLE =
    ":host{all:initial}*{box-sizing:border-box}[hidden]{display:none!important}" +
    ".box{font:14px/1.6 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#1b1f24;position:fixed;z-index:2147483647;right:12px;bottom:12px;left:12px;display:flex;flex-direction:column;align-items:flex-end;gap:8px;pointer-events:none}" +
    ".box.banded{bottom:0}.box>*{pointer-events:auto}" +
    "button,.all{font:inherit;cursor:pointer;border:0;border-radius:999px;padding:4px 14px;color:#fff;background:#57606a;box-shadow:0 1px 6px rgba(0,0,0,.3);text-decoration:none}" +
    "button:focus-visible,a:focus-visible{outline:3px solid #1f6feb;outline-offset:2px}" +
    "button.error{background:#b42318}button.warning{background:#8a5a00}" +
    ".badges{display:flex;gap:8px;flex-wrap:wrap;justify-content:flex-end}.all{opacity:.8;padding:4px 12px;background:#24425c}.all:hover,.all:focus{opacity:1}" +
    ".panel{width:100%;max-width:980px;margin:0 auto;max-height:45vh;overflow:auto;background:#fff;border-radius:8px;border-top:4px solid #57606a;box-shadow:0 4px 24px rgba(0,0,0,.35);padding:12px 18px}" +
    ".panel.error{border-color:#b42318}.panel.warning{border-color:#c98a00}" +
    ".panel>button{float:right;box-shadow:none;background:#eef1f4;color:#1b1f24}" +
    "h2{font-size:16px;margin:0 0 4px}h3{font:600 13px/1.6 ui-monospace,'Noto Sans Mono CJK SC',monospace;margin:10px 0 0;padding:2px 8px;background:#eef1f4;border-radius:4px;overflow-wrap:anywhere}" +
    ".note{margin:0 0 8px;color:#57606a}" +
    ".finding{padding:8px 0 8px 8px}.finding+.finding{border-top:1px solid #e4e8ec}.message{font-weight:600;overflow-wrap:anywhere}.message.error{color:#b42318}.message.warning{color:#8a5a00}" +
    ".code{color:#57606a;font-weight:400;font-size:12px}" +
    "a.place{color:#0b5394;cursor:pointer;text-decoration:underline;text-underline-offset:3px}" +
    ".source{display:grid;grid-template-columns:auto 1fr;margin:4px 0;background:#f3f4f6;border-radius:4px;overflow:hidden;font:13px/1.5 ui-monospace,'Noto Sans Mono CJK SC',monospace}" +
    ".number{padding:6px 10px;color:#57606a;border-right:1px solid #d8dee4;user-select:none}pre{margin:0;padding:6px 10px;font:inherit;overflow-x:auto;white-space:pre}" +
    ".caret{color:#b42318}.caret i{visibility:hidden;font-style:normal}.meant{position:relative}.meant::after{content:'^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^';position:absolute;left:0;width:100%;min-width:1ch;overflow:hidden;font-weight:700}" +
    ".help{margin:2px 0}" +
    ".toast{background:#1b1f24;color:#fff;border-radius:8px;padding:8px 14px;max-width:min(640px,100%);box-shadow:0 2px 12px rgba(0,0,0,.35);overflow-wrap:anywhere}.toast small{display:block;opacity:.8;font-size:12px}.toast a.place{color:#9fd0ff}" +
    ".band{align-self:stretch;margin:0 -12px;background:repeating-linear-gradient(-45deg,#ffe9b0,#ffe9b0 14px,#ffdf8d 14px,#ffdf8d 28px);border-top:2px solid #8a5a00;color:#3d2900;padding:8px 16px;text-align:center}" +
    ".band b{background:#8a5a00;color:#fff;border-radius:4px;padding:1px 8px;margin-right:8px}.band a{color:#0b3f73;margin:0 4px}" +
    "@media(max-width:480px){.panel{padding:10px 12px;max-height:60vh}.band{text-align:left}}" +
    "@media print{.box{display:none}}";

  var shown = { page: null, site: null, band: null, cause: [], siteOpen: false, closed: "", gone: false, toast: null, state: "" };
  var lang = /^zh/.test(document.documentElement.lang || "zh") ? "zh" : "en";
  var box = null;
  var root = null;
  var timer = null;

  function words(key, value) {
    return WORDS[lang][key].replace("{}", value);
  }

  function make(tag, text, className) {
    var node = document.createElement(tag);
    if (text) node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  var colon = function () { return lang === "zh" ? "：" : ": "; };

  document.addEventListener("pilothouse:told", function (event) {
    var about = event.detail;
    shown.state = about.state;
    if (about.name === "page" || about.name === "site") lang = about.told.lang;
    if (about.name === "cause") {
      if (about.told.length) say(words("changed"), words("because") + about.told.slice().reverse().join(" → "));
      return;
    }
    shown[about.name] = about.told;
    draw();
  });

  // ---- Sources ----

  function open(file, line, column) {
    var query = "file=" + encodeURIComponent(file) + "&line=" + (line || 1) + "&column=" + (column || 1);
    return fetch(OWN + "open?" + query, { method: "POST", credentials: "same-origin" })
      .then(function (response) { return response.status === 403 ? "refused" : response.json(); })
      .then(function (word) {
        say(words(word, file + (line ? " " + words("line", line) : "")), "", true);
      })
      .catch(function () { say(words("gone"), "", true); });
  }

  function link(text, file, line, column) {
    var node = make("a", text, "place");
    node.href = "#";
    node.title = words("open");
    node.onclick = function (event) {
      event.preventDefault();
      open(file, line, column);
    };
    return node;
  }

  function plain(node) {
    return (node.textContent || "").replace(/\s+/g, "");
  }

  function letters(node) {
    return Array.from((node.textContent || "").replace(/[^\p{Alphabetic}\p{N}]/gu, "")).slice(0, LETTERS).join("");
  }

  // What is told of a block, so that the server finds it in the page as it made it: its name, its letters, and how many equal ones
  // stand before it; for what templates print, also what it stands in and where it leads.
  function pointed(block) {
    var text = letters(block);
    var equal = Array.prototype.filter.call(document.querySelectorAll(block.nodeName), function (one) { return letters(one) === text; });
    var around = block.closest("tr,li,article") || block;
    var link = block.querySelector("a[href]") || around.querySelector("a[href]");
    var told = { path: location.pathname, tag: block.nodeName, text: text, nth: equal.indexOf(block), around: letters(around) };
    if (link && link.host === location.host) told.to = link.pathname;
    return Object.keys(told).map(function (name) { return name + "=" + encodeURIComponent(told[name]); }).join("&");
  }

  document.addEventListener("dblclick", function (event) {
    var at = event.target;
    if (!at.closest || at.closest("input,textarea,select,button,[contenteditable],a[href],summary") || event.composedPath()[0] !== at) return;
    var block = at.closest(BLOCKS);
    if (!block || !plain(block)) return;
    var query = pointed(block);
    fetch(OWN + "source.json?" + query, { credentials: "same-origin" })
      .then(function (response) { return response.ok ? response.json() : null; })
      .then(function (place) {
        if (!place || !place.found) return say(words("nowhere"), place ? link(place.file, place.file, 1) : "");
        say(link(place.file + " " + words("line", place.line), place.file, place.line, place.column), place.text);
        open(place.file, place.line, place.column);
      })
      .catch(function () { /* the preview is gone, which is said elsewhere */ });
  });

  function say(first, second, joins) {
    var node = make("div", "", "toast");
    node.setAttribute("role", "status");
    node.append(first);
    var small = make("small");
    small.append(second || "");
    if (second) node.appendChild(small);
    // The line that was found stays readable when the answer of the editor comes right after it.
    if (joins && shown.toast && shown.toast.querySelector(".place")) {
      small.append(first);
      node = shown.toast;
      node.appendChild(small);
    }
    shown.toast = node;
    clearTimeout(timer);
    timer = setTimeout(function () { shown.toast = null; draw(); }, TOAST);
    draw();
  }

  // ---- Drawing ----

  function worst(told) {
    return told.errors ? "error" : told.warnings ? "warning" : "hint";
  }

  function counts(told) {
    return ["errors", "warnings", "hints"].filter(function (name) { return told[name]; })
      .map(function (name) { return told[name] + " " + words(name); }).join(lang === "zh" ? "，" : ", ");
  }

  function begin() {
    if (box) return;
    var host = document.createElement(HOST);
    root = host.attachShadow({ mode: "open" });
    root.appendChild(make("style", STYLE));
    box = make("div", "", "box");
    root.appendChild(box);
    document.documentElement.appendChild(host);
  }

  function draw() {
    begin();
    var scrolled = box.querySelector(".panel");
    scrolled = scrolled ? scrolled.scrollTop : 0;
    box.textContent = "";
    var page = shown.page;
    var site = shown.site;
    var key = page ? JSON.stringify(page.findings) : "";
    if (shown.toast) box.appendChild(shown.toast);
    var node = null;
    if (site && site.findings.length && shown.siteOpen) {
      node = panel(words("site"), site, function () { shown.siteOpen = false; draw(); });
    } else if (page && page.findings.length && page.errors + page.warnings > 0 && shown.closed !== key) {
      node = panel(words("page"), page, function () { shown.closed = key; draw(); });
    }
    if (node) {
      box.appendChild(node);
      node.scrollTop = scrolled;
    }
    box.appendChild(badges(page, site, key));
    if (shown.gone) box.appendChild(make("button", words("gone")));
    box.classList.toggle("banded", !!shown.band);
    if (shown.band) box.appendChild(band(shown.band));
    makeRoom(shown.band ? box.querySelector(".band").offsetHeight : 0);
  }

  // The band hides nothing: the page can be scrolled so far that its end stands above it.
  function makeRoom(height) {
    if (!("adoptedStyleSheets" in document)) return;
    if (!makeRoom.sheet) {
      makeRoom.sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = Array.prototype.slice.call(document.adoptedStyleSheets).concat([makeRoom.sheet]);
    }
    makeRoom.sheet.replaceSync(height ? "@media screen{html{padding-bottom:" + height + "px!important}}" : "");
  }

  function badges(page, site, key) {
    var row = make("div", "", "badges");
    if (page && page.errors + page.warnings > 0 && shown.closed === key) {
      var own = make("button", words("page") + colon() + counts(page), worst(page));
      own.onclick = function () { shown.closed = ""; shown.siteOpen = false; draw(); };
      row.appendChild(own);
    }
    if (site && site.errors + site.warnings > 0) {
      var badge = make("button", words("site") + colon() + counts(site), worst(site));
      badge.setAttribute("aria-expanded", String(shown.siteOpen));
      badge.onclick = function () { shown.siteOpen = !shown.siteOpen; draw(); };
      row.appendChild(badge);
    }
    var all = make("a", words("all"), "all");
    all.href = OWN;
    all.target = "pilothouse-all";
    row.appendChild(all);
    return row;
  }

  function band(told) {
    var node = make("div", "", "band");
    node.setAttribute("role", "note");
    node.appendChild(make("b", words(told.standing)));
    var state = told.state[lang === "zh" ? 0 : 1];
    var say = function (text) { node.append(text + " "); };
    if (told.standing === "scheduled" || told.standing === "expired") say(words(told.standing + "-why", told.until));
    else say(words(told.standing + "-why", state));
    if (told.standing === "hidden" && told.until) say(words("hidden-until", told.until));
    if (told.since) say(words("since", told.since));
    if (told.successor) {
      var other = make("a", told.successor[0]);
      other.href = encodeURI(told.successor[1]);
      node.appendChild(other);
    }
    if (told.absent) say(words("absent"));
    node.appendChild(link(told.file, told.file, 1));
    return node;
  }

  function panel(title, told, close) {
    var node = make("section", "", "panel " + worst(told));
    node.setAttribute("role", "alert");
    var button = make("button", words("close"));
    button.onclick = close;
    node.appendChild(button);
    node.appendChild(make("h2", title + colon() + counts(told)));
    if (shown.state === "held" && told === shown.page) node.appendChild(make("p", words("held"), "note"));
    var files = [];
    told.findings.forEach(function (one) {
      var name = one.file || "";
      var group = files.filter(function (group) { return group.name === name; })[0];
      if (!group) files.push(group = { name: name, findings: [] });
      group.findings.push(one);
    });
    files.forEach(function (group) {
      node.appendChild(make("h3", group.name || words("settings")));
      group.findings.forEach(function (one) { node.appendChild(finding(one)); });
    });
    if (told.more) node.appendChild(make("p", words("more", told.more), "note"));
    return node;
  }

  function finding(one) {
    var node = make("div", "", "finding");
    var message = make("div", one.word + colon() + one.message + " ", "message " + one.severity);
    message.appendChild(make("span", one.code + " ", "code"));
    if (one.file) message.appendChild(link(one.line ? words("line", one.line) : words("open"), one.file, one.line, one.column));
    node.appendChild(message);
    if (one.excerpt) node.appendChild(source(one));
    if (one.why) node.appendChild(make("div", one.why));
    one.help.forEach(function (text) { node.appendChild(make("div", "→ " + text, "help")); });
    return node;
  }

  // The caret line repeats the source, unseen: whatever widths a font has, the carets stand under what is meant.
  function source(one) {
    var node = make("div", "", "source");
    node.appendChild(make("span", String(one.line), "number"));
    var pre = make("pre", one.excerpt.join("") + "\n");
    var caret = make("span", "", "caret");
    caret.appendChild(make("i", one.excerpt[0]));
    var meant = make("span", "", "meant");
    meant.appendChild(make("i", one.excerpt[1] || " "));
    caret.appendChild(meant);
    pre.appendChild(caret);
    node.appendChild(pre);
    return node;
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", draw);
  else draw();
})();
