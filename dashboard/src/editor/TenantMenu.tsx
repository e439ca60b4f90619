import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '~/api/useMay';
import { useDraftState } from '~/draft/context';
import { IconButton } from '~/ui/IconButton';
import { lazyOverlay } from '~/ui/lazy';
import { Menu } from '~/ui/Menu';
import { MenuItem } from '~/ui/MenuItem';

const DeleteTenantDialog = lazyOverlay(() => import('./DeleteTenantDialog'));

export function TenantMenu() {
  const slug = useDraftState(({ base }) => base.slug);
  const mayAudit = useMay('list_audit');
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
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
        <MenuItem danger icon="trash" onSelect={() => setDeleting(true)}>
          Delete tenant…
        </MenuItem>
      </Menu>
      {isDeleting && <DeleteTenantDialog onClose={() => setDeleting(false)} />}
    </>
  );
}
