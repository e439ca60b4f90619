import { useEffect, useReducer, useRef } from 'react';

/** Moves the focus after a list has changed, to a row that may not exist yet. */
export function useListFocus(): [
  (row: number, element: HTMLElement | null) => void,
  (row: number) => void,
] {
  const rows = useRef(new Map<number, HTMLElement>());
  const wanted = useRef<number | null>(null);
  const [, render] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    if (wanted.current === null) return;
    rows.current.get(wanted.current)?.focus();
    wanted.current = null;
  });
  const register = (row: number, element: HTMLElement | null): void => {
    if (element) rows.current.set(row, element);
    else rows.current.delete(row);
  };
  const focus = (row: number): void => {
    wanted.current = row;
    render();
  };
  return [register, focus];
}
