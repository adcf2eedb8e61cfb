// Storage has no room left.
const full = () => { throw new DOMException("full", "QuotaExceededError"); };
Storage.prototype.setItem = full;
for (const name of ["put", "add"]) IDBObjectStore.prototype[name] = full;
