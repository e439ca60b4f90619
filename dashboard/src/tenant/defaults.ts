import type { Tokens } from '~/api/types';

/** The service's defaults; a test compares them with the API's document. */
export const DEFAULT_TOKENS: Tokens = {
  brand: {
    primary: '#3b5bf6',
    secondary: '#f2c14e',
    background: '#ffffff',
    surface: '#f2f3f3',
    text: '#1c1c1a',
    scheme: 'auto',
  },
  typography: {
    font_family: null,
    base_size: 15,
    heading_weight: 600,
    body_weight: 400,
    line_height: 1.5,
  },
  shape: { radius: 18, bubble_radius: 14, width: 380, height: 600 },
  layout: {
    position: 'bottom-right',
    offset_x: 20,
    offset_y: 20,
    launcher_size: 56,
    z_index: 2147483000,
  },
  motion: { style: 'slide', duration: 160 },
};
