import type { eventWithTime } from "@rrweb/types";
import assert from "node:assert/strict";
import { test } from "node:test";
import { readInvitation, writeInvitation } from "../src/protocol";
import { Assets } from "../src/replay/assets";
import { Defuser } from "../src/replay/defuse";

const PATH = "http://replay:8001/assets/pass";
const assets = new Assets(PATH);
const own = (address: string) => `${PATH}?url=${encodeURIComponent(address)}`;
const event = (type: number, data: object) => ({ type, timestamp: 1, data }) as eventWithTime;

test("addresses of the web lead to the replay origin, all others stay", () => {
  assert.equal(assets.url("https://shop.example/a b.png?x=1&y=2"), own("https://shop.example/a b.png?x=1&y=2"));
  assert.equal(assets.url("https://shop.example/icons.svg#star"), `${own("https://shop.example/icons.svg")}#star`);
  for (const kept of ["data:image/png;base64,AA", "blob:http://x/1", "/a.png", "javascript:alert(1)", "file:///etc/passwd", "ftp://x/y", `http://x/${"a".repeat(5000)}`]) {
    assert.equal(assets.url(kept), kept);
  }
  assert.equal(assets.url("http://x/\ud83c"), own("http://x/\ufffd"), "half a pair of surrogates");
});

test("finds addresses in style sheets however they are written, and touches nothing else", () => {
  const css = `@import "http://x/a.css"; @import url(http://x/b.css) print;
    @font-face { src: url( 'http://x/f.woff2' ) format("woff2"), url(data:font/woff;base64,http) }
    p { background: URL("http://x/a\\"b.png"), url(http://x/a\\)b\\.png); content: "url(" }`;
  assert.equal(
    assets.css(css),
    `@import "${own("http://x/a.css")}"; @import url("${own("http://x/b.css")}") print;
    @font-face { src: url("${own("http://x/f.woff2")}") format("woff2"), url(data:font/woff;base64,http) }
    p { background: url("${own('http://x/a"b.png')}"), url("${own("http://x/a)b.png")}"); content: "url(" }`,
  );
});

test("a hostile style sheet is read in one pass", () => {
  for (const part of ['url("http:', "url(http:", "url('http:\\", "@import ", 'url("http:\\"']) {
    assert.equal(typeof assets.css(part.repeat(200_000)), "string"); // minutes where it were the square of it
  }
});

test("candidates of srcset keep their descriptors and the commas of their addresses", () => {
  assert.equal(assets.srcset("http://x/a,b.png 1x, http://x/c.png 2x"), `${own("http://x/a,b.png")} 1x, ${own("http://x/c.png")} 2x`);
  assert.equal(assets.srcset(" ,http://x/a.png,http://x/b.png, data:image/png;base64,AA 3w"), `${own("http://x/a.png,http://x/b.png")}, data:image/png;base64,AA 3w`);
  assert.equal(assets.srcset(""), "");
});

test("pictures, fonts and style sheets are asked for in trees, and what leads elsewhere is not", () => {
  const attributes = {
    image: { src: "http://x/a.png", srcset: "http://x/b.png 2x", href: "http://x/page", style: "background: url(http://x/c.png)" },
    drawn: { "xlink:href": "http://x/d.png" },
    video: { poster: "http://x/e.png" },
    link: { rel: "stylesheet", href: "http://x/f.css", media: "print" },
    known: { rel: "stylesheet", href: "http://x/g.css", _cssText: "p { background: url(http://x/h.png) }" },
    hint: { rel: "preload stylesheet", href: "http://x/i.css" },
    frame: { src: "http://x/frame" },
    anchor: { href: "http://x/anchor" },
  };
  const text = { type: 3, id: 21, textContent: "@font-face { src: url(http://x/j.woff) }" };
  const words = { type: 3, id: 22, textContent: "url(http://x/words)" };
  const tag = (tagName: string, of: object) => ({ type: 2, tagName, attributes: of, childNodes: [] });
  const tree = {
    childNodes: [
      tag("img", attributes.image),
      tag("image", attributes.drawn),
      tag("video", attributes.video),
      tag("link", attributes.link),
      tag("link", attributes.known),
      tag("link", attributes.hint),
      tag("iframe", attributes.frame),
      tag("a", attributes.anchor),
      { type: 2, id: 20, tagName: "style", attributes: {}, childNodes: [text] },
      { type: 2, id: 23, tagName: "p", attributes: {}, childNodes: [words] },
    ],
  };
  new Defuser(assets).defuse(event(2, { node: tree }));
  assert.deepEqual(attributes.image, {
    src: own("http://x/a.png"),
    srcset: `${own("http://x/b.png")} 2x`,
    href: "http://x/page",
    style: `background: url("${own("http://x/c.png")}")`,
  });
  assert.deepEqual(attributes.drawn, { "xlink:href": own("http://x/d.png") });
  assert.deepEqual(attributes.video, { poster: own("http://x/e.png") });
  assert.equal((attributes.link as { _cssText?: string })._cssText, `@import "${own("http://x/f.css")}";`);
  assert.equal(attributes.known._cssText, `p { background: url("${own("http://x/h.png")}") }`);
  assert.deepEqual([attributes.hint, attributes.frame], [{}, {}]);
  assert.equal(attributes.anchor.href, "http://x/anchor");
  assert.equal(text.textContent, `@font-face { src: url("${own("http://x/j.woff")}") }`);
  assert.equal(words.textContent, "url(http://x/words)");
});

test("and in whatever changes later", () => {
  const defuser = new Defuser(assets);
  const css = "p { background: url(http://x/a.png) }";
  const ours = `p { background: url("${own("http://x/a.png")}") }`;
  const picture = { id: 7, type: 2, tagName: "image", attributes: {}, childNodes: [] };
  const style = { id: 8, type: 2, tagName: "style", attributes: {}, childNodes: [] };
  const text = { id: 9, type: 3, textContent: css };
  defuser.defuse(event(3, { source: 0, adds: [{ parentId: 1, node: picture }, { parentId: 1, node: style }, { parentId: 8, node: text }, null] }));
  assert.equal(text.textContent, ours);
  const href = { id: 7, attributes: { href: "http://x/a.png" } };
  const src = { id: 3, attributes: { src: "http://x/a.png", style: { background: ["url(http://x/a.png)", "important"], mask: "url(http://x/a.png)", color: false } } };
  const written = { id: 9, value: css };
  defuser.defuse(event(3, { source: 0, attributes: [href, src, null], texts: [written, { id: 5, value: css }, null] }));
  assert.equal(href.attributes.href, own("http://x/a.png"));
  assert.deepEqual(src.attributes, {
    src: own("http://x/a.png"),
    style: { background: [`url("${own("http://x/a.png")}")`, "important"], mask: `url("${own("http://x/a.png")}")`, color: false },
  });
  assert.equal(written.value, ours);
  const rule = { adds: [{ rule: css }, null] };
  const replaced = { source: 8, replace: css, replaceSync: css };
  const declared = { source: 13, set: { property: "background", value: "url(http://x/a.png)" } };
  const font = { source: 10, family: "f", fontSource: "url(http://x/a.woff)", buffer: false };
  const adopted = { source: 15, styles: [{ rules: [{ rule: css }] }] };
  for (const data of [{ source: 8, ...rule }, replaced, declared, font, adopted]) {
    defuser.defuse(event(3, data));
  }
  assert.equal((rule.adds[0] as { rule: string }).rule, ours);
  assert.deepEqual([replaced.replace, replaced.replaceSync], [ours, ours]);
  assert.equal(declared.set.value, `url("${own("http://x/a.png")}")`);
  assert.equal(font.fontSource, `url("${own("http://x/a.woff")}")`);
  assert.equal(adopted.styles[0]?.rules[0]?.rule, ours);
});

test("without a pass every address stays as it was recorded", () => {
  const data = { node: { childNodes: [{ tagName: "img", attributes: { src: "http://x/a.png", srcset: "http://x/b.png 2x" } }] } };
  const before = structuredClone(data);
  new Defuser().defuse(event(2, data));
  assert.deepEqual(data, before);
});

test("an invitation names a pass, and no other place", () => {
  const invited = (path: string | null) => readInvitation("#" + writeInvitation({ parent: "http://host:8000", token: "t", assets: path })).assets;
  assert.equal(invited("/assets/AbC_-1"), "/assets/AbC_-1");
  for (const other of [null, "//evil.example/assets/x", "/assets/../x", "http://evil.example/"]) {
    assert.equal(invited(other), null);
  }
});
