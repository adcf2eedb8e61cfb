// Nothing that a script builds on works any more.
for (const name of ["map", "filter", "forEach", "push", "some", "every", "find", "slice", "includes", "indexOf"]) {
  Array.prototype[name] = () => { throw new Error("broken " + name); };
}
Map.prototype.set = () => { throw new Error("broken set"); };
