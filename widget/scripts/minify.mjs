// Makes the script smaller than esbuild alone can.
import { minify } from 'terser';

// Members of our own objects, to which esbuild gives one short name each, in all files. None of these may also be
// a name in the DOM, the service's JSON, messages between frames, the API for pages, or a file's exports.
const OWN_MEMBERS = `allows announcer answer answering asked assistant attempt began begun busy
  canClose canOpen changed char cleared configure describe dismiss draft dress ended
  explain extras firstTokenMs follow imageHosts indent isOpen kind language languages leave level
  limitMessage limit_title load memory mend nameOf node options problem question raise recall
  received refresh remind removed rest resume retry setBusy shadow show since skipBlank spaced
  speak state strings tell textOf trap wait welcome`;

export const mangling = { mangleProps: new RegExp(`^(?:${OWN_MEMBERS.split(/\s+/).join('|')})$`) };

export async function shrink(code, format) {
  const options = {
    ecma: 2020,
    passes: 4,
    pure_getters: true,
    unsafe_arrows: true,
    hoist_funs: true,
  };
  const shrunk = await minify(code, { module: true, compress: options, format });
  return shrunk.code;
}
