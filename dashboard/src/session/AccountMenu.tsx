import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionQuery } from '~/api/queries';
import { lazyOverlay } from '~/ui/lazy';
import { Menu } from '~/ui/Menu';
import { MenuItem, MenuLabel, MenuLine } from '~/ui/MenuItem';

const PasswordDialog = lazyOverlay(() => import('./PasswordDialog'));

/** `mia.krause@…` → `MK`, `ada@…` → `AD`. */
export function initials(email: string): string {
  const [first = '', second = ''] = email.split('@', 1)[0]?.split(/[._+-]+/) ?? [];
  return (second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2)).toUpperCase();
}

export function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const [isChanging, setChanging] = useState(false);
  const navigate = useNavigate();
  const { history } = useRouter();
  const signOut = (): void =>
    void navigate({
      to: '/sign-out',
      state: { signOutFrom: history.location.href },
      replace: true,
    });
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
        <MenuItem onSelect={() => setChanging(true)}>Change password…</MenuItem>
        <MenuItem onSelect={signOut}>Sign out</MenuItem>
      </Menu>
      {isChanging && <PasswordDialog onClose={() => setChanging(false)} />}
    </>
  );
}
