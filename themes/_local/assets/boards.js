// 展板一次看一块：按钮或左右方向键翻页，地址里的 #board-3 指向第三块。没有脚本时各块依次排列。
(function () {
  "use strict";
  var wall = document.querySelector(".boards");
  if (!wall) return;
  var boards = Array.prototype.slice.call(wall.querySelectorAll(".board"));
  if (boards.length < 2) return;
  var at = 0;
  var bar = document.createElement("div");
  bar.className = "boards-bar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", wall.getAttribute("aria-label"));

  function button(words, does) {
    var one = document.createElement("button");
    one.type = "button";
    one.textContent = words;
    one.addEventListener("click", does);
    bar.appendChild(one);
    return one;
  }

  function turn(to) {
    at = Math.min(Math.max(to, 0), boards.length - 1);
    boards.forEach(function (board, number) {
      board.classList.toggle("shown", number === at);
    });
    place.textContent = at + 1 + " / " + boards.length;
    previous.disabled = at === 0;
    next.disabled = at === boards.length - 1;
  }

  function follow() {
    var named = boards.filter(function (board) {
      return "#" + board.id === location.hash;
    })[0];
    if (named) turn(boards.indexOf(named));
  }

  var previous = button(wall.getAttribute("data-previous"), function () { turn(at - 1); });
  var place = document.createElement("output");
  bar.appendChild(place);
  var next = button(wall.getAttribute("data-next"), function () { turn(at + 1); });
  button(wall.getAttribute("data-print"), function () { window.print(); });
  var hint = document.createElement("p");
  hint.className = "boards-hint";
  hint.textContent = wall.getAttribute("data-hint");
  bar.appendChild(hint);
  wall.insertBefore(bar, wall.firstChild);
  wall.classList.add("turning");
  turn(0);
  follow();
  window.addEventListener("hashchange", follow);
  document.addEventListener("keydown", function (event) {
    var typing = /^(input|select|textarea)$/.test(event.target.localName);
    if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowRight") turn(at + 1);
    if (event.key === "ArrowLeft") turn(at - 1);
  });
})();
