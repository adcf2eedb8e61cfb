/*
 * A page's body in a form in which the page and its replay can be compared, with the computed styles of its elements.
 * What cannot be the same is left out here, each with its reason.
 */
(document, page) => {
  const STYLES = ["display", "color", "background-color", "font-size", "font-weight", "font-family", "width", "height",
    "margin-left", "padding-top", "border-top-width", "border-radius", "fill", "stroke", "stop-color", "text-anchor"];
  const lines = [];

  // the recorder stores where a link leads, not how it was written
  const absolute = (value) => new URL(value, page.url).href;

  const isPicture = (element) => ["img", "image", "object", "embed", "canvas"].includes(element.localName);
  // pictures that the recorder takes along, and embedded ones and canvases, which become images
  const isTaken = (value) => /\.svg$|^data:image\//.test(value);

  function attributes(element) {
    const taken = element.localName === "canvas" ? [["src", "a picture"]] : [];
    return [...element.attributes]
      .filter(({ name }) => !(element.localName === "canvas" && ["width", "height"].includes(name)))
      .filter(({ name }) => !(element.localName === "object" && name === "type"))
      .map(({ name, value }) => {
        if (isPicture(element) && ["src", "href", "xlink:href", "data"].includes(name) && isTaken(value)) return ["src", "a picture"];
        // a part of a sprite is recorded with the page
        if (element.localName === "use" && /^(xlink:)?href$/.test(name) && /[./]svg#|#sr\d+-/.test(value)) return [name, value.replace(/.*#(sr\d+-)?/, "#")];
        if (name === "href" || name === "xlink:href" || name === "src") return [name, absolute(value)];
        // rrweb marks what the mouse is over, since a replay has no mouse
        if (name === "class") return [name, value.split(/\s+/).filter((word) => word && word !== ":hover").join(" ")];
        return [name, value];
      })
      // state of a field, recorded as attributes whether or not the page wrote them; compared as state below
      .filter(([name]) => !["value", "checked", "selected"].includes(name))
      // rrweb keeps the watcher's browser from filling in the watcher's own data
      .filter(([name]) => !(name === "autocomplete" && ["INPUT", "TEXTAREA"].includes(element.tagName)))
      // a frame is recorded as what is in it, not as where it came from
      .filter(([name]) => !(["src", "srcdoc"].includes(name) && element.localName === "iframe"))
      // given anew in a replay, as href: rrweb changes attributes without their namespace
      .filter(([name], _, all) => !(name === "xlink:href" && all.some(([other]) => other === "href")))
      .map(([name, value]) => [name.replace(/^xlink:href$/, "href"), value])
      // where the recorder keeps scroll offsets
      .filter(([name]) => !name.startsWith("rr_"))
      .filter(([name, value]) => !(name === "class" && value === ""))
      .concat(taken)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .sort()
      .join(" ");
  }

  function state(element) {
    const type = (element.type ?? "").toLowerCase();
    if (element.tagName === "INPUT" && (type === "checkbox" || type === "radio")) return ` checked:${element.checked}`;
    // clients mask what is typed: its length is all there is to compare
    if (element.tagName === "INPUT" || element.tagName === "TEXTAREA") return ` typed:${element.value.length}`;
    // the choice in a select is masked too, and a mask is none of its options
    return "";
  }

  function styles(element) {
    const computed = element.ownerDocument.defaultView.getComputedStyle(element);
    return STYLES
      // a masked choice leaves a select narrower than its text
      .filter((name) => !(element.tagName === "SELECT" && name === "width"))
      .map((name) => `${name}:${computed.getPropertyValue(name)}`)
      .join(";");
  }

  function walk(node, indent) {
    if (node.nodeType === 3) {
      // rules as the browser writes them, not as the page did
      if (node.parentNode.localName === "style") return;
      // a textarea's text is its typed value
      if (node.parentNode.tagName !== "TEXTAREA") lines.push(`${indent}${JSON.stringify(node.data)}`);
      return;
    }
    // a recorded script is an empty noscript: nothing of it may run again
    if (node.nodeType !== 1 || ["SCRIPT", "NOSCRIPT"].includes(node.tagName)) return;
    const namespace = node.namespaceURI === "http://www.w3.org/2000/svg" ? "svg:" : "";
    const name = ["object", "embed", "canvas"].includes(node.localName) ? "img" : node.localName;
    lines.push(`${indent}${namespace}${name} ${attributes(node)}${state(node)}`);
    lines.push(`${indent}  {${styles(node)}}`);
    if (node.shadowRoot) {
      lines.push(`${indent}  #shadow`);
      for (const child of node.shadowRoot.childNodes) walk(child, indent + "  ");
    }
    if (node.localName === "iframe" && node.contentDocument?.body) walk(node.contentDocument.body, indent + "  ");
    for (const child of node.childNodes) walk(child, indent + "  ");
  }

  walk(page.id ? document.getElementById(page.id) : document.body, "");
  return lines.join("\n");
}
