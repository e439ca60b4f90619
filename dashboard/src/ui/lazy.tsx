import { type ComponentType, useEffect, useEffectEvent, useState } from 'react';
import { toast } from './toast';

const whenIdle = (run: () => void): void => {
  if ('requestIdleCallback' in window) requestIdleCallback(run);
  else setTimeout(run, 2_000);
};

/**
 * For what opens over the page: React's `lazy`, but it is fetched ahead, and when its file cannot be had (no network, or a newer version was
 * published) it closes again with a word. An error thrown there would take the page with it, and its edits.
 */
export function lazyOverlay<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): ComponentType<P & { onClose?: () => void }> {
  let loaded: ComponentType<P> | null = null;
  whenIdle(() => void load().catch(() => {}));
  return function Overlay(props) {
    const [Content, setContent] = useState(() => loaded);
    const fail = useEffectEvent(() => {
      // A browser does not ask twice for a module of one page.
      const text = 'This part of the page could not be loaded. Save your changes, then reload.';
      toast(text, { kind: 'error' });
      props.onClose?.();
    });
    useEffect(() => {
      if (loaded) return;
      let isWanted = true;
      load().then(
        (file) => {
          loaded = file.default;
          if (isWanted) setContent(() => loaded);
        },
        () => isWanted && fail(),
      );
      return () => {
        isWanted = false;
      };
    }, []);
    return Content && <Content {...props} />;
  };
}
