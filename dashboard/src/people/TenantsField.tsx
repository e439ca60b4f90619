import { Field } from '~/ui/Field';
import { Segments } from '~/ui/Segmented';
import { TenantPicker } from './TenantPicker';

type Reach = 'all' | 'named';

const OPTIONS = [
  { value: 'all', label: 'All tenants' },
  { value: 'named', label: 'Only these' },
] as const;

/** What is chosen: everything, or the named ones. Both are kept, so that switching back and forth loses nothing. */
export interface Choice {
  reach: Reach;
  named: readonly string[];
}

export const choiceOf = (tenants: readonly string[] | null): Choice => ({
  reach: tenants === null ? 'all' : 'named',
  named: tenants ?? [],
});

export const tenantsOf = ({ reach, named }: Choice): string[] | null =>
  reach === 'all' ? null : [...named];

/** What is wrong with the choice, or null. */
export function choiceProblem({ reach, named }: Choice, most: number): string | null {
  if (reach === 'all') return null;
  if (named.length === 0) return 'Choose at least one tenant.';
  return named.length > most ? `Choose at most ${most} tenants, or all of them.` : null;
}

interface TenantsFieldProps {
  value: Choice;
  onChange: (choice: Choice) => void;
  error?: string | undefined;
  /** What `All tenants` means. */
  help: string;
}

export function TenantsField({ value, onChange, error, help }: TenantsFieldProps) {
  return (
    <Field as="group" error={error} help={value.reach === 'all' ? help : undefined} label="Tenants">
      {({ labelId }) => (
        <>
          <Segments
            aria-labelledby={labelId}
            onChange={(reach) => onChange({ ...value, reach })}
            options={OPTIONS}
            value={value.reach}
          />
          {value.reach === 'named' && (
            <TenantPicker
              chosen={value.named}
              onChange={(named) => onChange({ ...value, named })}
            />
          )}
        </>
      )}
    </Field>
  );
}
