/** 1:02:03 or 2:03, of milliseconds. */
export function clock(millis: number): string {
  const all = Math.max(0, Math.floor(millis / 1000));
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor(all / 60) % 60;
  const seconds = String(all % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** "2 minutes 3 seconds": for those who hear it. */
export function spoken(millis: number): string {
  const all = Math.max(0, Math.floor(millis / 1000));
  const parts = [
    [Math.floor(all / 3600), "hour"],
    [Math.floor(all / 60) % 60, "minute"],
    [all % 60, "second"],
  ] as const;
  const named = parts.filter(([many]) => many > 0).map(([many, unit]) => `${many} ${unit}${many === 1 ? "" : "s"}`);
  return named.length > 0 ? named.join(" ") : "0 seconds";
}

/** The path of an address, which is what changes within a site; the whole where it is none. */
export function shortUrl(url: string): string {
  try {
    const { pathname, search, hash } = new URL(url);
    return pathname + search + hash;
  } catch {
    return url;
  }
}
