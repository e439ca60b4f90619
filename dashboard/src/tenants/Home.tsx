import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { keysQuery, tenantQuery, tenantsQuery } from '~/api/queries';
import { PanelRegion } from '~/shell/panels';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { type SetupStep, setupSteps } from './setup';

const NewTenantDialog = lazy(() => import('./NewTenantDialog'));

/** No tenant is open: what to do first, or next with the tenant that was worked on last. */
export function Home() {
  const list = useInfiniteQuery(tenantsQuery(''));
  const tenants = list.data?.pages[0]?.items;
  const latest = tenants?.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at))[0]?.slug;
  return (
    <PanelRegion className="flex-1 overflow-y-auto" label="Start" name="editor">
      <title>BubbleChat</title>
      {tenants && !latest && <FirstRun />}
      {latest && <NextSteps slug={latest} />}
    </PanelRegion>
  );
}

function FirstRun() {
  const [isMaking, setMaking] = useState(false);
  return (
    <Guide title="Your first chat in five steps">
      <Step
        action={
          <Button kind="primary" onClick={() => setMaking(true)}>
            Make a tenant
          </Button>
        }
        help="A tenant is one customer’s chat: its own look, prompt, keys and conversations."
        isDone={false}
        number={1}
        title="Make a tenant"
      />
      {UPCOMING.map((title, i) => (
        <Step isDone={false} isLater key={title} number={i + 2} title={title} />
      ))}
      <Suspense>{isMaking && <NewTenantDialog onClose={() => setMaking(false)} />}</Suspense>
    </Guide>
  );
}

const UPCOMING = [
  'Give it its colours',
  'Write the prompt and choose an engine',
  'Make a key and name the origins',
  'Copy the snippet into the page',
];

function NextSteps({ slug }: { slug: string }) {
  const { data: tenant } = useQuery(tenantQuery(slug));
  const { data: keys } = useQuery(keysQuery(slug));
  if (!tenant || !keys) return null;
  const hasKey = keys.items.some(({ kind, revoked_at }) => kind === 'publishable' && !revoked_at);
  const steps = setupSteps(tenant, hasKey);
  return (
    <Guide title={`Next for ${tenant.name}`}>
      <Step isDone number={1} title="Make a tenant" />
      {steps.map((step, i) => (
        <Step
          action={<StepLink slug={slug} step={step} />}
          help={step.help}
          isDone={step.isDone}
          key={step.title}
          number={i + 2}
          title={step.title}
        />
      ))}
    </Guide>
  );
}

function StepLink({ slug, step }: { slug: string; step: SetupStep }) {
  return (
    <Link
      aria-label={`Open: ${step.title}`}
      className="rounded-md px-2 py-1.5 font-medium text-accent-ink hover:underline hover:underline-offset-3"
      params={{ slug }}
      to={`/tenants/$slug/${step.tab}`}
    >
      Open
    </Link>
  );
}

function Guide({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-150 px-7 py-10 max-sm:px-4">
      <h1 className="mb-4 font-semibold text-lg">{title}</h1>
      <ol>{children}</ol>
    </div>
  );
}

interface StepProps {
  number: number;
  title: string;
  help?: string;
  isDone: boolean;
  isLater?: boolean;
  action?: React.ReactNode;
}

function Step({ number, title, help, isDone, isLater, action }: StepProps) {
  return (
    <li className="flex items-start gap-3.5 border-line border-b py-4 last:border-b-0">
      <span
        className={
          isDone
            ? 'grid size-6 shrink-0 place-items-center rounded-full bg-good-soft text-good-ink'
            : 'grid size-6 shrink-0 place-items-center rounded-full border border-edge text-muted text-xs'
        }
      >
        {isDone ? <Icon aria-hidden={false} aria-label="Done" name="check" role="img" /> : number}
      </span>
      <span className="min-w-0 flex-1">
        <span className={isLater ? 'text-muted' : 'font-medium'}>{title}</span>
        {help && !isDone && <span className="mt-0.5 block text-muted">{help}</span>}
      </span>
      {action}
    </li>
  );
}
