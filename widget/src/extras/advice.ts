/** What the page's attributes are called elsewhere, and how ours are misspelt. */
import { ATTRIBUTES } from '../options';
import { COLOR_PATTERN, POSITION_VALUES, SESSION_MODE_VALUES } from '../protocol';

/** By our attribute: its names in other widgets, without dashes. */
const OTHERS: Record<string, string> = {
  'data-key':
    'apikey publickey publishablekey widgetkey clientkey token id botid widgetid chatbotid',
  'data-api-url': 'url host server endpoint apiendpoint apibase apihost baseurl serverurl',
  'data-title': 'name header heading botname chattitle widgettitle',
  'data-welcome-message': 'welcome greeting greetingmessage initialmessage firstmessage intro',
  'data-placeholder': 'hint inputplaceholder',
  'data-position': 'align alignment placement side widgetposition',
  'data-accent-color':
    'accent color colour primary primarycolor primarycolour theme themecolor brandcolor buttoncolor',
  'data-open': 'autoopen openonload isopen defaultopen',
  'data-engine': 'model bot agent assistant',
  'data-session': 'sessionmode persist persistence storage',
  'data-isolation': 'iframe frame shadow',
  'data-locale': 'lang language',
};

/** Where the values of an attribute are limited: whether this one is among them. */
const VALUES: Record<string, (value: string) => boolean> = {
  'data-position': (value) => !!value && POSITION_VALUES.some((known) => known.endsWith(value)),
  'data-accent-color': (value) => new RegExp(COLOR_PATTERN).test(value),
  'data-session': (value) => SESSION_MODE_VALUES.some((known) => known === value),
  'data-isolation': (value) => ['shadow', 'iframe', 'panel', 'guest'].includes(value),
};

const ALL = [...ATTRIBUTES, 'data-container'];
const plain = (attribute: string): string => attribute.slice(5).replace(/[-_]/g, '').toLowerCase();

/** Whether one text becomes the other by one letter more, less or other, or by two that change places. */
function isSlip(written: string, meant: string): boolean {
  let at = 0;
  while (at < meant.length && written[at] === meant[at]) at += 1;
  const [left, right] = [written.slice(at), meant.slice(at)];
  const tail = left.slice(1);
  return (
    tail === right ||
    left === right.slice(1) ||
    tail === right.slice(1) ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  );
}

/** Our attribute that was meant by another, if it can be told. */
function meaningOf(attribute: string): string | undefined {
  const word = plain(attribute);
  const isLike = (our: string): boolean =>
    OTHERS[our]?.split(' ').includes(word) || (word.length > 4 && isSlip(word, plain(our)));
  return (
    ALL.find((our) => plain(our) === word) ??
    ALL.find(isLike) ??
    ALL.find((our) => word.startsWith(plain(our)))
  );
}

/** What the page's author should know of the attributes: in one line, and empty if all is well. */
export function adviceOn(dataset: DOMStringMap): string {
  const says = Object.entries(dataset).flatMap(([name, value = '']) => {
    const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (ALL.includes(attribute)) {
      const isValid = VALUES[attribute]?.(value) ?? true;
      return isValid ? [] : [`${attribute} cannot be "${value}".`];
    }
    const meant = meaningOf(attribute);
    return meant ? [`There is no ${attribute}. Write ${meant}.`] : [];
  });
  return says.join(' ');
}
