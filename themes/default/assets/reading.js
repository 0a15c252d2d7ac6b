// How a reader likes to read: size of the letters, colours, the simple version, read aloud. Remembered in this browser alone.
// Runs in the head, before anything is painted, so that nothing moves afterwards; without it every page is readable all the same.
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "pilothouse-reading";
  var SIZES = ["100", "125", "150", "175", "200"];
  var LOOKS = ["light", "dark", "high"];
  var chosen = {};

  // Opened from a disk, or with storage forbidden, the browser may refuse: then a choice lasts as long as the page.
  try {
    chosen = JSON.parse(localStorage.getItem(KEY)) || {};
  } catch (_) {
    chosen = {};
  }

  function put(name, value) {
    if (value) root.setAttribute(name, value);
    else root.removeAttribute(name);
  }

  function apply() {
    var size = SIZES.indexOf(chosen.size) > 0 ? chosen.size : "";
    put("data-size", size || (chosen.simple ? "125" : ""));
    put("data-look", LOOKS.indexOf(chosen.look) >= 0 ? chosen.look : "");
    put("data-simple", chosen.simple ? "on" : "");
  }

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch (_) {
      /* It lasts as long as the page. */
    }
    apply();
    show();
  }

  function buttons(what) {
    return Array.prototype.slice.call(document.querySelectorAll("[data-do" + (what ? "=" + what : "") + "]"));
  }

  // Writes the words of a button; its icon stays.
  function say(button, text) {
    (button.querySelector("span") || button).textContent = text;
  }

  function is_pressed(button) {
    var to = button.getAttribute("data-to");
    switch (button.getAttribute("data-do")) {
      case "size":
        return to === (root.getAttribute("data-size") || "100");
      case "look":
        return to === (root.getAttribute("data-look") || "auto");
      default:
        return Boolean(chosen.simple);
    }
  }

  function show() {
    buttons().forEach(function (button) {
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(is_pressed(button)));
    });
  }

  function step(by) {
    var at = SIZES.indexOf(root.getAttribute("data-size") || "100") + by;
    chosen.size = SIZES[Math.min(Math.max(at, 0), SIZES.length - 1)];
    keep();
  }

  // ---- Reading aloud ----

  var speech = window.speechSynthesis;
  var waiting = [];
  var now = null;

  function voice() {
    var wanted = root.lang.slice(0, 2);
    return speech.getVoices().filter(function (one) {
      return one.lang.slice(0, 2) === wanted;
    })[0];
  }

  function mark(element) {
    if (now) now.classList.remove("reading-now");
    now = element;
    if (now) now.classList.add("reading-now");
  }

  // Annotations above characters, numbers of notes and what is hidden are not read.
  function words(element) {
    var copy = element.cloneNode(true);
    Array.prototype.forEach.call(copy.querySelectorAll("rt, rp, sup.note, [aria-hidden=true], ul, ol"), function (one) {
      one.remove();
    });
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  function next() {
    var element = waiting.shift();
    mark(element);
    if (!element) return stop();
    var text = words(element);
    if (!text) return next();
    var said = new SpeechSynthesisUtterance(text);
    said.lang = root.lang;
    said.voice = voice() || null;
    said.onend = function () {
      if (now === element) next();
    };
    said.onerror = stop;
    if (element.scrollIntoView) element.scrollIntoView({ block: "nearest" });
    speech.speak(said);
  }

  function stop() {
    waiting = [];
    mark(null);
    speech.cancel();
    buttons("aloud").forEach(function (button) {
      if (button.hasAttribute("data-start")) say(button, button.getAttribute("data-start"));
    });
  }

  function read_aloud() {
    if (now) return stop();
    buttons("aloud").forEach(function (button) {
      if (!button.hasAttribute("data-start")) button.setAttribute("data-start", button.textContent.trim());
      say(button, button.getAttribute("data-stop"));
    });
    var parts = "#main h1, #main h2, #main h3, #main p, #main li, #main dt, #main dd, #main td, #main figcaption";
    waiting = Array.prototype.filter.call(document.querySelectorAll(parts), function (one) {
      return one.getClientRects().length && !one.closest("nav");
    });
    next();
  }

  function offer_reading() {
    var can = Boolean(speech && voice());
    buttons("aloud").forEach(function (button) {
      button.hidden = !can;
    });
  }

  // ---- The buttons ----

  var DOES = {
    size: function (to) {
      chosen.size = to;
      keep();
    },
    larger: function () {
      step(1);
    },
    smaller: function () {
      step(-1);
    },
    look: function (to) {
      chosen.look = to;
      keep();
    },
    simple: function () {
      chosen.simple = !chosen.simple;
      keep();
    },
    reset: function () {
      chosen = {};
      keep();
    },
    print: function () {
      window.print();
    },
    aloud: read_aloud,
  };

  // In the simple version what one needs stands at the foot of the window, large.
  function add_bar() {
    var panel = document.querySelector(".reading-tools");
    if (!panel) return;
    var bar = document.createElement("div");
    bar.className = "simple-bar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", panel.querySelector("summary").textContent);
    var wanted = { smaller: "A−", larger: "A+", aloud: "", print: "", simple: "" };
    Object.keys(wanted).forEach(function (what) {
      var like = panel.querySelector("[data-do=" + what + "]");
      var button = like ? like.cloneNode(true) : document.createElement("button");
      button.type = "button";
      button.removeAttribute("class");
      button.setAttribute("data-do", what);
      if (what === "simple") {
        button.removeAttribute("aria-pressed");
        say(button, button.getAttribute("data-leave"));
      }
      if (!like) {
        button.textContent = wanted[what];
        button.setAttribute("aria-label", panel.querySelector("[data-do=size]").parentNode.getAttribute("aria-label") + wanted[what].slice(1));
      }
      bar.appendChild(button);
    });
    (document.querySelector("footer") || document.body).appendChild(bar);
  }

  function start() {
    add_bar();
    document.addEventListener("click", function (event) {
      var button = event.target.closest && event.target.closest("[data-do]");
      if (button) DOES[button.getAttribute("data-do")](button.getAttribute("data-to"));
      var open = document.querySelector(".reading-tools details[open]");
      if (open && !open.contains(event.target)) open.open = false;
    });
    document.addEventListener("keydown", function (event) {
      var open = event.key === "Escape" && document.querySelector(".reading-tools details[open]");
      if (!open) return;
      open.open = false;
      open.querySelector("summary").focus();
    });
    show();
    if (speech) {
      offer_reading();
      if (speech.addEventListener) speech.addEventListener("voiceschanged", offer_reading);
      window.addEventListener("pagehide", function () {
        speech.cancel();
      });
    }
  }

  root.classList.add("scripted");
  apply();
  document.addEventListener("DOMContentLoaded", start);
})();
