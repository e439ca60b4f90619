import { type ComponentType, useEffect, useEffectEvent, useState } from 'react';
import { toast } from './toast';

const whenIdle = (run: () => void): void => {
  if ('requestIdleCallback' in window) requestIdleCallback(run);
  else setTimeout(run, 2_000);
};

/**
 * React's `lazy` for what opens over the page. Its file is fetched ahead. If the file cannot be loaded (the network is down, or a newer
 * version was published), it closes again with a message, because a thrown error would take the page and its edits down with it.
 */
export function lazyOverlay<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): ComponentType<P & { onClose?: () => void }> {
  let loaded: ComponentType<P> | null = null;
  whenIdle(() => void load().catch(() => {}));
  return function Overlay(props) {
    const [Content, setContent] = useState(() => loaded);
    const fail = useEffectEvent(() => {
      // A browser does not request a page's module twice.
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
