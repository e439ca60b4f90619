import { isAtLeast, ROLE_NAMES, ROLES } from '~/api/roles';
import type { Role } from '~/api/types';
import { ChoiceCards } from '~/ui/ChoiceCards';

/** Each role may do what those before it may. What that is, openapi.json says for each operation. */
const HELP: Record<Role, string> = {
  viewer: 'Sees settings, versions and usage, and changes nothing.',
  support: 'Also reads conversations.',
  editor: 'Also changes settings, and creates tenants if the role is for all tenants.',
  owner:
    'Also manages keys, deletes conversations and tenants, and runs the team if the role is for all tenants.',
};

interface RoleFieldProps {
  value: Role;
  onChange: (role: Role) => void;
  /** The highest role on offer. */
  most?: Role;
}

export function RoleField({ value, onChange, most = 'owner' }: RoleFieldProps) {
  const choices = ROLES.filter((role) => isAtLeast(most, role)).map((role) => ({
    value: role,
    label: ROLE_NAMES[role],
    help: HELP[role],
  }));
  return <ChoiceCards choices={choices} label="Role" onChange={onChange} value={value} />;
}
