/** The clients of `docs/clients`, which the tests run. */
import go from '../../../../docs/clients/chat.go?raw';
import node from '../../../../docs/clients/chat.mjs?raw';
import php from '../../../../docs/clients/chat.php?raw';
import python from '../../../../docs/clients/chat.py?raw';
import rust from '../../../../docs/clients/chat.rs?raw';
import shell from '../../../../docs/clients/chat.sh?raw';

export const CLIENTS = [
  { value: 'curl', code: shell },
  { value: 'Python', code: python },
  { value: 'Node.js', code: node },
  { value: 'PHP', code: php },
  { value: 'Go', code: go },
  { value: 'Rust', code: rust },
] as const;

export type Language = (typeof CLIENTS)[number]['value'];
