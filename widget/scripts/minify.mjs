// What makes the script smaller than esbuild alone does.
import { minify } from 'terser';

// Members of our own objects: none of these is a name of the DOM, of the service's JSON, of messages
// between frames, of what a page may call or of what a file exports. esbuild gives each one short name in all files.
const OWN_MEMBERS = `allows announcer answer answering asked assistant attempt began begun busy
  canClose canOpen changed char cleared configure describe dismiss draft dress ended
  explain extras firstTokenMs follow imageHosts indent isOpen kind language languages leave level
  limitMessage limit_title load memory mend nameOf node options problem question raise recall
  received refresh remind removed rest resume retry setBusy shadow show since skipBlank spaced
  speak state strings tell textOf trap wait welcome`;

export const mangling = { mangleProps: new RegExp(`^(?:${OWN_MEMBERS.split(/\s+/).join('|')})$`) };

export async function shrink(code) {
  const options = { ecma: 2020, passes: 4, pure_getters: true, unsafe_arrows: true };
  // A page's own encoding decides how a classic script is read.
  const format = { ascii_only: true };
  const shrunk = await minify(code, { module: true, compress: options, format });
  return shrunk.code;
}
