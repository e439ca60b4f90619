import type { WidgetConfig } from '../src/protocol';
import file from './config.json';

/** What the service sends for a new tenant. */
export const config = (): WidgetConfig => structuredClone(file) as WidgetConfig;
