import "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { isSecret, maskInput, maskText, maskUrl, STRICT, stricter } from "../src/recorder/privacy";
import { Scrubber } from "../src/recorder/scrubber";
import { Secrets } from "../src/recorder/secrets";

function element(attributes: { readonly [name: string]: string }): Element {
  return {
    id: attributes.id ?? "",
    getAttribute: (name: string) => attributes[name] ?? null,
    hasAttribute: (name: string) => name in attributes,
  } as unknown as Element;
}

const OPEN = { ...STRICT, maskAllInputs: false };

test("passwords, codes and cards are never recorded, whatever the settings", () => {
  const secrets = [
    { type: "password" },
    { type: "text", "data-rr-is-password": "" },
    { autocomplete: "new-password" },
    { autocomplete: "one-time-code" },
    { autocomplete: "cc-number" },
    { autocomplete: "section-a cc-csc" },
    { name: "card_number" },
    { id: "cvc" },
    { "aria-label": "Card number" },
    { name: "iban" },
  ];
  for (const secret of secrets) {
    assert.ok(isSecret(element(secret)), JSON.stringify(secret));
    assert.equal(maskInput(OPEN, "4111 1111", element(secret)), "");
  }
  assert.equal(isSecret(element({ name: "discard", type: "text" })), false);
});

test("inputs are masked unless they may be shown, and a mask tells no length beyond 16", () => {
  assert.equal(maskInput(STRICT, "ada", element({})), "***");
  assert.equal(maskInput(STRICT, "x".repeat(100), element({})).length, 16);
  assert.equal(maskInput(OPEN, "ada", element({ name: "q" })), "ada");
  assert.equal(maskText("Ada Lovelace\n1815"), "*** ********\n****");
});

test("values of named URL parameters are masked, in query and fragment", () => {
  const names = ["Token", "e mail"];
  assert.equal(maskUrl("https://a.b/c?x=1&token=abc#/p?token=d&y", names), "https://a.b/c?x=1&token=masked#/p?token=masked&y");
  assert.equal(maskUrl("/c?e%20mail=a%40b", names), "/c?e%20mail=masked");
  assert.equal(maskUrl("/c?tokens=1", names), "/c?tokens=1");
  assert.equal(maskUrl("/c?%zz=1&token=2", names), "/c?%zz=1&token=masked");
});

test("the stricter of page and project holds", () => {
  const both = stricter(
    { ...OPEN, blockSelector: ".a", maskAttributes: ["title"] },
    { maskAllInputs: true, blockSelector: ".b", maskAttributes: ["title", "alt"] },
  );
  assert.equal(both.maskAllInputs, true);
  assert.equal(both.blockSelector, ".a, .b");
  assert.deepEqual(both.maskAttributes, ["title", "alt"]);
});

test("attributes and addresses are masked in snapshots and mutations, at any depth", () => {
  const scrubber = new Scrubber(
    { ...STRICT, maskAttributes: ["title"], maskUrlParameters: ["token"] },
    { blocked: ".sr-block", masked: ".sr-mask", ignored: ".sr-ignore" },
    () => null,
  );
  let node: { attributes: object; childNodes: object[] } = { attributes: { title: "Ada" }, childNodes: [] };
  for (let i = 0; i < 50_000; i++) {
    node = { attributes: { href: "/?token=secret" }, childNodes: [node] };
  }
  const events = [
    { type: 4, data: { href: "https://a/?token=secret" } },
    { type: 2, data: { node } },
    { type: 3, data: { source: 0, adds: [{ node: { attributes: { title: "Ada" } } }], attributes: [{ id: 1, attributes: { title: "Ada", src: "?token=secret" } }] } },
  ];
  for (const event of events) {
    scrubber.scrub(event);
  }
  const seen: string[] = [];
  for (let at: { attributes: object; childNodes?: object[] } | undefined = node; at !== undefined; at = at.childNodes?.[0] as typeof at) {
    seen.push(JSON.stringify(at.attributes));
  }
  const all = JSON.stringify([events[0], events[2]]) + seen.join("");
  assert.ok(!all.includes("secret") && !all.includes("Ada"));
});

test("secrets in addresses are masked by themselves, also within other addresses and texts", () => {
  assert.equal(maskUrl("/in?next=%2Fa%3Faccess_token%3Dsecret%26x%3D1", []), "/in?next=%2Fa%3Faccess_token%3Dmasked%26x%3D1");
  assert.equal(maskUrl("see https://a/?jwt=secret, please", []), "see https://a/?jwt=masked please");
  assert.equal(maskUrl("color:red;width:3px", []), "color:red;width:3px");
  assert.equal(maskUrl("/?tokenise=1&page=2", []), "/?tokenise=1&page=2");
});

test("a field that was for a password stays secret, and so does another in its place", () => {
  const secrets = new Secrets();
  const attributes: { [name: string]: string } = { type: "password", name: "pw" };
  const field = element(attributes);
  assert.ok(secrets.has(field));
  attributes.type = "text";
  assert.ok(secrets.has(field));
  assert.ok(secrets.has(element({ type: "text", name: "pw" })));
  assert.equal(secrets.has(element({ type: "text", name: "city" })), false);
});

test("hidden fields and files tell nothing, and buttons what is written on them", () => {
  const input = (type: string) => ({ ...element({ type }), localName: "input" }) as Element;
  assert.equal(maskInput(OPEN, "csrf", input("hidden")), "");
  assert.equal(maskInput(OPEN, "C:\\fakepath\\cv.pdf", input("file")), "");
  assert.equal(maskInput(STRICT, "Buy", input("submit")), "Buy");
});
