// The page that imports a recording: sends the file once to learn what it holds, and once more to store it.
const card = document.querySelector("[data-import]");
const part = (name) => card.querySelector(`[data-${name}]`);
const input = card.querySelector("input[type=file]");
const form = part("take");
const bar = part("doing").querySelector("progress");
const csrf = document.querySelector("meta[name=csrf-token]").content;
let sending = null;

const show = (name, shown) => (part(name).hidden = !shown);

function problem(message) {
  show("problem", message !== "");
  part("problem").textContent = message;
}

/** Sends the file; fetch would not tell how far it is. */
function send(file, query, doing) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    sending = request;
    request.open("POST", `${card.dataset.api}?${query}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.upload.onprogress = (event) => {
      bar.value = event.loaded / event.total;
      part("what").textContent = `Sending the file: ${Math.floor((100 * event.loaded) / event.total)} %`;
    };
    request.upload.onload = () => {
      bar.removeAttribute("value");
      part("what").textContent = doing;
    };
    request.onload = () => {
      let json = {};
      try {
        json = JSON.parse(request.responseText);
      } catch {
        // whatever stands before the host answered in its own words
      }
      if (request.status === 401) {
        reject(new Error("You were logged out meanwhile (log in, and choose the file again)"));
      } else if (request.status >= 200 && request.status < 300) {
        resolve(json);
      } else {
        reject(Object.assign(new Error(json.detail ?? `The host answered ${request.status}`), { paths: json.paths ?? [] }));
      }
    };
    request.onerror = () => reject(new Error("The host did not answer (is it running? try again)"));
    request.onabort = () => reject(new Error("Cancelled; nothing was stored."));
    request.send(file);
  });
}

const two = (n) => String(n).padStart(2, "0");
const when = (iso) => new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
const day = (iso) => new Date(iso).toLocaleDateString(undefined, { dateStyle: "medium" });

function clock(millis) {
  const seconds = Math.floor(millis / 1000);
  const hours = Math.floor(seconds / 3600);
  return (hours > 0 ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : String(Math.floor(seconds / 60))) + `:${two(seconds % 60)}`;
}

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) {
    value /= 1000;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

function facts(found) {
  const first = found.recordings[0];
  const last = found.recordings[found.recordings.length - 1];
  const sum = (name) => found.recordings.reduce((all, each) => all + each[name], 0);
  const rows = [
    ["Kind", found.format_title],
    ["Person", found.distinct_id],
    ["Session", found.session_id],
    ["Recorded", when(first.start)],
    ["Duration", clock(Date.parse(last.end) - Date.parse(first.start))],
    ["Snapshots", `${sum("snapshot_count")}` + (found.windows > 1 ? ` in ${found.windows} windows` : "")],
    ["Size", `${size(sum("bytes"))} stored, ${size(sum("raw_bytes"))} plain`],
    ...(found.recordings.length > 1 ? [["Becomes", `${found.recordings.length} recordings, as it is longer than a day`]] : []),
  ];
  return rows.flatMap(([name, text]) => {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = name;
    value.textContent = text;
    return [term, value];
  });
}

function age(found) {
  const first = found.recordings[0];
  const back = first.had_expired ? "It was here, and expired; its link will work again. " : "";
  if (found.retention_days === null) {
    return `${back}Recordings are kept for ever here.`;
  }
  const rule = `Recordings are kept for ${found.retention_days} days here`;
  return (
    back +
    (first.due_at_once
      ? `${rule}, and this one is older: with 0 it would be taken at the next run of retention.`
      : `${rule}: with 0 this one would be taken on ${day(first.due_at)}.`)
  );
}

/** Tells of a recording that is here now, or was. */
function done(says, more, path) {
  part("says").textContent = says;
  part("more").textContent = more;
  part("play").href = `${path}?project=${card.dataset.project}`;
  show("done", true);
}

function kept(recording) {
  if (recording.pinned) {
    return recording.kept_until === null ? "It is pinned." : `It is kept until ${day(recording.kept_until)}.`;
  }
  return recording.expires_at ? `Retention may take it from ${day(recording.expires_at)} on.` : "";
}

async function work(query, doing, then) {
  const file = input.files[0];
  problem("");
  ["found", "done"].forEach((name) => show(name, false));
  if (file === undefined) {
    return;
  }
  if (file.size > Number(card.dataset.most)) {
    problem(`The file has ${size(file.size)}; this host takes ${size(Number(card.dataset.most))}.`);
    return;
  }
  sending?.abort();
  bar.value = 0;
  part("what").textContent = "Sending the file";
  show("doing", true);
  const mine = send(file, query, doing);
  const request = sending;
  try {
    const answer = await mine;
    if (request === sending) {
      then(answer);
    }
  } catch (error) {
    if (request === sending) {
      problem(error.message);
      if (error.paths?.length > 0) {
        done("There is one of this session", "", error.paths[0]);
      }
    }
  } finally {
    if (request === sending) {
      sending = null;
      show("doing", false);
    }
  }
}

function found(answer) {
  if (answer.outcome === "already_there") {
    done("This recording is here already", `Nothing was changed. ${kept(answer.recordings[0])}`, answer.recordings[0].path);
    return;
  }
  part("facts").replaceChildren(...facts(answer));
  show("left-out", answer.skipped > 0);
  part("left-out").textContent =
    answer.skipped > 0 ? `${answer.skipped} of ${answer.snapshot_count} snapshots cannot be read and would be left out: ${answer.problems[0].reason}` : "";
  part("age").textContent = age(answer);
  form.elements.keep.value = answer.keep_days;
  show("keep", answer.retention_days !== null);
  show("found", true);
}

function stored(answer) {
  const there = answer.outcome === "already_there";
  done(there ? "This recording is here already" : "Imported", kept(answer.recordings[0]), answer.recordings[0].path);
}

input.addEventListener("change", () => work("dry_run=true", "Reading the file", found));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  work(`keep_days=${form.elements.keep.value}`, "Storing the recording", stored);
});
part("cancel").onclick = () => sending?.abort();
