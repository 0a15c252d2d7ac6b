// Asks before a link leaves the site, as sites of the government have to. The text comes from the tag that loads this.
(function () {
  "use strict";
  var text = document.currentScript.getAttribute("data-text");
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || !/^https?:$/.test(link.protocol) || link.host === location.host) return;
    if (!window.confirm(text + "\n" + link.host)) event.preventDefault();
  });
})();
