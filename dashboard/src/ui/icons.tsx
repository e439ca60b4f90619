import type { SVGProps } from 'react';

const PATHS = {
  back: 'M12.5 8h-9M7 4L3 8l4 4',
  check: 'M3.5 8.5l3 3 6-7',
  chevron: 'M4.5 6.5L8 10l3.5-3.5',
  clock: 'M8 13.5a5.5 5.5 0 100-11 5.5 5.5 0 000 11zM8 5v3.2l2.2 1.3',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M8 3.5v9M4.5 9L8 12.5 11.5 9',
  copy: 'M6 6.5a1 1 0 011-1h5a1 1 0 011 1v6a1 1 0 01-1 1H7a1 1 0 01-1-1zM10 5.5v-2a1 1 0 00-1-1H4a1 1 0 00-1 1v6a1 1 0 001 1h2',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10',
  external: 'M6.5 3.5H4a1 1 0 00-1 1V12a1 1 0 001 1h7.5a1 1 0 001-1V9.5M9.5 3H13v3.5M13 3L7.5 8.5',
  moon: 'M13 9.5A5.5 5.5 0 016.5 3 5.5 5.5 0 1013 9.5z',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  note: 'M3 13l.7-2.9 7-7a1.2 1.2 0 011.7 0l.5.5a1.2 1.2 0 010 1.7l-7 7zM9.5 4.3l2.2 2.2',
  person:
    'M8 8a2.75 2.75 0 100-5.5A2.75 2.75 0 008 8zM2.8 13.5c.5-2.4 2.6-3.7 5.2-3.7s4.7 1.3 5.2 3.7',
  plus: 'M8 3v10M3 8h10',
  redo: 'M10.5 3L13 5.5 10.5 8M13 5.5H7a3.75 3.75 0 000 7.5h3',
  reload: 'M13 8a5 5 0 11-1.5-3.55M13 2.5v3h-3',
  search: 'M7 11.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM10.3 10.3l3.2 3.2',
  trash:
    'M3 4.5h10M6.5 4.5v-1a1 1 0 011-1h1a1 1 0 011 1v1M4.5 4.5l.6 8a1 1 0 001 .9h3.8a1 1 0 001-.9l.6-8',
  undo: 'M5.5 3L3 5.5 5.5 8M3 5.5h6a3.75 3.75 0 010 7.5H6',
  up: 'M8 12.5v-9M4.5 7L8 3.5 11.5 7',
  upload: 'M8 10.5V3M4.8 6L8 2.8 11.2 6M3 13.5h10',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.2h.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, ...rest }: { name: IconName } & SVGProps<SVGSVGElement>) {
  return (
    <svg
      aria-hidden="true"
      fill="none"
      height="16"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth={name === 'more' ? 2.25 : 1.5}
      viewBox="0 0 16 16"
      width="16"
      {...rest}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
