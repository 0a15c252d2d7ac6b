// Runs in a page with axe as the body of a function; tells its last argument what everyone would stumble over.
const done = arguments[arguments.length - 1];
const known = window.CONTRAST_ONLY ? { runOnly: ["color-contrast"] } : {};
axe.run(document, { ...known, resultTypes: ["violations"] }).then(
  found => done(found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target.join(" ") + " " + (node.any[0]?.message || "")).join(" | ")}`)),
  error => done([String(error)]),
);
