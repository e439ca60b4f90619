/** Most specific first: browsers name those whose pages they want, too. */
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|OPT|OPiOS|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|Chromium|\bCriOS)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

const find = (names: readonly [RegExp, string][], text: string): string | undefined =>
  names.find(([pattern]) => pattern.test(text))?.[1];

/** `Firefox on Linux`, `Safari on iPhone`, `curl` for a program, `Unknown browser` for a `User-Agent` that says nothing. */
export function browserName(userAgent: string): string {
  const browser = find(BROWSERS, userAgent);
  const program = /^(?!Mozilla\b)[\w.+-]+(?=\/|$)/.exec(userAgent)?.[0];
  if (!browser && program) return program;
  const system = find(SYSTEMS, userAgent);
  return `${browser ?? 'Unknown browser'}${system ? ` on ${system}` : ''}`;
}
