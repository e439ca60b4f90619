/** Letters of scripts that put no spaces around words. */
export const UNSPACED =
  /[\u3005-\u30ff\u3105-\u312f\u3400-\u9fff\uac00-\ud7af\u{20000}-\u{3ffff}]/u;
