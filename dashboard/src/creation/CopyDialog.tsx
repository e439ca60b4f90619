import { api, body } from '~/api/client';
import { explain } from '~/api/error';
import { useDraftState } from '~/draft/context';
import { isUnsaved } from '~/draft/draft';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';
import { NamingFields } from './NamingFields';
import { suggestSlug } from './slug';
import { useCreation } from './useCreation';
import { isTaken, type Named, useNaming } from './useNaming';

/** Creates a tenant like the one that is open. */
export default function CopyDialog({ onClose }: { onClose: () => void }) {
  const { slug: original, name } = useDraftState(({ base }) => base);
  const hasEdits = useDraftState(isUnsaved);
  const copyName = `${name} (copy)`;
  const naming = useNaming({ name: copyName, slug: suggestSlug(copyName) });
  const creation = useCreation({
    create: (copy: Named) => {
      const params = { path: { slug: original } };
      return body(api.POST('/v1/admin/tenants/{slug}/copy', { params, body: copy }));
    },
    onError: naming.tellTaken,
    onClose,
  });
  const { error } = creation;
  return (
    <Dialog
      description="The copy has the same appearance, texts, prompt, engines, origins and limits."
      onClose={onClose}
      open
      title={`Copy ${name}`}
    >
      <form
        className="contents"
        noValidate
        onSubmit={naming.submit((copy) => creation.mutate(copy))}
      >
        <DialogBody>
          {creation.isError && !isTaken(error) && <Banner tone="danger">{explain(error)}</Banner>}
          {hasEdits && (
            <Banner tone="warn">Unsaved changes are not copied. Save them first.</Banner>
          )}
          <NamingFields naming={naming} />
          <div className="text-muted">
            <p>Not copied:</p>
            <ul className="mt-1 flex list-disc flex-col gap-1 pl-4.5">
              <li>API keys: create one before you embed the copy.</li>
              <li>Provider keys and header values: enter them again.</li>
              <li>Conversations, usage and earlier versions.</li>
            </ul>
          </div>
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={creation.isPending} kind="primary" type="submit">
            Copy tenant
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
