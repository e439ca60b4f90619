import { useLocation } from '@tanstack/react-router';
import { TABS, type TabPath } from './tabs';

/** The tab that is open; in a conversation, their list. */
export const useTab = (): TabPath =>
  useLocation({
    select: ({ pathname }) =>
      TABS.find(({ path }) => path === pathname.split('/')[3])?.path ?? 'appearance',
  });
