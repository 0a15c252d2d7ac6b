// Makes a filter by year, level and unit of the ways above a wall of honours.
(function () {
  "use strict";
  var ways = document.querySelector(".wall-ways");
  if (!ways) return;
  var list = function (selector, below) {
    return Array.prototype.slice.call((below || document).querySelectorAll(selector));
  };
  var rows = list(".year .row");
  var NAMES = ["year", "level", "unit"];
  var none = document.createElement("p");
  none.className = "nothing";
  none.setAttribute("role", "status");

  function choice(name) {
    var values = [];
    rows.forEach(function (row) {
      var value = row.getAttribute("data-" + name);
      if (value && values.indexOf(value) < 0) values.push(value);
    });
    if (values.length < 2) return null;
    var label = document.createElement("label");
    var select = document.createElement("select");
    label.textContent = ways.getAttribute("data-" + name);
    select.setAttribute("data-by", name);
    [ways.getAttribute("data-all")].concat(values).forEach(function (value, at) {
      select.appendChild(new Option(value, at ? value : ""));
    });
    label.appendChild(select);
    return label;
  }

  function filter() {
    var wanted = list("select", ways).filter(function (select) {
      return select.value;
    });
    rows.forEach(function (row) {
      row.hidden = wanted.some(function (select) {
        return row.getAttribute("data-" + select.getAttribute("data-by")) !== select.value;
      });
    });
    list(".year").forEach(function (year) {
      list(".rows", year).forEach(function (part) {
        part.hidden = !list(".row:not([hidden])", part).length;
        var head = part.previousElementSibling;
        if (head && head.localName === "h3") head.hidden = part.hidden;
      });
      year.hidden = !list(".row:not([hidden])", year).length;
    });
    none.textContent = list(".year:not([hidden])").length ? "" : ways.getAttribute("data-none");
  }

  var form = document.createElement("form");
  form.className = "wall-filter";
  NAMES.map(choice).forEach(function (label) {
    if (label) form.appendChild(label);
  });
  if (!form.firstChild) return;
  ways.textContent = "";
  ways.appendChild(form);
  ways.parentNode.insertBefore(none, ways.nextSibling);
  form.addEventListener("change", filter);
})();
