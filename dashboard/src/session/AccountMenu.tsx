import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '~/api/client';
import { explain } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import { lazyOverlay } from '~/ui/lazy';
import { Menu, MenuItem, MenuLabel, MenuLine } from '~/ui/Menu';
import { toast } from '~/ui/toast';

const PasswordDialog = lazyOverlay(() => import('./PasswordDialog'));

/** `mia.krause@…` → `MK`, `ada@…` → `AD`. */
export function initials(email: string): string {
  const [first = '', second = ''] = email.split('@', 1)[0]?.split(/[._+-]+/) ?? [];
  return (second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2)).toUpperCase();
}

export function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const [isChanging, setChanging] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => api.POST('/v1/admin/logout'),
    onSuccess: () => queryClient.clear(),
    onError: (error) => toast(explain(error), { kind: 'error' }),
  });
  const leave = async (): Promise<void> => {
    // The page first: with unsaved edits it asks, and may keep the person here.
    await navigate({ to: '/sign-in' });
    if (location.pathname === '/sign-in') signOut.mutate();
  };
  const email = session?.email ?? '';
  return (
    <>
      <Menu
        trigger={
          <button
            aria-label={`Account of ${email}`}
            className="grid size-8 place-items-center rounded-full bg-hover font-semibold text-xs hover:bg-line"
            type="button"
          >
            {initials(email)}
          </button>
        }
      >
        <MenuLabel>{email}</MenuLabel>
        <MenuLine />
        <MenuItem onSelect={() => setChanging(true)}>Change password…</MenuItem>
        <MenuItem onSelect={leave}>Sign out</MenuItem>
      </Menu>
      {isChanging && <PasswordDialog onClose={() => setChanging(false)} />}{' '}
    </>
  );
}
