import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { WidgetConfig } from '~/api/types';
import type { GuestMessage, HostMessage } from '~widget/frame/messages';
import { line } from './line';

interface Frame {
  ref: RefObject<HTMLIFrameElement | null>;
  isReady: boolean;
  /** Whether somebody has typed in it since it was loaded. */
  isInUse: boolean;
  /** Whether it should have answered by now. */
  isSilent: boolean;
}

interface FrameOptions {
  origin: string;
  config: WidgetConfig;
  /** Whether there is a frame. */
  isLoading: boolean;
  onKeyEnded: () => void;
}

const PATIENCE_MS = 10_000;

/** The code of an error that a new key fixes. */
const KEY_ENDED = /^(key_expired|key_revoked|invalid_key)$/;

/** Talks to the widget in the frame, with exact origins in both directions, and sends it every new config. */
export function useFrame(options: FrameOptions): Frame {
  const { origin, config, isLoading, onKeyEnded } = options;
  const ref = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  const [isInUse, setInUse] = useState(false);
  const [hasGreeted, setGreeted] = useState(false);
  const [isSilent, setSilent] = useState(false);

  const post = useEffectEvent((message: HostMessage): void => {
    ref.current?.contentWindow?.postMessage(message, origin);
  });

  const receive = useEffectEvent(({ source, origin: from, data }: MessageEvent<GuestMessage>) => {
    if (from !== origin || !source || source !== ref.current?.contentWindow) return;
    if (data.type === 'bubblechat:hello') {
      post({ type: 'bubblechat:init', dataset: { open: 'true' }, panel: false });
      post({ type: 'bubblechat:config', config });
      setGreeted(true);
    } else if (data.type === 'bubblechat:ready') {
      setReady(true);
    } else if (data.type === 'bubblechat:event') {
      if (data.name === 'message') setInUse(true);
      if (data.name === 'error' && KEY_ENDED.test(data.detail.code)) onKeyEnded();
      line.tell(data);
    }
  });

  useEffect(() => {
    addEventListener('message', receive);
    return () => removeEventListener('message', receive);
  }, []);

  useEffect(() => {
    if (hasGreeted) post({ type: 'bubblechat:config', config });
  }, [config, hasGreeted]);

  useEffect(() => {
    if (isReady) return line.connect((message) => post(message));
  }, [isReady]);

  useEffect(() => {
    if (isReady || !isLoading) return;
    const timer = setTimeout(() => setSilent(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isReady, isLoading]);

  return { ref, isReady, isInUse, isSilent: isSilent && !isReady };
}
