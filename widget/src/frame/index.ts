/** Both sides of the iframe mode: what a page loads instead of the chat, and what runs in the frame's page. */
export { startGuest } from './guest';
export { create, english } from './host';
