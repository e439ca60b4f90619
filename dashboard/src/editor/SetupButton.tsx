import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keysQuery } from '~/api/queries';
import { useDraftState } from '~/draft/context';
import { Steps } from '~/tenant/Steps';
import { setupSteps } from '~/tenant/setup';
import { Button } from '~/ui/Button';
import { Dialog, DialogBody } from '~/ui/Dialog';

/** Progress of the set-up. Disappears once the first visitor has been answered. */
export default function SetupButton() {
  const base = useDraftState((state) => state.base);
  const { data: keys } = useQuery(keysQuery(base.slug));
  const [isOpen, setOpen] = useState(false);
  if (!keys) return null;
  const steps = setupSteps(base, keys.items);
  const done = steps.filter(({ isDone }) => isDone).length;
  if (done === steps.length) return null;
  const progress = `${done + 1} of ${steps.length + 1}`;
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        Set-up <span className="max-sm:sr-only">· {progress}</span>
      </Button>
      <Dialog
        description={`${progress} steps are done.`}
        onClose={() => setOpen(false)}
        open={isOpen}
        title="Set-up until the first visitor gets an answer"
      >
        <DialogBody>
          <Steps onOpen={() => setOpen(false)} slug={base.slug} steps={steps} />
        </DialogBody>
      </Dialog>
    </>
  );
}
