import type { eventWithTime } from "@rrweb/types";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Defuser } from "../src/replay/defuse";
import { Cue } from "../src/replay/cue";
import { movesOf, parseEvents } from "../src/replay/events";
import { DEEPEST, keepShallow } from "../src/replay/growth";
import { Media } from "../src/replay/media";
import { Pace } from "../src/replay/pace";

const event = (type: number, timestamp: number, data: object = {}) => ({ type, timestamp, data }) as eventWithTime;

test("leaves out, and counts, what is no event or of no known type", () => {
  const json = new TextEncoder().encode('[null,1,"x",{},{"type":3,"timestamp":1},{"type":3,"timestamp":5,"data":{"source":0}},{"type":99,"timestamp":5,"data":{}},{"type":3,"timestamp":5,"data":{"source":77}}]');
  const { events, unknown } = parseEvents(json.buffer, { shift: 0, from: 0, to: 10 });
  assert.deepEqual([events.map((e) => e.timestamp), unknown], [[5], 7]);
});

test("gives events the host's time, and those with an impossible one that of their neighbour", () => {
  const json = new TextEncoder().encode(JSON.stringify([event(4, 100), event(4, 7), event(4, 130)]));
  const { events } = parseEvents(json.buffer, { shift: 1000, from: 1100, to: 1130 });
  assert.deepEqual(events.map((e) => e.timestamp), [1100, 1100, 1130]);
});

test("finds the pointer's way, and only places that are some", () => {
  const moves = movesOf(event(3, 1000, { source: 1, positions: [{ x: 1, y: 2, id: 3, timeOffset: -50 }, { x: "1" }, null] }));
  assert.deepEqual(moves, [{ at: 950, x: 1, y: 2, id: 3 }]);
  assert.equal(movesOf(event(3, 1000, { source: 0 })), null);
});

test("cues by time, and among equals in the order in which they came", () => {
  const cue = new Cue<{ at: number; name: string }>();
  [[5, "a"], [7, "b"], [5, "c"], [1, "d"]].forEach(([at, name]) => cue.add({ at: at as number, name: name as string }));
  assert.equal(cue.beforeLastDue(6, ({ name }) => name === "c"), 2);
  assert.deepEqual([cue.take(), cue.take(), cue.take()].map((item) => item?.name), ["d", "a", "c"]);
  assert.equal(cue.takeLastDue(10)?.name, "b");
  assert.equal(cue.size, 0);
});

test("passes over what nobody did, in a moment, and never over what somebody did", () => {
  const pace = new Pace();
  pace.set(2, true);
  const scene = (at: number, doing: number | null) => ({ at, through: 90_000, complete: false, end: 100_000, nextDoing: () => doing });
  assert.equal(pace.rate(scene(0, 3000)), 2);
  assert.ok(pace.rate(scene(0, 60_000)) > 30);
  assert.equal(pace.rate(scene(59_900, 60_000)), 2);
  assert.ok(pace.rate(scene(0, null)) > 50);
  pace.set(2, false);
  assert.equal(pace.rate(scene(0, 60_000)), 2);
});

test("takes away hints, refreshes and style sheets that were not recorded, keeps those that were", () => {
  const link = (rel: string) => ({ tagName: "link", attributes: { rel, href: "http://x/" } as Record<string, string> });
  const hint = link("preconnect");
  const remote = link("stylesheet");
  const sheet = link("stylesheet");
  sheet.attributes["_cssText"] = "p{}";
  const meta = { tagName: "META", attributes: { "http-equiv": "refresh", content: "0;url=http://x/" } };
  new Defuser().defuse(event(2, 1, { node: { childNodes: [{ childNodes: [hint, remote, sheet] }, meta] } }));
  assert.deepEqual([hint, remote, sheet].map((node) => node.attributes["href"]), [undefined, undefined, "http://x/"]);
  assert.deepEqual(meta.attributes, { content: "0;url=http://x/" });
});

test("lets no frame load anything, now or by a later change; leaves images alone", () => {
  const defuser = new Defuser();
  const frame = { id: 7, tagName: "IFRAME", attributes: { SRC: "http://x/", srcdoc: "<p>", width: "3" } };
  const image = { id: 8, attributes: { src: "data:image/png;base64,AA" } };
  const change = { id: 7, attributes: { src: "http://x/" } };
  defuser.defuse(event(3, 1, { adds: [{ node: frame }] }));
  defuser.defuse(event(3, 2, { attributes: [change, image] }));
  assert.deepEqual([frame.attributes, change.attributes], [{ width: "3" }, {}]);
  assert.deepEqual(image.attributes, { src: "data:image/png;base64,AA" });
});

test("shows a canvas as the image recorded of it", () => {
  const canvas = { tagName: "canvas", attributes: { rr_dataURL: "data:image/png;base64,AA" } };
  new Defuser().defuse(event(3, 1, { adds: [{ node: canvas }] }));
  assert.deepEqual(canvas, { tagName: "img", attributes: { src: "data:image/png;base64,AA" } });
});

test("a canvas keeps its place before something was painted on it, and shows what was painted then", () => {
  const defuser = new Defuser();
  const canvas = { id: 7, tagName: "canvas", attributes: { width: "20", height: "10", class: "chart" } };
  defuser.defuse(event(3, 1, { source: 0, adds: [{ node: canvas }] }));
  const { src, ...others } = canvas.attributes as { src?: string };
  assert.deepEqual([canvas.tagName, others], ["img", { class: "chart" }]);
  assert.match(src ?? "", /^data:image\/svg\+xml,.*width='20' height='10'/);

  const blob = (type: string, base64: unknown) => ({ rr_type: "Blob", type, data: [{ rr_type: "ArrayBuffer", base64 }] });
  const painted = (id: number, picture: object) =>
    defuser.defuse(event(3, 2, { source: 9, id, commands: [{ property: "drawImage", args: [{ rr_type: "ImageBitmap", args: [picture] }, 0, 0] }] }))
      .data as { source?: number; attributes?: unknown };
  assert.deepEqual(painted(7, blob("image/webp", "QUJD")).attributes, [{ id: 7, attributes: { src: "data:image/webp;base64,QUJD" } }]);
  for (const hostile of [blob("text/html", "QUJD"), blob("image/webp", "\"><b>"), blob("image/webp", 7), {}]) {
    assert.equal(painted(7, hostile).source, 9, "left as it was, for rrweb to leave out");
  }
  assert.equal(painted(8, blob("image/webp", "QUJD")).source, 9, "no canvas");

  const resized = { id: 7, attributes: { width: "40", title: "Sales" } };
  defuser.defuse(event(3, 3, { source: 0, attributes: [resized] }));
  assert.deepEqual(resized.attributes, { title: "Sales" });
});

test("references within SVG stay within the page, whatever address a recorder made of them", () => {
  const defuser = new Defuser();
  const gradient = { id: 5, tagName: "lineargradient", attributes: { href: "https://shop.example/cart#base" } };
  const link = { id: 6, tagName: "a", attributes: { href: "https://shop.example/cart#base" } };
  defuser.defuse(event(3, 1, { source: 0, adds: [{ node: gradient }, { node: link }] }));
  assert.equal(gradient.attributes.href, "#base");
  assert.equal(link.attributes.href, "https://shop.example/cart#base");

  const changed = { id: 5, attributes: { "xlink:href": "https://shop.example/cart#other" } };
  defuser.defuse(event(3, 2, { source: 0, attributes: [changed] }));
  assert.equal((changed.attributes as { href?: string }).href, "#other");
});

/** As rrweb's mirror: what stands in the page, by id; each node a plain object with its parent. */
function standing(nodes: Record<number, number | null>) {
  const made = new Map(Object.keys(nodes).map((id) => [Number(id), { id: Number(id), nodeType: 1, parentNode: null as object | null }]));
  made.forEach((node, id) => (node.parentNode = made.get(nodes[id] as number) ?? null));
  return { getNode: (id: number) => (made.get(id) ?? null) as never, getId: (node: unknown) => (node as { id: number } | null)?.id ?? -1 };
}

interface Growing {
  adds: { node: { id: number }; parentId: number; nextId: number | null }[];
  removes: object[];
}

const growing = (adds: object[], removes: object[] = []) => event(3, 1, { source: 0, texts: [], attributes: [], adds, removes });
const ids = (grown: { data: unknown }) => (grown.data as Growing).adds.map((add) => add.node.id);

test("a page nests no deeper than pages do, whether it came at once or grew", () => {
  let node: object = { id: 0, childNodes: [] };
  for (let i = 1; i < 100_000; i++) {
    node = { id: i, childNodes: [node] };
  }
  const full = event(2, 1, { node });
  assert.equal(keepShallow(full, standing({})), 100_000 - DEEPEST);
  const depthOf = (root: object) => {
    let depth = 0;
    for (let at: object | undefined = root; at; at = (at as { childNodes: object[] }).childNodes[0]) {
      depth++;
    }
    return depth;
  };
  assert.equal(depthOf(node), DEEPEST);

  const twice = event(2, 1, { node: { id: 1, childNodes: [{ id: 2, childNodes: [{ id: 2 }] }, { id: 2 }, { id: 3 }] } });
  assert.equal(keepShallow(twice, standing({})), 2, "a node that is its own child, or stands in two places");

  const chain = Array.from({ length: 100_000 }, (_, i) => ({ parentId: i + 1, nextId: null, node: { id: i + 2 } }));
  const grown = growing(chain.reverse());
  assert.equal(keepShallow(grown, standing({ 1: null })), 100_000 - DEEPEST + 1);
  assert.deepEqual(ids(grown).slice(0, 3), [2, 3, 4]);
});

test("adds each node behind what it hangs on and stands before, and waits for none that never comes", () => {
  const grown = growing([
    { parentId: 2, nextId: 4, node: { id: 3 } },
    { parentId: 1, nextId: 9, node: { id: 2 } },
    { parentId: 2, nextId: 3, node: { id: 4 } },
    { parentId: 6, nextId: null, node: { id: 5 } },
    { parentId: 5, nextId: null, node: { id: 6 } },
    { parentId: 1, nextId: 2, node: null },
  ]);
  assert.equal(keepShallow(grown, standing({ 1: null })), 3, "two that hang on each other, one that is none");
  assert.deepEqual(ids(grown), [2, 4, 3]);
  assert.deepEqual((grown.data as Growing).adds.map((add) => add.nextId), [null, null, 4]);
});

test("what is there and added again is removed first, and takes nothing along", () => {
  const grown = growing([{ parentId: 1, nextId: null, node: { id: 3 } }, { parentId: 1, nextId: 3, node: { id: 2 } }, { parentId: 1, node: { id: 7 } }], [{ id: 2, parentId: 1 }]);
  assert.equal(keepShallow(grown, standing({ 1: null, 2: 1, 3: 2, 7: null })), 1, "7 was never put anywhere");
  assert.deepEqual((grown.data as Growing).removes, [{ id: 2, parentId: 1 }, { id: 3, parentId: 2 }]);
  assert.deepEqual(ids(grown), [3, 2]);
});

test("a video is what it was at the moment, whatever was told of it and by how old a recorder", () => {
  const video = { nodeName: "VIDEO", duration: NaN, paused: true, play: async () => void (video.paused = false), pause: () => (video.paused = true) } as Record<string, unknown>;
  const page = { getNode: (id: number) => (id === 7 ? video : null) as never, getId: () => 7 };
  const attributes = { rr_mediaState: "played", rr_mediaCurrentTime: 10, rr_mediaMuted: true, rr_mediaVolume: 0.5, rr_mediaPlaybackRate: 2 };
  const media = new Media();
  assert.ok(media.note(event(2, 1000, { node: { childNodes: [{ id: 7, tagName: "video", attributes }] } })));
  const at = (moment: number, running = true, speed = 1) => {
    media.sync(page, moment, running, speed);
    const { currentTime, muted, volume, playbackRate, paused } = video;
    return { currentTime, muted, volume, playbackRate, paused };
  };
  assert.deepEqual(at(3000), { currentTime: 14, muted: true, volume: 0.5, playbackRate: 2, paused: false });
  assert.deepEqual(at(3000, false, 4), { currentTime: 14, muted: true, volume: 0.5, playbackRate: 8, paused: true });
  assert.ok(media.note(event(3, 4000, { source: 7, type: 3, id: 7, volume: 0.25, muted: false, currentTime: 16 })));
  assert.ok(media.note(event(3, 5000, { source: 7, type: 1, id: 7 })), "an old recorder tells no more");
  assert.deepEqual(at(9000), { currentTime: 18, muted: false, volume: 0.25, playbackRate: 2, paused: true });
  assert.ok(!media.note(event(3, 5000, { source: 7, type: 1, id: 8 })), "none that is known");
});
