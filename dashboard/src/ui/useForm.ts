import { type FieldValues, type Resolver, useForm as useHookForm } from 'react-hook-form';
import * as v from 'valibot';

/** Checks a form with a valibot schema, and reports the first problem of each field. */
function resolver<T extends FieldValues>(schema: v.GenericSchema<T>): Resolver<T> {
  return (values) => {
    const result = v.safeParse(schema, values);
    if (result.success) return { values: result.output, errors: {} };
    const errors: Record<string, { type: string; message: string }> = {};
    for (const issue of result.issues) {
      const path = v.getDotPath(issue) ?? 'root';
      errors[path] ??= { type: issue.type, message: issue.message };
    }
    return { values: {}, errors: errors as never };
  };
}

/** A text field of a form, trimmed and checked by `problemOf`. */
export const checkedText = (problemOf: (text: string) => string | null) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.rawCheck(({ dataset, addIssue }) => {
      const message = dataset.typed ? problemOf(dataset.value) : null;
      if (message) addIssue({ message });
    }),
  );

/**
 * react-hook-form with a valibot schema. Problems appear when a field loses focus, and from then on while typing; with `onChange`, only while
 * typing and on submitting.
 */
export function useForm<T extends FieldValues>(
  schema: v.GenericSchema<T>,
  defaultValues: T,
  mode: 'onTouched' | 'onChange' = 'onTouched',
) {
  return useHookForm<T>({
    resolver: resolver(schema),
    defaultValues: defaultValues as never,
    mode,
  });
}
