// Makes the script smaller than esbuild alone can.
import { minify } from 'terser';

// Members of our own objects, to which esbuild gives one short name each, in all files. None of these may also be
// a name in the DOM, the service's JSON, messages between frames, the API for pages, or a file's exports.
const OWN_MEMBERS = `addCopy announcer answer answering api around assistant attempt awaitsRich bases began begun
  brackets busy canClose canOpen changed char cleared composer configure context conversation describe
  draw dress drop emphasis ended endingOf enrich explain extras fallback fill firstTokenMs
  follow framed furnish halt indent isCode isFirstLine isHeaded isOpen kind language
  languages leave level limit_title limitMessage load loadHash loadRich memory mend missed node offer
  options out over pair prefix problem queue question raise rate recall received refresh removed rest retry
  rich run running runs scroller setBusy shadow show since skipBlank spaced speak state stop strings submit
  take tell textOf turns update wait welcome whole`;

export const mangling = { mangleProps: new RegExp(`^(?:${OWN_MEMBERS.split(/\s+/).join('|')})$`) };

export async function shrink(code, format) {
  const options = {
    ecma: 2020,
    passes: 4,
    unsafe: true,
    pure_getters: true,
    unsafe_arrows: true,
    hoist_funs: true,
    unsafe_methods: true,
    unsafe_math: true,
  };
  const shrunk = await minify(code, { module: true, compress: options, format });
  return shrunk.code;
}
