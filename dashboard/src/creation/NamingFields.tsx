import { TextField } from '~/ui/TextField';
import type { Naming } from './useNaming';

export function NamingFields({ naming: { name, slug } }: { naming: Naming }) {
  return (
    <>
      <TextField label="Name" placeholder="Fern & Field" {...name} />
      <TextField
        help="The tenant’s id in addresses and keys. It can’t be changed later."
        label="Slug"
        maxLength={60}
        mono
        placeholder="fern-and-field"
        spellCheck={false}
        {...slug}
      />
    </>
  );
}
