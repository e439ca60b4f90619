import { textOn } from '~widget/colour';

/** A tenant's initial on its own colour. */
export function Initial({ name, colour }: { name: string; colour: string }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-7 shrink-0 place-items-center rounded-[7px] font-semibold text-sm"
      style={{ backgroundColor: colour, color: textOn(colour) }}
    >
      {[...name.trim()][0]?.toUpperCase() ?? '?'}
    </span>
  );
}
