import type { Path } from './paths';

/** The fields' names in the save bar's list, the conflict dialog and undo. */
const LABELS: Record<Path, string> = {
  name: 'Name',
  'copy.title': 'Title',
  'copy.subtitle': 'Subtitle',
  'copy.welcome_message': 'Welcome message',
  'copy.placeholder': 'Input placeholder',
  'copy.suggestions': 'Suggestions',
  'copy.limit_message': 'Limit message',
  'copy.paused_message': 'Pause message',
  'copy.privacy_note': 'Privacy note',
  'tokens.brand.primary': 'Primary colour',
  'tokens.brand.secondary': 'Secondary colour',
  'tokens.brand.background': 'Background colour',
  'tokens.brand.surface': 'Surface colour',
  'tokens.brand.text': 'Text colour',
  'tokens.brand.scheme': 'Scheme',
  'tokens.typography.font_family': 'Font',
  'tokens.typography.base_size': 'Base size',
  'tokens.typography.heading_weight': 'Heading weight',
  'tokens.typography.body_weight': 'Body weight',
  'tokens.typography.line_height': 'Line height',
  'tokens.shape.radius': 'Corner radius',
  'tokens.shape.bubble_radius': 'Bubble radius',
  'tokens.shape.width': 'Width',
  'tokens.shape.height': 'Height',
  'tokens.shape.answers': 'Answers',
  'tokens.layout.position': 'Position',
  'tokens.layout.offset_x': 'Distance from the side',
  'tokens.layout.offset_y': 'Distance from the bottom',
  'tokens.layout.launcher_size': 'Launcher size',
  'tokens.layout.z_index': 'Stacking order',
  'tokens.motion.style': 'Motion',
  'tokens.motion.duration': 'Motion duration',
  'behaviour.session': 'Conversation memory',
  'behaviour.history_limit': 'Message history',
  'behaviour.retention_days': 'Retention',
  'behaviour.image_hosts': 'Image hosts',
  'behaviour.link_hosts': 'Link hosts',
  'behaviour.show_models': 'Show visitors which model answers',
  prompt: 'System prompt',
  engines: 'Engines',
  default_engine: 'Default engine',
  visitor_engines: 'Engines visitors can choose',
  origins: 'Origins',
  public_wildcards: 'Wildcards anybody can join',
  'limits.key_per_minute': 'Limit per key',
  'limits.session_per_minute': 'Limit per session',
  'limits.address_per_minute': 'Limit per address',
  'caps.messages_per_day': 'Messages per day',
  'caps.messages_per_day_per_address': 'Messages per day and address',
  'caps.model_tokens_per_month': 'Model tokens per month',
  'caps.cost_per_month': 'Cost per month',
  paused: 'Paused',
};

/** Works for places inside a list too: `engines.0.name` has the label of the list. */
export function labelOf(path: string): string {
  for (let known = path; known; known = known.slice(0, Math.max(0, known.lastIndexOf('.')))) {
    if (known in LABELS) return LABELS[known as Path];
  }
  return path;
}
