import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Tokens } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { cx } from '~/ui/cx';
import { EmptyState } from '~/ui/states';
import { configOf, type System } from './config';
import { Loading } from './Loading';
import { type Box, type Device, placement } from './stage';
import { useFrame } from './useFrame';

interface PreviewFrameProps {
  origin: string;
  previewKey: string;
  device: Device;
  system: System;
  /** Whether it loads even out of view. */
  isWanted: boolean;
  onInUse: (isInUse: boolean) => void;
  onKeyEnded: () => void;
}

export function PreviewFrame(props: PreviewFrameProps) {
  const { origin, previewKey, device, system, isWanted, onInUse, onKeyEnded } = props;
  const settings = useDraftState((state) => state.settings);
  const base = useDraftState((state) => state.base);
  const config = useMemo(() => configOf(settings, base, system), [settings, base, system]);

  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const isLoading = size.width > 0 || isWanted;
  const frame = useFrame({ origin, config, isLoading, onKeyEnded });
  useEffect(() => onInUse(frame.isInUse), [frame.isInUse, onInUse]);
  const { width, height, scale } = placement(device, size, boxOf(config.tokens));
  const isLeft = settings.tokens.layout.position === 'bottom-left';
  const isPhone = device === 'phone';
  return (
    <div
      className={cx(
        'relative min-h-0 flex-1 overflow-hidden',
        !isPhone && 'rounded-card border border-line bg-surface',
      )}
      ref={stage}
    >
      {!isPhone && <PageLines atRight={isLeft} />}
      <div
        className={cx(
          'absolute transition-opacity duration-160',
          !frame.isReady && 'opacity-0',
          isPhone
            ? 'top-0 left-1/2 box-content overflow-hidden rounded-[28px] border border-edge bg-surface'
            : 'bottom-0',
          !isPhone && (isLeft ? 'left-0 origin-bottom-left' : 'right-0 origin-bottom-right'),
        )}
        style={
          isPhone
            ? {
                width,
                height,
                transform: `translateX(-50%) scale(${scale})`,
                transformOrigin: 'top',
              }
            : { width, height, transform: `scale(${scale})` }
        }
      >
        {isPhone && <PageLines atRight={false} />}
        {isLoading && (
          <iframe
            allow="clipboard-write"
            className="absolute inset-0 size-full [color-scheme:light]"
            ref={frame.ref}
            src={`${origin}/v1/widget/frame?key=${encodeURIComponent(previewKey)}`}
            title="The widget as visitors see it"
          />
        )}
      </div>
      {!frame.isReady && !frame.isSilent && <Loading />}
      {frame.isSilent && (
        <div className="relative pt-32">
          <EmptyState title="The widget didn’t load">
            The site {new URL(origin).host} may be unreachable. Reload the preview to try again.
          </EmptyState>
        </div>
      )}
    </div>
  );
}

/** The panel above its launcher, and the space around them. */
const boxOf = ({ shape, layout }: Tokens): Box => ({
  width: shape.width + layout.offset_x + 16,
  height: Math.min(shape.height, 640) + layout.launcher_size + layout.offset_y + 28,
});

/** A sketch of some site's page. */
function PageLines({ atRight }: { atRight: boolean }) {
  return (
    <div
      aria-hidden="true"
      className={cx('absolute inset-x-6 top-7 flex flex-col gap-3', atRight && 'items-end')}
    >
      <span className="mb-2 h-3.5 w-45 max-w-3/5 rounded bg-line" />
      <span className="h-3 w-45 max-w-3/5 rounded bg-sunken" />
      <span className="h-3 w-45 max-w-3/5 rounded bg-sunken" />
      <span className="h-3 w-36 max-w-1/2 rounded bg-sunken" />
    </div>
  );
}

/** A hidden element has no size. The last one is kept, so that a hidden frame is not laid out again. */
function useSize(element: React.RefObject<HTMLElement | null>): Box {
  const [size, setSize] = useState<Box>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box && box.width > 0) setSize({ width: box.width, height: box.height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
