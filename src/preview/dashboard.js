// The editors' dashboard: all pages and outputs, searched and sorted here; only the rows on screen are in the document.
(function () {
  "use strict";

  var OWN = "/_pilothouse/";
  var EXTRA = 8; // rows kept above and below the screen
  var WORDS = {
    zh: {
      title: "站点总览", pages: "页面", outputs: "输出", home: "回到网站", all: "全部页面", shown: "公开", waiting: "未公开", ended: "不再公开", unapproved: "未审完",
      errors: "错误", warnings: "警告", lacking: "缺少内容", search: "搜索标题、单位、文件", kind: "类型", unit: "单位", standing: "状态", year: "年份", any: "全部{}",
      name: "标题", date: "日期", problems: "问题和缺少的内容", path: "文件", size: "大小", source: "来自", lacks: "缺 {}",
      counted: "{} 页", weighed: "{} 个文件，共 {}", weighing: "正在计算：{}", none: "没有符合条件的页面。", noOutputs: "没有符合条件的文件。", loading: "正在读取……",
      view: "查看页面", edit: "打开稿件", close: "关闭", found: "问题", missing: "缺少的内容", reads: "它用到了", users: "随它变化的文件", links: "提到它的页面", more: "还有 {} 项", nobody: "没有别的页面在页首信息里提到它。",
      order: "按文件排列", by: "按{}排列", unmade: "这一页现在没有输出，所以没有可列的。", gone: "预览已停止。", total: "全部文件", sum: "总大小", searchOutputs: "搜索文件", largest: "最大的文件", noData: "无",
      draft: "草稿", scheduled: "定时", hidden: "暂不公开", superseded: "已被取代", expired: "已过期", withdrawn: "已撤下", unreviewed: "未审完", missingPage: "不存在",
      opened: "已在编辑器里打开。", "no-editor": "还没有说用哪个程序打开：在 pilothouse.yaml 里写一行 editor: vscode（或别的编辑器的命令）。",
      "not-started": "编辑器没有启动起来：请核对 pilothouse.yaml 里 editor 写的命令。", refused: "只有在运行预览的电脑上可以打开编辑器。", line: "第 {} 行"
    },
    en: {
      title: "The whole site", pages: "Pages", outputs: "Outputs", home: "To the site", all: "All pages", shown: "Public", waiting: "Not yet public", ended: "No longer public", unapproved: "Not approved",
      errors: "Errors", warnings: "Warnings", lacking: "Incomplete", search: "Search titles, units, files", kind: "Kind", unit: "Unit", standing: "Standing", year: "Year", any: "{}: all",
      name: "Title", date: "Date", problems: "Problems and missing fields", path: "File", size: "Size", source: "Made of", lacks: "no {}",
      counted: "{} pages", weighed: "{} files, {} in all", weighing: "Weighing: {}", none: "No page is like that.", noOutputs: "No file is like that.", loading: "Loading…",
      view: "View page", edit: "Open source", close: "Close", found: "Problems", missing: "Missing fields", reads: "What it rests on", users: "Files that may follow it", links: "Pages that name it", more: "{} more", nobody: "No other page names it in its front matter.",
      order: "In order of files", by: "By: {}", unmade: "The page has no output now, so there is nothing to list.", gone: "The preview has stopped.", total: "All files", sum: "Size in all", searchOutputs: "Search files", largest: "Largest file", noData: "none",
      draft: "Draft", scheduled: "Scheduled", hidden: "Not public", superseded: "Superseded", expired: "Expired", withdrawn: "Withdrawn", unreviewed: "Not approved", missingPage: "Missing",
      opened: "Opened in the editor.", "no-editor": "No program is set yet: write editor: vscode (or another editor's command) into pilothouse.yaml.",
      "not-started": "The editor did not start: check the command at editor in pilothouse.yaml.", refused: "An editor can be opened only on the machine that runs the preview.", line: "line {}"
    }
  };
  var lang = document.documentElement.lang === "en" ? "en" : "zh";
  var WAITING = ["draft", "scheduled", "hidden"];
  var ENDED = ["superseded", "expired", "withdrawn"];

  var data = { pages: null, findings: [], outputs: [], total: 0, number: 0, weighing: false };
  var view = { tab: "pages", search: "", kind: "", unit: "", standing: "", year: "", only: "", sort: "", down: false, chosen: "" };
  var rows = [];

  function t(key, first, second) {
    return WORDS[lang][key].replace("{}", first).replace("{}", second);
  }

  function brackets(number) {
    return lang === "zh" ? "（" + number + "）" : " (" + number + ")";
  }

  function $(id) {
    return document.getElementById(id);
  }

  function make(tag, text, className) {
    var node = document.createElement(tag);
    if (text !== undefined && text !== "") node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  function size(bytes) {
    if (bytes === null) return "–";
    if (bytes < 1000) return bytes + " B";
    if (bytes < 1e6) return (bytes / 1000).toFixed(1) + " kB";
    return (bytes / 1e6).toFixed(1) + " MB";
  }

  // ---- What is looked at stands in the address: it survives a reload, and can be kept as a bookmark ----

  var KEPT = ["tab", "search", "kind", "unit", "standing", "year", "only", "sort", "down"];

  function keep() {
    var told = KEPT.filter(function (name) { return view[name] && view[name] !== "pages"; })
      .map(function (name) { return name + "=" + encodeURIComponent(view[name]); }).join("&");
    if (location.hash.slice(1) !== told) history.replaceState(null, "", told ? "#" + told : location.pathname);
  }

  function recall() {
    var told = new URLSearchParams(location.hash.slice(1));
    KEPT.forEach(function (name) { if (told.has(name)) view[name] = told.get(name); });
    view.tab = view.tab === "outputs" ? "outputs" : "pages";
    view.down = view.down === "true";
    if (!ORDER[view.sort]) view.sort = "";
  }

  // ---- Data ----

  function get(name) {
    return fetch(OWN + name, { credentials: "same-origin", cache: "no-store" }).then(function (response) {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    });
  }

  function load() {
    return get("pages.json").then(function (told) {
      data.number = told.number;
      data.pages = told.pages;
      data.findings = (told.site && told.site.findings) || [];
      data.pages.forEach(function (page) {
        page.year = page.date.slice(0, 4);
        page.text = (page.title + " " + page.unit + " " + page.file + " " + page.kind + " " + page.state + " " + page.review).toLowerCase();
      });
      show();
    }).catch(function () { say(t("gone")); });
  }

  // Outputs are made to be weighed, so they are asked for in pieces; the list that is there stays until the first of them arrives.
  function weigh() {
    var run = data.run = (data.run || 0) + 1;
    var all = [];
    var next = function () {
      get("outputs.json?from=" + all.length).then(function (told) {
        if (view.tab !== "outputs" || run !== data.run) return;
        all = all.concat(told.outputs);
        data.weighing = told.outputs.length > 0 && all.length < told.total;
        data.total = told.total;
        if (!data.weighing || all.length >= data.outputs.length) data.outputs = all;
        show();
        if (data.weighing) next();
      }).catch(function () { data.weighing = false; say(t("gone")); });
    };
    data.weighing = true;
    next();
  }

  function listen() {
    var source = new EventSource(OWN + "events?path=%2F_pilothouse%2F&state=dashboard");
    var timer = null;
    source.addEventListener("view", function (event) {
      clearTimeout(timer);
      if (Number(event.data) === data.number && data.settled) return;
      data.settled = true;
      timer = setTimeout(function () {
        if (view.tab === "pages") return load();
        data.number = Number(event.data);
        weigh();
      }, 150);
    });
    document.addEventListener("visibilitychange", function () {
      if (document.hidden) return source.close();
      if (source.readyState === 2) { listen(); load(); }
    });
  }

  // ---- What is listed ----

  function fits(page) {
    var wanted = view.search.toLowerCase().split(/\s+/);
    return (!view.kind || page.kind === view.kind) && (!view.unit || page.unit === view.unit) && (!view.year || page.year === view.year) &&
      (!view.standing || stateOf(page) === view.standing) && isOf(page, view.only) &&
      wanted.every(function (word) { return page.text.indexOf(word) >= 0; });
  }

  function isOf(page, group) {
    if (group === "shown") return page.standing === "shown";
    if (group === "waiting") return WAITING.indexOf(page.standing) >= 0;
    if (group === "unapproved") return page.standing === "unreviewed";
    if (group === "ended") return ENDED.indexOf(page.standing) >= 0;
    if (group === "errors") return page.errors > 0;
    if (group === "warnings") return page.warnings > 0;
    if (group === "lacking") return page.missing.length > 0;
    return true;
  }

  // What people call how a page stands: the word of its own workflow if it has one, or how far its review has come.
  function stateOf(page) {
    if (page.review) return page.review;
    return page.standing === "shown" ? page.state || t("shown") : t(page.standing);
  }

  var ORDER = {
    name: function (page) { return page.title; },
    kind: function (page) { return page.kind; },
    unit: function (page) { return page.unit; },
    date: function (page) { return page.date; },
    standing: function (page) { return stateOf(page); },
    problems: function (page) { return -(page.errors * 1e6 + page.warnings * 1e3 + page.missing.length); },
    path: function (output) { return output.path; },
    size: function (output) { return -(output.size || 0); },
    source: function (output) { return output.file || ""; }
  };
  // What is sorted from the largest on at first.
  var FALLING = ["size", "problems"];
  var COLUMNS = { pages: ["name", "kind", "unit", "date", "standing", "problems"], outputs: ["path", "size", "source"] };
  var collator = new Intl.Collator(lang === "zh" ? "zh-CN-u-co-pinyin" : "en", { numeric: true });

  function sorted(list) {
    if (!view.sort) return list;
    var of = ORDER[view.sort];
    var sign = view.down ? -1 : 1;
    return list.slice().sort(function (a, b) {
      var one = of(a), other = of(b);
      // What holds nothing comes last, whichever way is sorted.
      if (one === "" || other === "") return one === other ? 0 : one === "" ? 1 : -1;
      return sign * (typeof one === "number" ? one - other : collator.compare(one, other));
    });
  }

  // ---- Drawing ----

  function show() {
    document.body.className = view.tab;
    $("title").textContent = t("title");
    $("home").textContent = t("home");
    document.title = t("title");
    // Before the pages are there nothing can be chosen yet that the address names.
    if (data.pages || view.tab === "outputs") keep();
    tabs();
    if (view.tab === "pages") showPages();
    else showOutputs();
    head(COLUMNS[view.tab]);
    if ($("sort")) $("sort").value = view.sort;
    $("list").style.height = "";
    draw();
  }

  function tabs() {
    $("tabs").textContent = "";
    ["pages", "outputs"].forEach(function (name) {
      var button = make("button", t(name));
      button.setAttribute("aria-current", String(view.tab === name));
      button.onclick = function () {
        view.tab = name;
        view.search = "";
        view.sort = name === "outputs" ? "size" : "";
        view.down = false;
        data.outputs = [];
        filtersFor = "";
        show();
        if (name === "outputs") weigh();
      };
      $("tabs").appendChild(button);
    });
  }

  function showPages() {
    var all = data.pages || [];
    var summary = $("summary");
    summary.textContent = "";
    ["", "shown", "unapproved", "waiting", "ended", "errors", "warnings", "lacking"].forEach(function (group) {
      var count = all.filter(function (page) { return isOf(page, group); }).length;
      // Sites without reviews are not bothered with them; what the address asks for stays to be seen and left.
      if (group === "unapproved" && !count && view.only !== group) return;
      var button = make("button", "", count && (group === "errors" ? "error" : group === "warnings" ? "warning" : ""));
      button.appendChild(make("b", data.pages ? String(count) : "–"));
      button.appendChild(make("span", t(group || "all")));
      button.setAttribute("aria-pressed", String(view.only === group));
      button.onclick = function () { view.only = group; show(); };
      summary.appendChild(button);
    });
    if (data.pages) filters([["kind", "kind"], ["unit", "unit"], ["standing", null], ["year", "year"]], all);
    rows = sorted(all.filter(fits));
    $("count").textContent = data.pages ? t("counted", rows.length) : t("loading");
  }

  function showOutputs() {
    var summary = $("summary");
    summary.textContent = "";
    var sum = data.outputs.reduce(function (all, output) { return all + (output.size || 0); }, 0);
    var largest = data.outputs.reduce(function (most, output) { return Math.max(most, output.size || 0); }, 0);
    [[data.total, "total"], [size(sum), "sum"], [size(largest), "largest"]].forEach(function (pair) {
      var node = make("div");
      node.appendChild(make("b", String(pair[0])));
      node.appendChild(make("span", t(pair[1])));
      summary.appendChild(node);
    });
    filters([], []);
    data.largest = largest;
    var wanted = view.search.toLowerCase();
    rows = sorted(data.outputs.filter(function (output) { return (output.path + " " + (output.file || "")).toLowerCase().indexOf(wanted) >= 0; }));
    var text = t("weighed", rows.length, size(rows.reduce(function (all, output) { return all + (output.size || 0); }, 0)));
    $("count").textContent = data.weighing ? t("weighing", data.outputs.length + " / " + data.total) : text;
  }

  var filtersFor = "";

  // Made anew only if there is something else to choose: a field that is being filled in keeps its focus.
  function filters(choices, all) {
    var values = choices.map(function (choice) {
      var seen = {};
      all.forEach(function (page) {
        var value = choice[1] ? page[choice[1]] : stateOf(page);
        if (value) seen[value] = (seen[value] || 0) + 1;
      });
      return Object.keys(seen).sort(collator.compare).map(function (value) { return [value, seen[value]]; });
    });
    var key = view.tab + JSON.stringify(values);
    if (key === filtersFor) return;
    filtersFor = key;
    var form = $("filters");
    var focused = document.activeElement && document.activeElement.id === "search";
    form.textContent = "";
    form.onsubmit = function (event) { event.preventDefault(); };
    var input = make("input");
    input.type = "search";
    input.id = "search";
    input.placeholder = t(view.tab === "pages" ? "search" : "searchOutputs");
    input.setAttribute("aria-label", input.placeholder);
    input.value = view.search;
    input.oninput = function () { view.search = input.value.trim(); show(); };
    form.appendChild(input);
    choices.forEach(function (choice, at) {
      var name = choice[0];
      var select = make("select");
      select.id = name;
      select.setAttribute("aria-label", t(name));
      select.appendChild(make("option", t("any", t(name)))).value = "";
      if (name === "year") values[at].reverse();
      values[at].forEach(function (pair) { select.appendChild(make("option", pair[0] + brackets(pair[1]))).value = pair[0]; });
      select.value = view[name];
      if (select.value !== view[name]) view[name] = select.value = "";
      select.onchange = function () { view[name] = select.value; show(); };
      form.appendChild(select);
    });
    form.appendChild(order());
    if (focused) input.focus();
  }

  // Stands in for the heads of columns where the screen is too narrow for them.
  function order() {
    var select = make("select");
    select.id = "sort";
    [""].concat(COLUMNS[view.tab]).forEach(function (name) {
      var text = name ? t("by", t(name)) : t("order");
      select.appendChild(make("option", text)).value = name;
    });
    select.setAttribute("aria-label", t("order"));
    select.onchange = function () { sortBy(select.value); };
    return select;
  }

  // Once more turns the order round; what is newest comes first at first.
  function sortBy(name) {
    if (name && view.sort === name) view.down = !view.down;
    else { view.sort = name; view.down = name === "date"; }
    show();
  }

  function head(columns) {
    $("head").textContent = "";
    columns.forEach(function (name) {
      var button = make("button", t(name), name === "size" ? "size" : "");
      if (view.sort === name) button.setAttribute("aria-sort", view.down !== (FALLING.indexOf(name) >= 0) ? "descending" : "ascending");
      button.onclick = function () { sortBy(name); };
      $("head").appendChild(button);
    });
  }

  function rowHeight() {
    return parseInt(getComputedStyle(document.documentElement).getPropertyValue("--row"), 10);
  }

  var drawn = null;

  function draw() {
    drawn = null;
    place();
  }

  // Puts the rows on screen into the document.
  function place() {
    var list = $("list");
    var height = rowHeight();
    var top = list.getBoundingClientRect().top;
    var first = Math.max(0, Math.floor(-top / height) - EXTRA);
    var last = Math.min(rows.length, Math.ceil((window.innerHeight - top) / height) + EXTRA);
    var key = first + "-" + last + "-" + height;
    if (key === drawn) return;
    drawn = key;
    list.style.height = Math.max(1, rows.length) * height + "px";
    var held = focused();
    list.textContent = "";
    if (!rows.length) {
      var waits = view.tab === "pages" ? !data.pages : data.weighing;
      list.appendChild(make("p", t(waits ? "loading" : view.tab === "pages" ? "none" : "noOutputs"), "nothing"));
    }
    for (var at = first; at < last; at++) {
      var node = view.tab === "pages" ? pageRow(rows[at]) : outputRow(rows[at]);
      node.style.top = at * height + "px";
      node.setAttribute("role", "listitem");
      list.appendChild(node);
      if (held && held === focused(node)) node.querySelector("button").focus({ preventScroll: true });
    }
  }

  // The file that a row is about, by default of the one that has the keyboard.
  function focused(row) {
    row = row || document.activeElement.closest(".row");
    return row ? row.querySelector(".name").getAttribute("data-file") : null;
  }

  function name(title, below, act) {
    var node = make("div", "", "name");
    node.setAttribute("data-file", below || title);
    var button = make("button", title || below);
    button.title = title;
    button.onclick = function (event) { event.stopPropagation(); act(); };
    node.appendChild(button);
    node.appendChild(make("small", below));
    return node;
  }

  function pageRow(page) {
    var node = make("div", "", "row" + (view.chosen === page.file ? " chosen" : ""));
    var act = function () { choose(page); };
    node.onclick = act;
    node.appendChild(name(page.title, page.file.replace(/^content\//, ""), act));
    node.appendChild(make("div", page.kind, "kind"));
    node.appendChild(make("div", page.unit, "unit"));
    node.appendChild(make("div", page.date.slice(0, 10), "date"));
    var state = make("div", "", "state");
    state.appendChild(make("span", stateOf(page), "tag " + page.standing));
    node.appendChild(state);
    var problems = make("div", "", "problems");
    if (page.errors) problems.appendChild(make("span", page.errors + " " + t("errors"), "tag error"));
    if (page.warnings) problems.appendChild(make("span", page.warnings + " " + t("warnings"), "tag warning"));
    if (page.missing.length) problems.appendChild(make("span", t("lacks", page.missing.join(lang === "zh" ? "、" : ", ")), "lacks"));
    problems.title = problems.textContent;
    node.appendChild(problems);
    return node;
  }

  function outputRow(output) {
    var node = make("div", "", "row" + (view.chosen === output.path ? " chosen" : ""));
    var act = function () { choose({ key: output.path, title: output.path, url: "/" + output.path, file: output.file || "", missing: [] }); };
    node.onclick = act;
    node.appendChild(name(output.path, "", act));
    var weight = make("div", size(output.size), "size");
    var bar = make("span", "", "bar");
    bar.style.width = Math.max(1, 100 * (output.size || 0) / (data.largest || 1)) + "%";
    weight.appendChild(bar);
    node.appendChild(weight);
    node.appendChild(make("div", (output.file || "").replace(/^content\//, ""), "unit"));
    return node;
  }

  // ---- One page ----

  function choose(page) {
    var key = view.chosen = page.key || page.file;
    draw();
    var aside = $("detail");
    aside.hidden = false;
    aside.textContent = "";
    var close = make("button", "×", "close");
    close.setAttribute("aria-label", t("close"));
    close.onclick = shut;
    aside.appendChild(close);
    aside.appendChild(make("h2", page.title || page.file));
    aside.appendChild(make("p", page.file, "path"));
    var acts = make("div", "", "acts");
    var link = make("a", t("view"));
    link.href = encodeURI(page.url);
    acts.appendChild(link);
    if (page.file) {
      var edit = make("button", t("edit"));
      edit.onclick = function () { openSource(page.file, 1); };
      acts.appendChild(edit);
    }
    aside.appendChild(acts);
    var own = data.findings.filter(function (one) { return one.file === page.file; });
    if (own.length) {
      section(aside, t("found"), own, function (one) {
        var node = make("li", one.message + " ", one.severity);
        var where = make("a", t("line", one.line || 1));
        where.href = "#";
        where.onclick = function (event) { event.preventDefault(); openSource(one.file, one.line, one.column); };
        node.appendChild(where);
        return node;
      });
    }
    if (page.missing.length) section(aside, t("missing"), page.missing, function (field) { return make("li", field); });
    close.focus();
    get("detail.json?path=" + encodeURIComponent(page.url)).then(function (told) {
      if (view.chosen === key) dependencies(aside, told);
    }).catch(function () { aside.appendChild(make("p", t("unmade"), "path")); });
  }

  function dependencies(aside, told) {
    section(aside, t("links"), told.links, function (page) {
      var node = make("li");
      var link = make("a", page.title || page.file);
      link.href = encodeURI(page.url);
      node.appendChild(link);
      return node;
    });
    if (!told.links.length) aside.appendChild(make("p", t("nobody"), "path"));
    more(aside, told.more_links);
    folded(aside, t("users"), told.users, told.more_users, function (path) {
      var node = make("li");
      var link = make("a", path);
      link.href = encodeURI("/" + path);
      node.appendChild(link);
      return node;
    });
    folded(aside, t("reads"), told.reads, told.more_reads, function (question) { return make("li", question); });
  }

  function more(parent, count) {
    if (count) parent.appendChild(make("p", t("more", count), "path"));
  }

  // Long lists that few want to see: their length is told at once.
  function folded(parent, title, list, left, item) {
    var details = make("details");
    details.appendChild(make("summary", title + brackets(list.length + left)));
    var node = make("ul");
    list.forEach(function (one) { node.appendChild(item(one)); });
    details.appendChild(node);
    more(details, left);
    parent.appendChild(details);
  }

  function section(parent, title, list, item) {
    parent.appendChild(make("h3", title + (list.length ? brackets(list.length) : "")));
    var node = make("ul");
    list.forEach(function (one) { node.appendChild(item(one)); });
    parent.appendChild(node);
  }

  // Whoever came by the keyboard goes on where the page stands in the list.
  function shut() {
    var row = document.querySelector(".row.chosen .name button");
    $("detail").hidden = true;
    view.chosen = "";
    if (row) row.closest(".row").classList.remove("chosen");
    if (row) row.focus({ preventScroll: true });
  }

  function openSource(file, line, column) {
    var query = "file=" + encodeURIComponent(file) + "&line=" + (line || 1) + "&column=" + (column || 1);
    fetch(OWN + "open?" + query, { method: "POST", credentials: "same-origin" })
      .then(function (response) { return response.status === 403 ? "refused" : response.json(); })
      .then(function (word) { say(t(word)); })
      .catch(function () { say(t("gone")); });
  }

  var toastTimer = null;

  function say(text) {
    $("toast").textContent = text;
    $("toast").hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(function () { $("toast").hidden = true; }, 5000);
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") shut();
    if (event.key === "/" && !/INPUT|SELECT/.test(event.target.nodeName)) {
      event.preventDefault();
      $("search").focus();
    }
  });
  window.addEventListener("scroll", place, { passive: true });
  window.addEventListener("resize", draw);

  recall();
  show();
  if (view.tab === "outputs") weigh();
  load().then(listen);
})();
