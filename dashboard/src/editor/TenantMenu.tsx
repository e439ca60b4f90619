import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '~/api/useMay';
import { useDraft, useDraftState } from '~/draft/context';
import { isUnsaved } from '~/draft/draft';
import { IconButton } from '~/ui/IconButton';
import { lazyOverlay } from '~/ui/lazy';
import { Menu } from '~/ui/Menu';
import { MenuItem, MenuLine } from '~/ui/MenuItem';
import { exportTenant } from './export-tenant';

const CopyDialog = lazyOverlay(() => import('~/creation/CopyDialog'));
const DeleteTenantDialog = lazyOverlay(() => import('./DeleteTenantDialog'));

export function TenantMenu() {
  const draft = useDraft();
  const slug = useDraftState(({ base }) => base.slug);
  const [open, setOpen] = useState<'copy' | 'deletion' | null>(null);
  const mayAudit = useMay('list_audit');
  const mayCopy = useMay('copy_tenant');
  const mayDelete = useMay('delete_tenant');
  const navigate = useNavigate();
  const close = (): void => setOpen(null);
  return (
    <>
      <Menu trigger={<IconButton icon="more" label={`Actions for ${slug}`} />}>
        <MenuItem
          icon="clock"
          onSelect={() => void navigate({ to: '/tenants/$slug/versions', params: { slug } })}
        >
          Versions
        </MenuItem>
        {mayAudit && (
          <MenuItem
            icon="person"
            onSelect={() => void navigate({ to: '/audit', search: { tenant: slug } })}
          >
            Changes
          </MenuItem>
        )}
        <MenuLine />
        {mayCopy && (
          <MenuItem icon="copy" onSelect={() => setOpen('copy')}>
            Copy…
          </MenuItem>
        )}
        <MenuItem
          icon="download"
          onSelect={() => void exportTenant(slug, isUnsaved(draft.getState()))}
        >
          Export
        </MenuItem>
        {mayDelete && (
          <MenuItem danger icon="trash" onSelect={() => setOpen('deletion')}>
            Delete tenant…
          </MenuItem>
        )}
      </Menu>
      {open === 'copy' && <CopyDialog onClose={close} />}
      {open === 'deletion' && <DeleteTenantDialog onClose={close} />}
    </>
  );
}
