// The dialog that shares a recording: asks the API where a span would begin, makes links, lists and withdraws them.
const dialog = document.querySelector("[data-share]");
const form = dialog.querySelector("[data-new]");
const csrf = document.querySelector("meta[name=csrf-token]").content;
const start = Date.parse(dialog.dataset.start);
const part = (name) => dialog.querySelector(`[data-${name}]`);
let asked = 0;

async function call(method, path, body) {
  const answer = await fetch(dialog.dataset.api + path, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = await answer.json();
  if (!answer.ok) {
    throw new Error(json.detail ?? `The host answered ${answer.status}`);
  }
  return json;
}

const seconds = (text) => text.split(":").reduce((sum, each) => 60 * sum + Number(each), 0);
const instant = (text, more = 0) => new Date(start + 1000 * seconds(text) + more).toISOString();

function clock(iso) {
  const total = Math.max(0, Math.floor((Date.parse(iso) - start) / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  return (hours > 0 ? `${hours}:${two(Math.floor(total / 60) % 60)}` : String(Math.floor(total / 60))) + `:${two(total % 60)}`;
}

function request() {
  const { span, from, to, person, days, password, embed } = form.elements;
  const sites = embed.value.split(/[\s,]+/).filter((each) => each !== "");
  return {
    ...(span.checked ? { from: instant(from.value), ...(seconds(to.value) < Number(dialog.dataset.seconds) ? { to: instant(to.value, 1) } : {}) } : {}),
    person: person.checked,
    expires_in_days: Number(days.value),
    ...(password.value === "" ? {} : { password: password.value }),
    ...(sites.length === 0 ? {} : { embed: sites }),
  };
}

function problem(error) {
  part("problem").hidden = error === null;
  part("problem").textContent = error === null ? "" : error.message;
}

/** Says where it really begins: nothing can be drawn before a full snapshot. */
async function preview() {
  const mine = ++asked;
  part("span").hidden = !form.elements.span.checked;
  part("begins").textContent = "";
  if (!form.elements.span.checked || !form.reportValidity()) {
    return;
  }
  try {
    const shown = await call("POST", "/share?dry_run=true", request());
    if (mine === asked) {
      const begin = clock(shown.begins_at);
      const early = Date.parse(shown.begins_at) < start + 1000 * seconds(form.elements.from.value);
      part("begins").textContent = `Shows ${begin} to ${clock(shown.ends_at)}` + (early ? `: it begins at the last full picture of the page, at ${begin}.` : ".");
      problem(null);
    }
  } catch (error) {
    if (mine === asked) {
      problem(error);
    }
  }
}

function entry(share) {
  const item = document.createElement("li");
  const what = share.from === null && share.to === null ? "whole recording" : `${share.from === null ? "0:00" : clock(share.from)} to ${share.to === null ? "the end" : clock(share.to)}`;
  const extras = [share.person ? "with the person" : "without the person", ...(share.password ? ["password"] : []), ...(share.embed.length > 0 ? ["embedded"] : [])];
  const text = document.createElement("span");
  text.textContent = `${what}, ${extras.join(", ")}; ${share.views} ${share.views === 1 ? "view" : "views"}; ` + (share.state === "open" ? `until ${share.expires_at.slice(0, 10)}` : share.state);
  const by = document.createElement("small");
  by.textContent = `${share.created_by}, ${share.created_at.slice(0, 10)}`;
  item.append(text, by);
  if (share.state === "open") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Withdraw";
    button.onclick = () => call("DELETE", `/shares/${share.id}`).then(list).catch(problem);
    item.append(button);
  }
  return item;
}

function list({ results }) {
  part("list").hidden = results.length === 0;
  part("list").querySelector("ul").replaceChildren(...results.map(entry));
}

async function make(event) {
  event.preventDefault();
  try {
    const made = await call("POST", "/share", request());
    problem(null);
    part("made").hidden = false;
    dialog.querySelector("#share-url").value = made.url;
    dialog.querySelector("#share-url").select();
    list(await call("GET", "/shares"));
  } catch (error) {
    problem(error);
  }
}

form.addEventListener("submit", make);
form.elements.span.addEventListener("change", preview);
form.elements.from.addEventListener("change", preview);
form.elements.to.addEventListener("change", preview);
part("close").onclick = () => dialog.close();
part("copy").onclick = async () => {
  const url = dialog.querySelector("#share-url");
  url.select();
  await navigator.clipboard?.writeText(url.value);
  part("copy").textContent = "Copied";
};
// anything on the page, the player's own buttons too, may open it
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-share-open]")) {
    dialog.showModal();
    call("GET", "/shares").then(list).catch(problem);
  }
});
