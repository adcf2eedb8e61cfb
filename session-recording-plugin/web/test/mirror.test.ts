import assert from "node:assert/strict";
import { test } from "node:test";
import { titleOf } from "../src/player/titles";
import { Reader } from "../src/worker/digest";
import type { Piece } from "../src/worker/messages";
import { Mirror } from "../src/worker/mirror";

type Fields = Record<string, unknown>;

let ids = 0;
const text = (textContent: string, id = ++ids): Fields => ({ type: 3, textContent, id });
const element = (tagName: string, attributes: Fields = {}, ...childNodes: Fields[]): Fields => ({ type: 2, tagName, attributes, childNodes, id: ++ids });
const idOf = (node: Fields) => node["id"];

function page(...childNodes: Fields[]): Mirror {
  const mirror = new Mirror(1);
  mirror.see(2, { node: { type: 0, childNodes: [element("html", {}, element("body", {}, ...childNodes))], id: ++ids } });
  return mirror;
}

const mutation = (data: Fields) => ({ source: 0, adds: [], removes: [], texts: [], attributes: [], ...data });

test("names what one would say was clicked", () => {
  const icon = element("svg", {}, element("path"));
  const named: [Fields, Fields, string | null][] = [];
  const case_ = (whole: Fields, hit: Fields, name: string | null) => named.push([whole, hit, name]);
  const label = text("  Add to\n  cart ");
  case_(element("button", {}, element("span", {}, label)), label, "button “Add to cart”");
  case_(element("a", { href: "/x", "aria-label": "Basket" }, icon), icon, "link “Basket”");
  const image = element("img", { alt: "A red spade" });
  case_(element("a", {}, image), image, "link “A red spade”");
  const picture = element("img", { alt: "Garden" });
  case_(element("div", {}, picture), picture, "image “Garden”");
  const submit = element("input", { type: "SUBMIT", value: "Order now" });
  case_(submit, submit, "button “Order now”");
  const field = element("input", { type: "email", name: "email", value: "ada@example.com" });
  case_(field, field, "field “email”");
  const ticked = element("input", { type: "checkbox", value: "yes" });
  case_(ticked, ticked, "checkbox");
  const tab = element("div", { role: "tab" }, text("Delivery"));
  case_(tab, tab, "tab “Delivery”");
  const heading = element("h2", {}, text("Garden"));
  case_(heading, heading, "heading “Garden”");
  const words = element("p", {}, text("Grown in Graz"));
  case_(words, words, "“Grown in Graz”");
  const area = element("div", {}, element("div", {}, element("p", {}, text("a whole page of words"))), element("style", {}, text("a{}")));
  case_(area, area, null);
  const masked = element("button", {}, text("*** ****"));
  case_(masked, masked, "button");
  const long = element("button", {}, text("x".repeat(500)));
  case_(long, long, `button “${"x".repeat(59)}…”`);
  const mirror = page(...named.map(([whole]) => whole));
  named.forEach(([, hit, name]) => assert.equal(mirror.name(idOf(hit)), name));
  assert.equal(mirror.name(99_999), null);
  assert.equal(mirror.name("__proto__"), null);
});

test("keeps up with what changes", () => {
  const word = text("Buy");
  const button = element("button", {}, word);
  const list = element("ul", {});
  const mirror = page(button, list);
  mirror.see(3, mutation({ texts: [{ id: idOf(word), value: "Bought" }] }));
  assert.equal(mirror.name(idOf(button)), "button “Bought”");
  mirror.see(3, mutation({ attributes: [{ id: idOf(button), attributes: { "aria-label": "Undo" } }] }));
  assert.equal(mirror.name(idOf(button)), "button “Undo”");
  mirror.see(3, mutation({ attributes: [{ id: idOf(button), attributes: { "aria-label": null } }] }));
  assert.equal(mirror.name(idOf(button)), "button “Bought”");
  const last = element("a", {}, text("second"));
  const inner = text("first ");
  mirror.see(3, mutation({
    adds: [
      { parentId: idOf(last), nextId: (last["childNodes"] as Fields[])[0]?.["id"], node: inner }, // its parent comes after it
      { parentId: idOf(list), nextId: null, node: last },
    ],
  }));
  assert.equal(mirror.name(idOf(inner)), "link “first second”");
  mirror.see(3, mutation({ removes: [{ parentId: idOf(list), id: idOf(last) }] }));
  assert.equal(mirror.name(idOf(last)), null);
  assert.equal(mirror.name(idOf(inner)), null);
});

test("waits for parents that come behind their children, though not for ever", () => {
  const list = element("ul", {});
  const mirror = page(list);
  const before = mirror.size;
  const chain = Array.from({ length: 1000 }, () => element("b"));
  const adds = chain.map((node, i) => ({ parentId: idOf(chain[i - 1] ?? list), nextId: null, node }));
  mirror.see(3, mutation({ adds: adds.slice(0, 20).reverse() }));
  assert.equal(mirror.size, before + 20);
  mirror.see(3, mutation({ removes: [{ parentId: idOf(list), id: idOf(chain[0] as Fields) }] }));
  assert.equal(mirror.size, before);
  mirror.see(3, mutation({ adds: adds.reverse() })); // forged: no recorder writes it so
  assert.ok(mirror.size < before + 100, `${mirror.size} nodes`);
});

test("knows nothing before a full snapshot, and gives up on a page that is too large", () => {
  const mirror = new Mirror(1);
  mirror.see(3, mutation({ adds: [{ parentId: 1, nextId: null, node: element("button") }] }));
  assert.equal(mirror.blind, true);
  assert.equal(page(...Array.from({ length: 60_000 }, () => element("i"))).blind, true);
  const deep = JSON.parse(`${'{"type":2,"tagName":"b","id":7,"childNodes":['.repeat(20_000)}${"]}".repeat(20_000)}`) as Fields;
  assert.equal(page(deep).blind, false);
});

test("names clicks of chunks that go on from each other, whoever reads them", () => {
  ids = 10;
  const button = element("button", {}, text("Pay"));
  const full = { type: 2, timestamp: 10_000, data: { node: { type: 0, id: 1, childNodes: [button] } } };
  const click = (timestamp: number) => ({ type: 3, timestamp, data: { source: 2, type: 2, id: idOf(button) } });
  const reader = new Reader();
  const read = (id: number, after: number, ...events: object[]) => {
    const piece: Piece = { index: 0, id, window: 1, after, length: 1, start: 10_000, end: 12_000, wanted: false, digest: true };
    return reader.read(JSON.stringify(events), piece).digest?.clicks.map(({ target }) => target);
  };
  assert.deepEqual(read(5, 4, click(10_500)), [null], "nobody read what lies before");
  assert.deepEqual(read(1, 0, full, click(10_500)), ["button “Pay”"]);
  assert.deepEqual(read(9, 8, full), []);
  assert.deepEqual(read(2, 1, click(11_000)), ["button “Pay”"]);
  assert.deepEqual(read(4, 3, click(11_500)), [null], "one was left out");
  assert.deepEqual(read(10, 9, click(11_500)), ["button “Pay”"]);
});

test("says it in a few words", () => {
  const marker = (kind: "click" | "rage" | "dead", target: string | null) => titleOf({ kind, at: 0, text: "", target });
  assert.equal(marker("click", "button “Pay”"), "Clicked button “Pay”");
  assert.equal(marker("rage", "“Graz”"), "Rage click on “Graz”");
  assert.equal(marker("dead", null), "Dead click");
});
