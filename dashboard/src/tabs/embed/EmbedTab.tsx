import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { useDraftState } from '~/draft/context';
import { siteQuery } from '~/preview/site';
import { Section } from '~/tenant/Section';
import { CodeBlock } from '~/ui/CodeBlock';
import { Skeleton } from '~/ui/states';
import { KeyChoice, useChoices } from './KeyChoice';
import { OriginWarning } from './OriginWarning';
import Programs from './Programs';
import { Snippets, type Variant } from './Snippets';
import { ATTRIBUTES, NO_KEY, policyLines } from './snippet';

export default function EmbedTab() {
  const slug = useDraftState(({ base }) => base.slug);
  const site = useQuery(siteQuery);
  const [chosen, setChosen] = useState('');
  const choices = useChoices(slug);
  const key = choices.includes(chosen) ? chosen : (choices[0] ?? null);
  const [variant, setVariant] = useState<Variant>('script');
  if (site.isPending) return <Loading />;
  if (!site.data) {
    return (
      <ErrorState
        busy={site.isFetching}
        error={site.error}
        onRetry={() => site.refetch()}
        title="The site’s address could not be loaded"
      />
    );
  }
  const place = { site: site.data, key: key ?? NO_KEY };
  return (
    <>
      <OriginWarning slug={slug} />
      <Section help="Only publishable keys belong in pages." title="Key">
        <KeyChoice choices={choices} onChange={setChosen} slug={slug} value={key} />
      </Section>
      <Section help="Paste it once, anywhere in the page." title="Snippet">
        <Snippets hasKey={key !== null} onChange={setVariant} place={place} variant={variant} />
      </Section>
      <Policy site={site.data} variant={variant} />
      <Options />
      <Section
        help="A server needs no page. Give it a secret key with the scope “chat”, from Keys & origins."
        title="From a program"
      >
        <Programs site={site.data} />
      </Section>
    </>
  );
}

function Policy({ site, variant }: { site: string; variant: Variant }) {
  const imageHosts = useDraftState(({ settings }) => settings.behaviour.image_hosts);
  const isBundled = variant === 'react' || variant === 'module';
  const lines = policyLines({ site, isBundled, isIframe: variant === 'iframe', imageHosts });
  return (
    <Section
      help="If the page sends a Content-Security-Policy, add these to it."
      title="Security policy"
    >
      <div className="min-w-0 @lg:col-span-2">
        <CodeBlock code={lines.join('\n')} copyLabel="Copy lines" label="Content-Security-Policy" />
        <p className="mt-2 text-muted text-sm">
          The widget needs no inline script or style, no eval and no Trusted Types policy.
        </p>
      </div>
    </Section>
  );
}

function Options() {
  return (
    <Section help="Attributes of the tag. They override the settings here." title="Options">
      <dl className="@lg:col-span-2">
        {ATTRIBUTES.map(([name, means]) => (
          <div
            className="grid gap-x-4 border-line border-b py-2 first:pt-0 last:border-b-0 @lg:grid-cols-[200px_minmax(0,1fr)]"
            key={name}
          >
            <dt className="font-mono text-sm">{name}</dt>
            <dd className="text-muted">{means}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Loading() {
  return (
    <div aria-label="Loading the snippet" className="py-6" role="status">
      <Skeleton className="h-9 w-full" />
      <Skeleton className="mt-6 h-28 w-full" />
    </div>
  );
}
