export type Device = 'desktop' | 'phone';

export interface Box {
  width: number;
  height: number;
}

export interface Placement extends Box {
  scale: number;
}

/** Above both, the widget is not full-screen. */
const DESKTOP: Box = { width: 640, height: 480 };
const PHONE: Box = { width: 390, height: 780 };
/** The border around the phone, on each side, in addition to the phone's own size. */
const EDGE = 1;

/**
 * The size of the frame's page, and its scale. On desktop the page is wider than the panel, which shows the corner with the widget; it is
 * scaled down only if the widget would not fit. On a phone the whole phone is shown.
 */
export function placement(device: Device, stage: Box, widget: Box): Placement {
  if (device === 'phone') {
    const { width, height } = PHONE;
    const fit = Math.min(stage.width / (width + 2 * EDGE), stage.height / (height + 2 * EDGE));
    return { width, height, scale: Math.min(1, fit) };
  }
  const fit = Math.min(1, stage.width / widget.width, stage.height / widget.height);
  const scale = Math.max(0.4, fit);
  return {
    width: Math.max(DESKTOP.width, stage.width / scale),
    height: Math.max(DESKTOP.height, stage.height / scale),
    scale,
  };
}
