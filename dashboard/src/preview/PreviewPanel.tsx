import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { useDraftState } from '~/draft/context';
import { IconButton } from '~/ui/IconButton';
import { Segments } from '~/ui/Segmented';
import type { System } from './config';
import { Loading } from './Loading';
import { PreviewFrame } from './PreviewFrame';
import { siteQuery } from './site';
import type { Device } from './stage';
import { useWanted } from './useLine';
import { usePreviewKey } from './usePreviewKey';

const DEVICES = [
  { value: 'desktop', label: 'Desktop' },
  { value: 'phone', label: 'Phone' },
] as const;

const ownSystem = (): System =>
  matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

export function PreviewPanel() {
  const slug = useDraftState(({ base }) => base.slug);
  const name = useDraftState(({ settings }) => settings.name);
  const isUnsaved = useDraftState(({ changes }) => changes.length > 0);
  const isAuto = useDraftState(({ settings }) => settings.tokens.brand.scheme === 'auto');
  const [system, setSystem] = useState<System>(ownSystem);
  const [device, setDevice] = useState<Device>('desktop');
  const [isInUse, setInUse] = useState(false);
  const [loads, setLoads] = useState(0);
  const isWanted = useWanted(slug);
  const site = useQuery(siteQuery);
  const key = usePreviewKey(slug, isInUse);
  const reload = (): void => {
    setLoads(loads + 1);
    if (key.isEnding || key.isError) void key.refetch();
    if (site.isError) void site.refetch();
  };
  const error = site.error ?? (key.data ? null : key.error);
  return (
    <>
      <div className="flex min-h-14 shrink-0 flex-wrap items-center gap-2 px-4 max-sm:py-2.5">
        <h1 className="sr-only lg:hidden">{name}</h1>
        <div>
          <h2 className="font-semibold">Preview</h2>
          <p aria-live="polite" className="empty:hidden text-muted text-xs">
            {isUnsaved && 'unsaved'}
          </p>
        </div>
        <div className="ml-auto flex items-center gap-2">
          {isAuto && (
            <IconButton
              aria-pressed={system === 'dark'}
              className="aria-pressed:border-accent aria-pressed:bg-accent-soft forced-colors:aria-pressed:border-2 forced-colors:aria-pressed:border-[Highlight]"
              icon="moon"
              kind="secondary"
              label="Simulate a dark system"
              onClick={() => setSystem(system === 'dark' ? 'light' : 'dark')}
            />
          )}
          <Segments aria-label="Device" onChange={setDevice} options={DEVICES} value={device} />
          <IconButton icon="reload" kind="secondary" label="Reload the preview" onClick={reload} />
        </div>
      </div>
      <div className="flex min-h-0 flex-1 flex-col px-4 pb-4">
        {error ? (
          <ErrorState
            busy={site.isFetching || key.isFetching}
            error={error}
            onRetry={reload}
            title="The preview could not be loaded"
          />
        ) : site.data && key.data ? (
          <PreviewFrame
            device={device}
            isWanted={isWanted}
            // A new key or a reload needs a new frame.
            key={`${key.data.key} ${loads}`}
            onInUse={setInUse}
            onKeyEnded={() => key.refetch()}
            origin={site.data}
            previewKey={key.data.key}
            system={system}
          />
        ) : (
          <div className="relative flex-1">
            <Loading />
          </div>
        )}
      </div>
    </>
  );
}
