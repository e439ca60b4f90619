/** What can happen to the page around the widget. */

/** Resolves once a visitor sees the page; a browser may load it on the mere chance. */
export async function activated(): Promise<void> {
  const page = document as Document & { prerendering?: boolean };
  if (!page.prerendering) return;
  await new Promise((resolve) => {
    page.addEventListener('prerenderingchange', resolve, { once: true });
  });
}

/** Resolves when the page next comes online or into view, unless `life` ends first. */
export async function nextChance(life: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await new Promise<void>((resolve) => {
    life.addEventListener('abort', () => waiting.abort(), { signal });
    addEventListener('online', () => resolve(), { signal });
    const look = (): void => {
      if (!document.hidden) resolve();
    };
    document.addEventListener('visibilitychange', look, { signal });
  });
  waiting.abort();
}
