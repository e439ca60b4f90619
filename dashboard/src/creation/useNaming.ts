import { useState } from 'react';
import * as v from 'valibot';
import { ApiError } from '~/api/error';
import { problemOf } from '~/draft/bounds';
import { checkedText, useForm } from '~/ui/useForm';
import { slugProblem, suggestSlug } from './slug';

const schema = v.object({
  name: checkedText((name) => problemOf(name, 'name')),
  slug: checkedText(slugProblem),
});

export interface Named {
  name: string;
  slug: string;
}

/** The name and the slug of a new tenant. The slug follows the name until somebody types one. */
export function useNaming(initial: Named = { name: '', slug: '' }) {
  // A click on Cancel or another way to begin leaves an empty field: a problem with it would move what is clicked away.
  const form = useForm(schema, initial, 'onChange');
  const { register, setValue, setError, handleSubmit, formState, reset } = form;
  const { errors } = formState;
  const [isOwnSlug, setOwnSlug] = useState(false);
  const name = register('name', {
    onChange: (event) => {
      if (isOwnSlug) return;
      setValue('slug', suggestSlug(event.target.value), { shouldValidate: Boolean(errors.slug) });
    },
  });
  const slug = register('slug', { onChange: () => setOwnSlug(true) });
  return {
    name: { ...name, error: errors.name?.message },
    slug: { ...slug, error: errors.slug?.message },
    submit: (run: (named: Named) => void) => handleSubmit(run),
    fill: (named: Named): void => reset(named),
    /** Says so beside the slug if it is taken. */
    tellTaken: (error: unknown, { slug: taken }: Named): void => {
      if (!isTaken(error)) return;
      const message = `“${taken}” is taken or was used before. Choose another slug.`;
      setError('slug', { message }, { shouldFocus: true });
    },
  };
}

export type Naming = ReturnType<typeof useNaming>;

export const isTaken = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'slug_taken';
