import { clock } from "./clock";
import { SPEEDS, type Actions } from "./controls";
import type { Player } from "./player";
import type { Playback } from "./playback";
import type { Shortcut } from "./shortcuts";

const HOP = 5000;
const LEAP = 10_000;

/** What buttons and keys do to a player. */
export function actionsOf(player: Player): { readonly actions: Actions; readonly shortcuts: readonly Shortcut[] } {
  const actions = buttonsOf(player);
  return { actions, shortcuts: keysOf(player, actions) };
}

function buttonsOf(player: Player): Actions {
  const changePace = (speed: number, skipIdle: boolean) => {
    player.setPace(speed, skipIdle);
    player.preferences.change({ speed, skip_idle: skipIdle });
  };
  return {
    toggle: () => toggle(player),
    goLive: () => player.goLive(),
    step: (by) => player.playback?.step(by),
    neighbour: (by) => player.onward.go(by),
    setSpeed: (speed) => {
      changePace(speed, player.playback?.skipIdle ?? true);
      player.screen.flash(null, `${speed}×`);
    },
    toggleSkip: () => {
      const skip = !(player.playback?.skipIdle ?? true);
      changePace(player.playback?.speed ?? 1, skip);
      player.screen.flash("skip", skip ? "Skipping inactivity" : "Showing inactivity");
    },
    toggleAutoplay: () => player.onward.toggle(),
    pin: (track) => {
      player.playback?.pin(track);
    },
    copyLink: () => void copyLink(player),
    showKeys: () => player.shortcuts.toggleSheet(),
    togglePanel: () => {
      const panel = !player.preferences.current.panel;
      player.preferences.change({ panel });
      player.showPanel(panel);
    },
    toggleFull: () => void toggleFull(player),
  };
}

function keysOf(player: Player, actions: Actions): Shortcut[] {
  const hop = (by: number) => {
    const playback = player.playback;
    if (playback) {
      player.seek(playback.at + by);
      player.screen.flash(by > 0 ? "forth" : "back", `${Math.abs(by) / 1000} s`);
    }
  };
  return [
    { keys: [" ", "k"], does: "Play or pause", act: () => actions.toggle() },
    { keys: ["j", "l"], does: "10 seconds back, on", act: (key) => hop(key === "j" ? -LEAP : LEAP) },
    { keys: ["ArrowLeft", "ArrowRight"], does: "5 seconds back, on", act: (key) => hop(key === "arrowleft" ? -HOP : HOP) },
    { keys: [",", "."], does: "One event back, on", act: (key) => actions.step(key === "," ? -1 : 1) },
    { keys: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], does: "To so many tenths of it", act: (key) => toShare(player, Number(key) / 10) },
    { keys: ["Home", "End"], does: "To the beginning, the end", act: (key) => toShare(player, key === "home" ? 0 : 1) },
    { keys: ["<", ">"], does: "Slower, faster", act: (key) => changeSpeed(player, actions, key === "<" ? -1 : 1) },
    { keys: ["i"], does: "Skip inactivity, or not", act: () => actions.toggleSkip() },
    { keys: ["w"], does: "Next window, or follow the visitor", act: () => nextWindow(player) },
    { keys: ["p", "n"], does: "Previous, next recording", act: (key) => actions.neighbour(key === "p" ? -1 : 1) },
    { keys: ["a"], does: "Play the next recording by itself, or not", act: () => actions.toggleAutoplay() },
    { keys: ["c"], does: "Copy a link to this moment", act: () => actions.copyLink() },
    { keys: ["b"], does: "Side panel", act: () => actions.togglePanel() },
    { keys: ["f"], does: "Full screen", act: () => actions.toggleFull() },
  ];
}

function toggle(player: Player): void {
  const playback = player.playback;
  player.onward.cancel();
  if (!playback) {
    return;
  }
  if (playback.playing && !player.finished) {
    playback.pause();
    player.screen.flash("pause", "");
  } else {
    playback.play();
    player.screen.flash("play", "");
  }
}

function toShare(player: Player, share: number): void {
  const reel = player.playback?.reel;
  if (reel && share === 1 && player.playback?.live) {
    player.goLive();
  } else if (reel) {
    player.seek(reel.start + share * (reel.end - reel.start));
  }
}

function changeSpeed(player: Player, actions: Actions, by: 1 | -1): void {
  const now = SPEEDS.findIndex((speed) => speed === player.playback?.speed);
  actions.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, now + by))] as number);
}

/** Follow, then each window alone, then follow again. */
function nextWindow(player: Player): void {
  const playback = player.playback;
  const tracks = playback?.reel.tracks.filter((track) => track.pictures.length > 0) ?? [];
  if (playback && tracks.length > 1) {
    const pinned = tracks.findIndex((track) => track === playback.pinned);
    const next = tracks[pinned + 1] ?? null;
    playback.pin(next);
    player.screen.flash(null, next ? `Window ${next.number}` : "Following the visitor");
  }
}

/** The page's address, as it is but for the moment. */
function linkTo(playback: Playback): string {
  const link = new URL(location.href);
  link.searchParams.set("t", String(Math.max(0, Math.floor((playback.at - playback.reel.start) / 1000))));
  link.hash = "";
  return link.href;
}

async function copyLink(player: Player): Promise<void> {
  if (player.playback) {
    const at = clock(player.playback.at - player.playback.reel.start);
    try {
      await navigator.clipboard.writeText(linkTo(player.playback));
      player.screen.flash("link", `Link to ${at} copied`);
    } catch {
      window.prompt(`Link to ${at}`, linkTo(player.playback)); // no clipboard without a secure origin
    }
  }
}

async function toggleFull(player: Player): Promise<void> {
  if (document.fullscreenElement) {
    await document.exitFullscreen();
  } else {
    await player.root.requestFullscreen();
  }
}
