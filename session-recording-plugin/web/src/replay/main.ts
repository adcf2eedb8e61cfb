import { isSealed, readInvitation, type ToPlayer, type ToReplay } from "../protocol";
import { Theatre } from "./theatre";

const invitation = readInvitation(location.hash);

function report(message: ToPlayer): void {
  window.parent.postMessage({ ...message, token: invitation.token }, invitation.parent);
}

function reportError(cause: unknown): void {
  report({ type: "error", message: (cause instanceof Error ? cause.message : String(cause)).slice(0, 500) });
}

const theatre = new Theatre(document.body, invitation.startAt, report);

window.addEventListener("error", (event) => reportError(event.error ?? event.message));
window.addEventListener("unhandledrejection", (event) => reportError(event.reason));
window.addEventListener("message", (event: MessageEvent<unknown>) => {
  const invited = event.source === window.parent && event.origin === invitation.parent;
  if (!invited || !isSealed<ToReplay>(event.data, invitation.token)) {
    return;
  }
  if (event.data.type === "events") {
    try {
      theatre.take(event.data.json);
    } catch (e) {
      reportError(e);
      report({ type: "taken", events: 0 });
    }
  } else {
    theatre.end().catch(reportError);
  }
});
report({ type: "ready" });
