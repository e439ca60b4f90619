/** The script of the API reference on the site (`/docs`): a form for each route that can be tried. */
import { h } from '../dom';
import { type Route, trialForm } from './trial';

const routes = document.querySelectorAll<HTMLElement>('[data-trial]');
if (routes.length) {
  // Kept nowhere, so it is gone with the page.
  const key = h('input', '', { autocomplete: 'off', spellcheck: false, placeholder: 'bc_sk_…' });
  const hint =
    'Sent with every request that you try on this page, and stored nowhere. A publishable key works only if its tenant allows the origin of this page.';
  document
    .querySelector('header')
    ?.append(h('div', 'trial', {}, h('label', '', {}, 'API key', key), h('p', 'meta', {}, hint)));
  for (const route of routes) {
    const { trial = '' } = route.dataset;
    route.append(trialForm(JSON.parse(trial) as Route, () => key.value.trim()));
  }
}
