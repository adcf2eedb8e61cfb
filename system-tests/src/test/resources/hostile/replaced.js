// Libraries of old, and polyfills that mean well: they work, but not as the standard says.
Array.prototype.toJSON = function () { return "[" + this.join(";") + "]"; };
Object.prototype.toJSON = function () { return "an object"; };
String.prototype.toJSON = function () { return "a string"; };
Object.prototype.extend = function () { return this; };
Array.prototype.each = function (work) { for (let i = 0; i < this.length; i++) work(this[i], i); };
for (const name of ["map", "filter", "forEach", "push", "some", "indexOf", "slice", "concat", "join"]) {
  const original = Array.prototype[name];
  Array.prototype[name] = function (...given) { return original.apply(this, given); };
}
JSON.stringify = () => "{\"broken\":true}";
JSON.parse = () => { throw new Error("no JSON here"); };
window.fetch = () => { throw new Error("no network here"); };
window.XMLHttpRequest = function () { throw new Error("no requests here"); };
navigator.sendBeacon = () => { throw new Error("no beacons here"); };
window.MutationObserver = function () { this.observe = this.disconnect = () => {}; this.takeRecords = () => []; };
window.Promise = function () { throw new Error("no promises here"); };
const later = window.setTimeout;
window.setTimeout = function (work, delay) { return { timer: later.call(window, () => work(), delay) }; };
Date.now = () => 12;
