export const ICONS = {
  menu: 'M5 12h.01M12 12h.01M19 12h.01',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  done: 'M5 12l5 5 9-10',
  up: 'M7 10v10H4V10zm0 0l4-7c2 0 2 2 2 3l-1 3h6c1 0 2 1 2 2l-2 7c0 1-1 2-2 2H7',
  down: 'M17 14V4h3v10zm0 0l-4 7c-2 0-2-2-2-3l1-3H6c-1 0-2-1-2-2l2-7c0-1 1-2 2-2h9',
} as const;
