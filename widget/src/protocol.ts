/** What travels between the widget and the service. Unknown fields are ignored on purpose. */

export interface BrandTokens {
  primary: string;
  secondary: string;
  background: string;
  surface: string;
  text: string;
  scheme: 'light' | 'dark' | 'auto';
}

export interface TypographyTokens {
  /** `null` takes the font of the page. */
  font_family: string | null;
  /** px */
  base_size: number;
  heading_weight: number;
  body_weight: number;
  line_height: number;
}

/** All in px. */
export interface ShapeTokens {
  radius: number;
  bubble_radius: number;
  width: number;
  height: number;
}

export interface LayoutTokens {
  position: 'bottom-right' | 'bottom-left';
  /** px */
  offset_x: number;
  /** px */
  offset_y: number;
  /** px */
  launcher_size: number;
  z_index: number;
}

export interface MotionTokens {
  style: 'none' | 'fade' | 'slide' | 'scale';
  /** ms */
  duration: number;
}

export interface Tokens {
  brand: BrandTokens;
  typography: TypographyTokens;
  shape: ShapeTokens;
  layout: LayoutTokens;
  motion: MotionTokens;
}

/** An empty string means: use the widget's own words, in the visitor's language. */
export interface Copy {
  title: string;
  subtitle: string;
  welcome_message: string;
  placeholder: string;
  suggestions: string[];
  limit_message: string;
  privacy_note: string;
}

export type SessionMode = 'tab' | 'device' | 'none';

export interface Behaviour {
  session: SessionMode;
  history_limit: number;
  image_hosts: string[];
}

export interface WidgetConfig {
  protocol: number;
  revision: number;
  name: string;
  copy: Copy;
  tokens: Tokens;
  behaviour: Behaviour;
  /** The engines a visitor may choose from; usually none. */
  engines: { name: string }[];
}

export type Rating = 'up' | 'down';

export interface StoredMessage {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  status: string;
  created_at: string;
  metadata?: { engine?: string };
  feedback?: { rating: Rating } | null;
}

export interface ChatRequest {
  session_id: string;
  message: string;
  message_id: string;
  engine?: string;
  page?: { url: string; title: string };
}

export type ReplyEvent =
  | { type: 'start'; message_id: string; reply_id: string; ticket?: string }
  /** `end` is the length in bytes of the reply so far, this piece included. */
  | { type: 'token'; end: number; content: string }
  | {
      type: 'done';
      status: 'complete' | 'stopped' | 'truncated';
      metadata?: { engine?: string };
    }
  | { type: 'error'; code: string; message: string; retryable: boolean };

/** The newest protocol this widget speaks. */
export const PROTOCOL = 1;
