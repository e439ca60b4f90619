import { type KeyboardEvent, useId, useState } from 'react';
import { cx } from './cx';
import { IconButton } from './IconButton';
import { useListFocus } from './useListFocus';

interface ListFieldProps {
  /** The singular: "Suggestion". */
  label: string;
  /** The placeholder of the empty last row. */
  placeholder: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  most: number;
  /** The field's path. Rows are `name.0` and so on. */
  name: string;
  problemOf: (row: number) => string | undefined;
  /** Without it, the order is irrelevant and cannot be changed. */
  isOrdered?: boolean;
  /** Normalises a row when the focus leaves it. */
  clean?: (text: string) => string;
  mono?: boolean;
  className?: string;
}

/** A list of short texts. New ones are typed into the empty row at the end, and a row that is emptied disappears. */
export function ListField(props: ListFieldProps) {
  const { label, values, onChange, most, isOrdered = false, clean = (text) => text.trim() } = props;
  const [register, focus] = useListFocus();
  const [said, setSaid] = useState('');
  const isFull = values.length >= most;
  const rows = isFull ? values : [...values, ''];

  const write = (row: number, text: string): void => {
    if (row < values.length - 1 || text)
      onChange(row < values.length ? values.with(row, text) : [...values, text]);
    else onChange(values.slice(0, row));
  };
  const remove = (row: number): void => {
    onChange(values.filter((_, i) => i !== row));
    focus(row);
    setSaid(`${label} ${row + 1} removed`);
  };
  const move = (row: number, to: number): void => {
    const moving = values[row];
    if (moving === undefined || to < 0 || to >= values.length) return;
    onChange(values.filter((_, i) => i !== row).toSpliced(to, 0, moving));
    focus(to);
    setSaid(`${label} moved to position ${to + 1}`);
  };
  const leave = (row: number): void => {
    const value = values[row];
    if (value === undefined) return;
    const kept = clean(value);
    if (!kept) onChange(values.filter((_, i) => i !== row));
    else if (kept !== value) onChange(values.with(row, kept));
  };
  return (
    <div className={cx('flex flex-col gap-2', props.className)}>
      <ol className="flex flex-col gap-2">
        {rows.map((value, row) => (
          <Row
            {...props}
            isOrdered={isOrdered}
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is identified by its position, since its text changes while it is edited
            key={row}
            onLeave={() => leave(row)}
            onMove={(step) => move(row, row + step)}
            onNext={() => focus(Math.min(row + 1, rows.length - 1))}
            onRemove={() => remove(row)}
            onWrite={(text) => write(row, text)}
            register={(element) => register(row, element)}
            row={row}
            value={value}
          />
        ))}
      </ol>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </div>
  );
}

interface RowProps extends ListFieldProps {
  row: number;
  value: string;
  register: (element: HTMLElement | null) => void;
  onWrite: (text: string) => void;
  onLeave: () => void;
  onMove: (step: number) => void;
  onNext: () => void;
  onRemove: () => void;
}

function Row(props: RowProps) {
  const { label, values, row, value, name, isOrdered, mono, placeholder, onMove } = props;
  const id = useId();
  const isBlank = row >= values.length;
  const problem = isBlank ? undefined : props.problemOf(row);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step !== 0 && event.altKey && isOrdered && !isBlank) {
      event.preventDefault();
      onMove(step);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      props.onNext();
    } else if (event.key === 'Backspace' && !value && !isBlank) {
      event.preventDefault();
      props.onRemove();
    }
  };
  return (
    <li>
      <div className="flex items-center gap-1">
        <input
          aria-describedby={problem ? `${id}-note` : undefined}
          aria-invalid={problem ? true : undefined}
          aria-label={isBlank ? placeholder : `${label} ${row + 1}`}
          autoComplete="off"
          className={cx(
            'control min-w-0 flex-1 px-2.5',
            mono && 'font-mono text-sm',
            isBlank && 'border-dashed',
          )}
          data-field={isBlank || row === 0 ? name : undefined}
          name={`${name}.${row}`}
          onBlur={props.onLeave}
          onChange={(event) => props.onWrite(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={isBlank ? placeholder : undefined}
          ref={props.register}
          spellCheck={!mono}
          value={value}
        />
        {!isBlank && isOrdered && (
          <>
            <IconButton disabled={row === 0} icon="up" label="Move up" onClick={() => onMove(-1)} />
            <IconButton
              disabled={row === values.length - 1}
              icon="down"
              label="Move down"
              onClick={() => onMove(1)}
            />
          </>
        )}
        {!isBlank && (
          <IconButton
            icon="close"
            label={`Remove ${label.toLowerCase()} ${row + 1}`}
            onClick={props.onRemove}
          />
        )}
      </div>
      {problem && (
        <p className="mt-1 text-danger-ink text-xs" id={`${id}-note`}>
          {problem}
        </p>
      )}
    </li>
  );
}
