/* Galleries as an album: one picture at a time, by keys, by buttons, by touch. Without it the pictures are there all the same, and
   each leads to the whole of it. A classic script for old browsers. */
(function () {
  "use strict";
  if (window.pilothouseAlbum) return;
  window.pilothouseAlbum = true;
  var links = [];
  var at = 0;
  var start = null;
  var box, image, caption, count, buttons;

  /* The frame stands in the page; the last thing of the body covers everything, whatever the gallery stands in. */
  function build() {
    box = document.querySelector(".album");
    var stage = box.querySelector(".album-stage");
    image = stage.appendChild(document.createElement("img"));
    caption = box.querySelector(".album-words");
    count = box.querySelector(".album-count");
    buttons = Array.prototype.slice.call(box.querySelectorAll("button"));
    var acts = [function () { step(-1); }, function () { step(1); }, close];
    buttons.forEach(function (one, number) { one.addEventListener("click", acts[number]); });
    box.addEventListener("keydown", key);
    /* Two fingers enlarge, one moves about what is enlarged; else one turns. */
    stage.addEventListener("touchstart", function (event) {
      var large = window.visualViewport && window.visualViewport.scale > 1.1;
      start = event.touches.length === 1 && !large ? event.changedTouches[0] : null;
    }, { passive: true });
    stage.addEventListener("touchcancel", function () { start = null; });
    stage.addEventListener("touchend", swipe);
    stage.addEventListener("click", function (event) { if (event.target === stage) close(); });
    document.body.appendChild(box);
  }

  function key(event) {
    if (event.key === "Escape") close();
    else if (event.key === "ArrowLeft" || event.key === "PageUp") step(-1);
    else if (event.key === "ArrowRight" || event.key === "PageDown") step(1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(links.length - 1);
    else if (event.key === "Tab") keep(event);
    else return;
    if (event.key !== "Tab") event.preventDefault();
  }

  /* The keyboard stays in the album while it is open. */
  function keep(event) {
    var usable = buttons.filter(function (one) { return !one.disabled; });
    var edge = event.shiftKey ? usable[0] : usable[usable.length - 1];
    if (document.activeElement !== edge) return;
    usable[event.shiftKey ? usable.length - 1 : 0].focus();
    event.preventDefault();
  }

  function swipe(event) {
    var end = event.changedTouches[0];
    var across = start ? end.clientX - start.clientX : 0;
    if (start && Math.abs(across) > 50 && Math.abs(across) > Math.abs(end.clientY - start.clientY)) step(across > 0 ? -1 : 1);
    start = null;
  }

  function step(by) {
    var next = at + by;
    if (next >= 0 && next < links.length) show(next);
  }

  function show(number) {
    at = number;
    var link = links[at];
    var small = link.querySelector("img");
    var said = link.parentNode.querySelector("figcaption");
    image.src = link.href;
    image.alt = small.alt;
    caption.textContent = said ? said.textContent : "";
    count.textContent = box.getAttribute("data-count").replace("##", links.length).replace("#", at + 1);
    /* Old Chromium forgets what has the focus as soon as it is disabled. */
    var focused = document.activeElement;
    buttons[0].disabled = at === 0;
    buttons[1].disabled = at === links.length - 1;
    if (focused && focused.disabled) buttons[2].focus();
  }

  function open(link) {
    if (!box) build();
    var gallery = link.closest(".gallery");
    links = Array.prototype.slice.call(gallery.querySelectorAll("figure > a"));
    box.hidden = false;
    document.documentElement.classList.add("album-open");
    show(links.indexOf(link));
    buttons[2].focus();
  }

  function close() {
    box.hidden = true;
    document.documentElement.classList.remove("album-open");
    image.removeAttribute("src");
    links[at].focus();
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest(".gallery figure > a") : null;
    if (!link || !link.querySelector("img") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link);
  });
})();
