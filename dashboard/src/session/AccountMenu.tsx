import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionQuery } from '~/api/queries';
import { useMay } from '~/api/useMay';
import { lazyOverlay } from '~/ui/lazy';
import { Menu } from '~/ui/Menu';
import { MenuItem, MenuLabel, MenuLine } from '~/ui/MenuItem';

const PasswordDialog = lazyOverlay(() => import('./PasswordDialog'));
const SessionsDialog = lazyOverlay(() => import('./SessionsDialog'));

/** `mia.krause@…` → `MK`, `ada@…` → `AD`. */
export function initials(email: string): string {
  const [first = '', second = ''] = email.split('@', 1)[0]?.split(/[._+-]+/) ?? [];
  return (second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2)).toUpperCase();
}

export function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const [open, setOpen] = useState<'password' | 'sessions' | null>(null);
  const mayManage = useMay('list_operators');
  const mayAudit = useMay('list_audit');
  const navigate = useNavigate();
  const { history } = useRouter();
  const close = (): void => setOpen(null);
  const signOut = (isEverywhere: boolean): void =>
    void navigate({
      to: '/sign-out',
      state: { signOut: { from: history.location.href, isEverywhere } },
      replace: true,
    });
  const signOutEverywhere = (): void => {
    close();
    signOut(true);
  };
  const email = session?.email ?? '';
  return (
    <>
      <Menu
        trigger={
          <button
            aria-label={`Account: ${email}`}
            className="grid size-8 place-items-center rounded-full bg-hover font-semibold text-xs hover:bg-line"
            type="button"
          >
            {initials(email)}
          </button>
        }
      >
        <MenuLabel>{email}</MenuLabel>
        <MenuLine />
        {mayManage && <MenuItem onSelect={() => void navigate({ to: '/team' })}>Team</MenuItem>}
        {mayAudit && <MenuItem onSelect={() => void navigate({ to: '/audit' })}>Changes</MenuItem>}
        <MenuItem onSelect={() => setOpen('password')}>Change password…</MenuItem>
        <MenuItem onSelect={() => setOpen('sessions')}>Signed in on…</MenuItem>
        <MenuItem onSelect={() => signOut(false)}>Sign out</MenuItem>
      </Menu>
      {open === 'password' && <PasswordDialog onClose={close} />}
      {open === 'sessions' && (
        <SessionsDialog onClose={close} onSignOutEverywhere={signOutEverywhere} />
      )}
    </>
  );
}
