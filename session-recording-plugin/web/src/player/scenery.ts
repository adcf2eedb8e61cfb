import { gapsOf, type Lost } from "./gaps";
import type { Scenery } from "./painter";
import type { Playback } from "./playback";
import type { Marker } from "./survey";

/** What the timeline is to show of what is known by now. */
export function sceneryOf(playback: Playback, events: readonly Marker[], lost: readonly Lost[], through: number): Scenery {
  const { reel, survey } = playback;
  const markers = [...survey.markers(), ...events].sort((a, b) => a.at - b.at);
  return {
    start: reel.start,
    end: reel.end,
    markers,
    gaps: gapsOf(reel, lost),
    pictures: reel.tracks.flatMap((track) => track.pictures.map(({ at }) => at)),
    doings: reel.chunks.flatMap((chunk) => survey.of(chunk)?.doings ?? []),
    guessed: reel.chunks.filter((chunk) => !survey.has(chunk)).map((chunk) => ({ from: chunk.start, to: chunk.end, weight: chunk.count })),
    through,
  };
}
