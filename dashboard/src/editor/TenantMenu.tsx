import { lazy, Suspense, useState } from 'react';
import { useDraftState } from '~/draft/context';
import { IconButton } from '~/ui/IconButton';
import { Menu, MenuItem } from '~/ui/Menu';

const DeleteTenantDialog = lazy(() => import('~/tenants/DeleteTenantDialog'));

export function TenantMenu() {
  const slug = useDraftState(({ base }) => base.slug);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <Menu trigger={<IconButton icon="more" label={`What to do with ${slug}`} />}>
        <MenuItem danger icon="trash" onSelect={() => setDeleting(true)}>
          Delete the tenant…
        </MenuItem>
      </Menu>
      <Suspense>{isDeleting && <DeleteTenantDialog onClose={() => setDeleting(false)} />}</Suspense>
    </>
  );
}
