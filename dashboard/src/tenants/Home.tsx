import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { keysQuery, tenantQuery, tenantsQuery } from '~/api/queries';
import { Step, Steps } from '~/tenant/Steps';
import { setupSteps, UPCOMING } from '~/tenant/setup';
import { Button } from '~/ui/Button';
import { lazyOverlay } from '~/ui/lazy';
import { PanelRegion } from '~/ui/panels';
import { FailingTenants, failingOf } from './FailingTenants';

const NewTenantDialog = lazyOverlay(() => import('./NewTenantDialog'));

/** Shown while no tenant is open: what to do first, or next with the most recently edited tenant. */
export function Home() {
  const list = useInfiniteQuery(tenantsQuery(''));
  const tenants = list.data?.pages.flatMap(({ items }) => items);
  const latest = tenants?.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at))[0]?.slug;
  const failing = failingOf(tenants ?? []);
  return (
    <PanelRegion className="flex-1 overflow-y-auto" label="Start" name="editor">
      <title>BubbleChat</title>
      {!tenants && <h1 className="sr-only max-lg:hidden">BubbleChat</h1>}
      {failing.length > 0 && <FailingTenants failing={failing} />}
      {tenants && !latest && <FirstRun />}
      {latest && <NextSteps isSecond={failing.length > 0} slug={latest} />}
    </PanelRegion>
  );
}

function FirstRun() {
  const [isMaking, setMaking] = useState(false);
  return (
    <Guide
      help="It takes about ten minutes to get a chat onto a page."
      title="Your first chat, step by step"
    >
      <ol>
        <Step
          action={
            <Button kind="primary" onClick={() => setMaking(true)}>
              Create a tenant
            </Button>
          }
          help="A tenant is one customer’s chat: its own look, prompt, keys and conversations."
          isDone={false}
          number={1}
          title="Create a tenant"
        />
        {UPCOMING.map((title, i) => (
          <Step isDone={false} isLater key={title} number={i + 2} title={title} />
        ))}
      </ol>
      {isMaking && <NewTenantDialog onClose={() => setMaking(false)} />}{' '}
    </Guide>
  );
}

function NextSteps({ slug, isSecond }: { slug: string; isSecond: boolean }) {
  const { data: tenant } = useQuery(tenantQuery(slug));
  const { data: keys } = useQuery(keysQuery(slug));
  if (!tenant || !keys) return null;
  const steps = setupSteps(tenant, keys.items);
  const left = steps.filter(({ isDone }) => !isDone).length;
  return (
    <Guide
      help={
        left === 0
          ? 'It is on a page and has answered a visitor. Choose a tenant, or create another.'
          : `${left} of ${steps.length + 1} steps left until it answers its first visitor.`
      }
      isSecond={isSecond}
      title={left === 0 ? `${tenant.name} is set up` : `Next for ${tenant.name}`}
    >
      <Steps slug={slug} steps={steps} />
    </Guide>
  );
}

interface GuideProps {
  title: string;
  help: string;
  /** True if the page already begins with something else. */
  isSecond?: boolean;
  children: ReactNode;
}

function Guide({ title, help, isSecond = false, children }: GuideProps) {
  const Title = isSecond ? 'h2' : 'h1';
  return (
    <div className="mx-auto w-full max-w-150 px-7 py-10 max-sm:px-4 max-sm:py-6">
      <Title className="font-semibold text-lg" data-place={!isSecond || undefined}>
        {title}
      </Title>
      <p className="mt-0.5 mb-3 text-muted">{help}</p>
      {children}
    </div>
  );
}
