import { useLocation } from '@tanstack/react-router';
import { TABS, type TabPath } from './tabs';

/** The open tab; within a conversation, the tab of their list. */
export const useTab = (): TabPath =>
  useLocation({
    select: ({ pathname }) =>
      TABS.find(({ path }) => path === pathname.split('/')[3])?.path ?? 'appearance',
  });
