/** The parts of a chat that it can do without, loaded beside it. */
export { equip } from './equip';
