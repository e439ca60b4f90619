import type { WidgetConfig } from '../src/protocol';

export function config(): WidgetConfig;
