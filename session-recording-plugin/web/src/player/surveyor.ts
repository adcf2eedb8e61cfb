import type { Playback } from "./playback";

/** Stored bytes up to which a recording is looked through for its timeline; of a larger one only what is played is known. */
const MOST = 32 * 1024 * 1024;

/** Looks through a recording for what its timeline shows, while nothing else is to do; gives up quietly: it only decorates. */
export async function surveyAll({ reel, feed, survey }: Playback): Promise<void> {
  if (reel.chunks.reduce((bytes, chunk) => bytes + chunk.bytes, 0) > MOST) {
    return;
  }
  await surveyFrom(0, { feed, survey });
}

/** As {@link surveyAll}, of what came since; also where the whole was too much. */
export async function surveyNews({ feed, survey }: Playback, many: number): Promise<void> {
  await surveyFrom(feed.count - many, { feed, survey });
}

async function surveyFrom(begin: number, { feed, survey }: Pick<Playback, "feed" | "survey">): Promise<void> {
  for (let place = begin; place < feed.count && !survey.complete; ) {
    await quiet();
    try {
      place = await feed.look(place);
    } catch (e) {
      console.warn("Cannot look through the recording:", e);
      return;
    }
  }
}

function quiet(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) {
      requestIdleCallback(() => resolve(), { timeout: 2000 });
    } else {
      setTimeout(resolve, 200);
    }
  });
}
