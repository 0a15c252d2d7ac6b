// Returns what sticks out of the window at its side: empty if nobody has to scroll sideways.
const root = document.documentElement;
if (root.scrollWidth <= root.clientWidth) return [];
const wide = [...document.body.querySelectorAll("*")]
  .filter(element => !element.closest(".table, pre") && element.getBoundingClientRect().right > root.clientWidth + 1)
  .map(element => `${element.localName}.${element.className}`);
return [`${root.scrollWidth} px in ${innerWidth} px`, ...wide.slice(0, 4)];
