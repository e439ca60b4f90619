import { useRef } from 'react';
import { useDraftState, useField } from '~/draft/context';
import { IconButton } from '~/ui/IconButton';
import { Switch } from '~/ui/Switch';
import { OriginInput } from './OriginInput';

/** Offered where it is what stands in the way. */
function PublicWildcards() {
  const { value, set } = useField('public_wildcards');
  const origins = useDraftState(({ settings }) => settings.origins);
  const problems = useDraftState((state) => state.problems);
  const isInTheWay = origins.some((_, i) =>
    problems.get(`origins.${i}`)?.includes('public_wildcards'),
  );
  if (!value && !isInTheWay) return null;
  return (
    <Switch
      checked={value}
      help="Publishable keys then work on every site there, also on those of strangers."
      label="Allow wildcards where anybody can get a site, such as https://*.vercel.app"
      onChange={set}
    />
  );
}

export function OriginList() {
  const { value: origins, set } = useField('origins');
  const problems = useDraftState((state) => state.problems);
  const list = useRef<HTMLUListElement>(null);
  const remove = (index: number): void => {
    set(origins.filter((_, i) => i !== index));
    // Move the focus to the next item instead of to the top of the page.
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll('button');
      const next = buttons?.[Math.min(index, buttons.length - 1)];
      (next ?? document.querySelector<HTMLElement>('[name="origins"]'))?.focus();
    });
  };
  return (
    <div className="flex flex-col gap-4 @lg:col-span-2">
      {origins.length === 0 ? (
        <p className="rounded-control bg-warn-soft px-3 py-2 text-warn-ink">
          No origin is allowed yet, so publishable keys don’t work anywhere.
        </p>
      ) : null}
      <OriginInput />
      <PublicWildcards />
      {origins.length > 0 && (
        <ul className="rounded-control border border-line" ref={list}>
          {origins.map((origin, i) => {
            const problem = problems.get(`origins.${i}`);
            return (
              <li
                className="flex min-h-11 items-center gap-2 border-line border-b py-1 pr-1 pl-3 last:border-b-0"
                key={origin}
              >
                <span className="min-w-0 flex-1">
                  <span className="break-all font-mono text-sm">{origin}</span>
                  {problem && <span className="block text-danger-ink text-xs">{problem}</span>}
                </span>
                <IconButton
                  data-field={`origins.${i}`}
                  icon="close"
                  label={`Remove ${origin}`}
                  onClick={() => remove(i)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
