import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tenantsQuery } from '~/api/queries';
import { Step } from '~/tenant/Steps';
import { UPCOMING } from '~/tenant/setup';
import { Button } from '~/ui/Button';
import { lazyOverlay } from '~/ui/lazy';
import { PanelRegion } from '~/ui/panels';
import { Today } from './home/Today';

const NewTenantDialog = lazyOverlay(() => import('~/creation/NewTenantDialog'));

/** Shown while no tenant is open: the operator's day, or what to do first if there is no tenant. */
export function Home() {
  const list = useInfiniteQuery(tenantsQuery(''));
  const tenants = list.data?.pages.flatMap(({ items }) => items);
  return (
    <PanelRegion className="flex-1 overflow-y-auto" label="Home" name="editor">
      <title>BubbleChat</title>
      {!tenants && <h1 className="sr-only max-lg:hidden">BubbleChat</h1>}
      {tenants && (tenants.length > 0 ? <Today tenants={tenants} /> : <FirstRun />)}
    </PanelRegion>
  );
}

function FirstRun() {
  const [isMaking, setMaking] = useState(false);
  return (
    <div className="mx-auto w-full max-w-150 px-7 py-10 max-sm:px-4 max-sm:py-6">
      <h1 className="font-semibold text-lg" data-place>
        Your first chat, step by step
      </h1>
      <p className="mt-0.5 mb-3 text-muted">
        It takes about ten minutes to get a chat onto a page.
      </p>
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
      {isMaking && <NewTenantDialog onClose={() => setMaking(false)} />}
    </div>
  );
}
