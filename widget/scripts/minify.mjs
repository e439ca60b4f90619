// Makes the script smaller than esbuild alone can.
import { minify } from 'terser';

// Members of our own objects, to which esbuild gives one short name each, in all files. None of these may also be
// a name in the DOM, the service's JSON, messages between frames, the API for pages, or a file's exports.
const OWN_MEMBERS = `allows around announcer answer answering asked assistant attempt began begun brackets busy canClose canOpen
  changed char cleared configure describe dismiss draft draw dress drop emphasis ended enrich
  explain extras firstTokenMs follow framed imageHosts indent isFirstLine isHeaded isOpen kind
  language languages leave level limit_title limitMessage load memory mend missed nameOf node
  options out pair problem question raise recall received references refresh remind removed rest
  resume retry runs setBusy shadow show since skipBlank spaced speak state strings take tell textOf
  trap wait welcome whole`;

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
