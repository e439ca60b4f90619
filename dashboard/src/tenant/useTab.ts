import { useLocation } from '@tanstack/react-router';
import { PAGES, TABS, type TabPath } from './tabs';

const pageAt = (pathname: string) => {
  const name = pathname.split('/')[3];
  return [...TABS, ...PAGES].find(({ path }) => path === name) ?? TABS[0];
};

/** What is shown of a tenant: a tab, or a page beside them. Within a conversation, the tab of their list. */
export const usePage = () => useLocation({ select: ({ pathname }) => pageAt(pathname) });

/** The open tab, or the first one if no tab is open. */
export function useTab(): TabPath {
  const { path } = usePage();
  return TABS.find((tab) => tab.path === path)?.path ?? TABS[0].path;
}
