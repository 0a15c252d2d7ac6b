// Runs in a page as the body of a function; returns what the tests want to know of it.
const root = document.documentElement;
const address = text => new URL(text, document.baseURI).href;
const uses = [];
for (const name of ["href", "src", "poster", "data", "action"]) {
  for (const element of document.querySelectorAll(`[${name}]`)) {
    uses.push({ by: element.localName, url: address(element.getAttribute(name)) });
  }
}
for (const element of document.querySelectorAll("[srcset]")) {
  for (const part of element.getAttribute("srcset").split(",")) {
    uses.push({ by: element.localName, url: address(part.trim().split(/\s+/)[0]) });
  }
}
const named = [...document.querySelectorAll("[id], a[name]")];
return {
  title: document.title.trim(),
  lang: root.lang,
  headings: [...document.querySelectorAll("h1")].map(heading => heading.innerText.trim()),
  text: document.body.innerText.trim().length,
  uses,
  anchors: named.map(element => element.id || element.name),
  twice: named.map(element => element.id).filter((id, at, all) => id && all.indexOf(id) !== at),
  // One that is loaded late and not yet visible is not complete; its file is looked for all the same.
  broken: [...document.images].filter(image => image.complete && image.naturalWidth === 0).map(image => image.src),
  bare: [...document.images].filter(image => !image.hasAttribute("alt")).map(image => image.src),
};
