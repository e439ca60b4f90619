import { useState } from 'react';
import { api, body } from '~/api/client';
import { explain } from '~/api/error';
import { useMay } from '~/api/useMay';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';
import { ImportDialog } from './ImportDialog';
import { NamingFields } from './NamingFields';
import { useCreation } from './useCreation';
import { isTaken, useNaming } from './useNaming';

interface NewTenantDialogProps {
  onClose: () => void;
}

/** Creates an empty tenant, or one from a file. */
export default function NewTenantDialog({ onClose }: NewTenantDialogProps) {
  const [isImporting, setImporting] = useState(false);
  return isImporting ? (
    <ImportDialog onClose={onClose} />
  ) : (
    <EmptyTenant onClose={onClose} onImport={() => setImporting(true)} />
  );
}

function EmptyTenant({ onClose, onImport }: NewTenantDialogProps & { onImport: () => void }) {
  const naming = useNaming();
  const mayImport = useMay('import_tenant');
  const creation = useCreation({
    create: (tenant) => body(api.POST('/v1/admin/tenants', { body: tenant })),
    onError: naming.tellTaken,
    onClose,
  });
  const { error } = creation;
  return (
    <Dialog
      description={
        mayImport && (
          <button
            className="rounded-md underline decoration-edge underline-offset-3 hover:text-ink hover:decoration-current"
            onClick={onImport}
            type="button"
          >
            Create it from a file…
          </button>
        )
      }
      onClose={onClose}
      open
      title="New tenant"
    >
      <form
        className="contents"
        noValidate
        onSubmit={naming.submit((tenant) => creation.mutate(tenant))}
      >
        <DialogBody>
          {creation.isError && !isTaken(error) && <Banner tone="danger">{explain(error)}</Banner>}
          <NamingFields naming={naming} />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={creation.isPending} kind="primary" type="submit">
            Create tenant
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
