import type { FieldChange } from '~/api/types';
import { describeValue, labelOfField } from '~/tenant/parts';

/** The fields of operators and of the team. All others are a tenant's. */
const LABELS: Record<string, string> = {
  email: 'E-mail address',
  role: 'Role',
  tenants: 'Tenants',
  disabled: 'Disabled',
  second_factor_required: 'Second factor required',
};

export function labelOfChange({ field }: FieldChange): string {
  const [first = '', place] = field.split('.');
  const own = LABELS[first];
  if (!own) return labelOfField(field);
  return place === undefined ? own : `${own}, entry ${Number(place) + 1}`;
}

/** Both values in words. */
export function valuesOf({ field, from, to }: FieldChange): { from: string; to: string } {
  const describe = (value: unknown): string =>
    field === 'tenants' && (value ?? null) === null ? 'all' : describeValue(value);
  return { from: describe(from), to: describe(to) };
}
