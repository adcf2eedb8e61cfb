import { isSealed, readInvitation, type ToPlayer, type ToReplay } from "../protocol";
import { Assets } from "./assets";
import { Theatre } from "./theatre";

const invitation = readInvitation(location.hash);

function report(message: ToPlayer): void {
  window.parent.postMessage({ ...message, token: invitation.token }, invitation.parent);
}

function reportError(cause: unknown): void {
  report({ type: "error", message: (cause instanceof Error ? cause.message : String(cause)).slice(0, 500) });
}

const assets = invitation.assets === null ? null : new Assets(location.origin + invitation.assets);
const theatre = new Theatre(document.body, report, reportError, assets);

function follow(message: ToReplay): void {
  switch (message.type) {
    case "open":
      return theatre.open(message.scene, message.at, message.end);
    case "chunk":
      return take(message);
    case "end":
      return theatre.end(message.scene);
    case "seek":
      return void theatre.seek(message.scene, message.at).catch(reportError);
    case "play":
      return theatre.play();
    case "pause":
      return theatre.pause();
    case "pace":
      return theatre.setPace(message.speed, message.skipIdle);
  }
}

function take(message: ToReplay & { type: "chunk" }): void {
  try {
    theatre.take(message.scene, message);
  } catch (e) {
    reportError(e);
    report({ type: "taken", scene: message.scene, events: 0, unknown: 0 });
  }
}

window.addEventListener("error", (event) => reportError(event.error ?? event.message));
window.addEventListener("unhandledrejection", (event) => reportError(event.reason));
window.addEventListener("message", (event: MessageEvent<unknown>) => {
  const invited = event.source === window.parent && event.origin === invitation.parent;
  if (invited && isSealed<ToReplay>(event.data, invitation.token)) {
    follow(event.data);
  }
});
report({ type: "ready" });
