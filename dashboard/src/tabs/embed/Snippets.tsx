import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '~/api/ErrorState';
import { CodeBlock } from '~/ui/CodeBlock';
import { Skeleton } from '~/ui/states';
import { TabPanel, Tabs } from '~/ui/Tabs';
import { buildQuery } from './build';
import { iframeTag, moduleCode, type Place, pinnedTag, reactCode, scriptTag } from './snippet';

const VARIANTS = [
  { value: 'script', label: 'Script tag' },
  { value: 'pinned', label: 'Pinned' },
  { value: 'iframe', label: 'Iframe' },
  { value: 'react', label: 'React' },
  { value: 'module', label: 'npm' },
] as const;

export type Variant = (typeof VARIANTS)[number]['value'];

interface SnippetsProps {
  place: Place;
  hasKey: boolean;
  variant: Variant;
  onChange: (variant: Variant) => void;
}

export function Snippets({ place, hasKey, variant, onChange }: SnippetsProps) {
  const copyLabel = hasKey ? 'Copy' : 'Copy without a key';
  const { site } = place;
  return (
    <div className="min-w-0 @lg:col-span-2">
      <Tabs label="Ways to embed" onChange={onChange} options={VARIANTS} value={variant}>
        <Panel value="script" words="The usual way. The widget updates itself.">
          <CodeBlock code={scriptTag(place)} copyLabel={copyLabel} label="Script tag" />
        </Panel>
        <Panel
          value="pinned"
          words="A fixed version that the browser checks against its hash. To update, copy the tag again. Old versions stay available."
        >
          <Pinned copyLabel={copyLabel} place={place} />
        </Panel>
        <Panel
          value="iframe"
          words={`The chat runs in a frame on ${site}, where the page’s scripts can’t read the conversation.`}
        >
          <CodeBlock code={iframeTag(place)} copyLabel={copyLabel} label="Script tag, iframe" />
        </Panel>
        <Panel
          value="react"
          words="A React component. Its props are the options below in camel case."
        >
          <CodeBlock code="npm install @bubblechat/widget" label="Install" />
          <CodeBlock code={reactCode(place)} copyLabel={copyLabel} label="React component" />
        </Panel>
        <Panel value="module" words="An ES module with types, for other frameworks and bundlers.">
          <CodeBlock code="npm install @bubblechat/widget" label="Install" />
          <CodeBlock code={moduleCode(place)} copyLabel={copyLabel} label="Module" />
        </Panel>
      </Tabs>
    </div>
  );
}

interface PanelProps {
  value: Variant;
  words: string;
  children: React.ReactNode;
}

function Panel({ value, words, children }: PanelProps) {
  return (
    <TabPanel value={value}>
      <div className="flex flex-col gap-3 pt-3">
        <p className="text-muted">{words}</p>
        {children}
      </div>
    </TabPanel>
  );
}

function Pinned({ place, copyLabel }: { place: Place; copyLabel: string }) {
  const build = useQuery(buildQuery(place.site));
  if (build.isPending) return <Skeleton className="h-32 w-full" />;
  if (!build.data) {
    return (
      <ErrorState
        busy={build.isFetching}
        error={build.error}
        onRetry={() => build.refetch()}
        title="The published version could not be loaded"
      />
    );
  }
  return (
    <>
      <CodeBlock
        code={pinnedTag(place, build.data)}
        copyLabel={copyLabel}
        label="Script tag with a hash"
      />
      <p className="text-muted text-sm">Version {build.data.version}.</p>
    </>
  );
}
