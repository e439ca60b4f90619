import { Field } from '~/ui/Field';
import { Segments } from '~/ui/Segmented';
import type { Choice } from './choice';
import { TenantPicker } from './TenantPicker';

const OPTIONS = [
  { value: 'all', label: 'All tenants' },
  { value: 'named', label: 'Only these' },
] as const;

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
