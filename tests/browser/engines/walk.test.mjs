// One walk through the widget, for every engine: what a visitor does, with a real mouse and a real keyboard, and where everything is.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { config } from '../fixtures/config.mjs';
import { policy } from '../fixtures/policy.mjs';
import { KEY, ReplyStream, Service } from '../fixtures/service.mjs';
import { embed, plainPage, Site } from '../fixtures/site.mjs';
import { startLocalServer } from '../local-server.mjs';
import { clipped, outside } from './geometry.mjs';
import { engines } from './index.mjs';
import { Visitor } from './visitor.mjs';

const [server, service, site] = await Promise.all([
  startLocalServer(),
  Service.start(),
  Site.start(),
]);
after(() => Promise.all([server, service, site].map((each) => each.stop())));

const page = (attributes = '', { head = '', headers } = {}) =>
  site.page(plainPage(head + embed(service.origin, KEY, attributes)), headers);

/** Holds the next answer back, and resolves with its stream when the message has arrived. */
const nextStream = () =>
  new Promise((resolve) => {
    service.answer = async ({ message_id }, response) =>
      resolve(new ReplyStream(response, message_id));
  });

const answering = (text) => {
  service.answer = async () => text;
};

const SIZES = [
  [1440, 900],
  [768, 1024],
  [390, 844],
];

const browsers = new Map();
for (const { name, launch } of engines) browsers.set(name, await launch());
after(() => Promise.all([...browsers.values()].map((browser) => browser.close())));

/** A step of the walk in each engine, in a tab of its own. */
function step(rule, walk) {
  for (const [name, browser] of browsers) {
    test(`${name}: ${rule}`, async () => {
      service.config = config();
      answering('You said it.');
      service.deliver = async (content) => content;
      const tab = await browser.newTab();
      try {
        await tab.resize(...SIZES[0]);
        await walk(new Visitor(tab), { name, browser });
      } finally {
        await tab.close();
      }
    });
  }
}

for (const locale of ['en', 'ar']) {
  step(`everything is inside the window and nothing is clipped, ${locale}`, async (visitor) => {
    answering(`${'A word and another. '.repeat(30)}\n\n- one\n- two`);
    for (const size of SIZES) {
      await visitor.tab.resize(...size);
      await visitor.goto(page(`data-locale="${locale}" data-session="none"`));
      assert.deepEqual(await visitor.ask('.launcher', outside), [], `launcher at ${size}`);
      await visitor.open();
      assert.deepEqual(await visitor.ask('.panel, .launcher', outside), [], `panel at ${size}`);
      await visitor.say('Hello');
      await visitor.answer();
      assert.deepEqual(await visitor.ask('.panel', clipped), [], `contents at ${size}`);
    }
  });
}

step('the launcher has a ring while the chat is on its way, and none after', async (visitor) => {
  let send;
  const held = new Promise((resolve) => {
    send = resolve;
  });
  service.deliver = async (content, path) => {
    if (path.includes('/chat-')) await held;
    return content;
  };
  await visitor.goto(page());
  await visitor.click('.launcher');
  await visitor.see('.ring');
  send();
  await visitor.place('.panel');
  assert.equal(await visitor.count('.ring'), 0);
});

step('the demo page answers, and a reload brings the thread back', async (visitor) => {
  await visitor.goto(server.demo);
  await visitor.open();
  await visitor.say('What are your opening hours?');
  // Until what shows tables has loaded, they are text.
  await visitor.read('.message.assistant td', 'Monday');
  const answer = await visitor.answer();
  assert.ok(answer.length > 0);
  await visitor.tab.reload();
  await visitor.read('.message.user', 'What are your opening hours?');
  await visitor.read('.message.assistant td', 'Monday');
  assert.equal(await visitor.answer(), answer);
});

step('an answer shows as it arrives, and stops on request', async (visitor) => {
  const asked = nextStream();
  service.replies.stop = async (_reply, response) => {
    response.writeHead(204).end();
    (await asked).done('stopped');
  };
  await visitor.goto(page());
  await visitor.open();
  await visitor.say('Slowly, please');
  const stream = await asked;
  await visitor.see('.dots');
  stream.token('One ');
  await visitor.read('.message.streaming .body', 'One');
  stream.token('two');
  await visitor.read('.message.streaming .body', 'One two');
  await visitor.click('.send.stop');
  assert.equal(await visitor.answer(), 'One two');
  await visitor.read('.remark', 'Answer stopped.');
});

step('a wide table stays in its place, and code keeps its lines', async (visitor) => {
  const row = `|${' a value of some length |'.repeat(8)}`;
  answering(
    `${row}\n|${'---|'.repeat(8)}\n${row}\n\n\`\`\`js\nconst one = 1;\nconst two = '${'2'.repeat(90)}';\n\`\`\``,
  );
  await visitor.goto(page());
  await visitor.open();
  await visitor.say('A table, please');
  await visitor.answer();
  // It is source text until its chunk has come.
  await visitor.see('.table td');
  assert.equal(await visitor.count('.table td'), 8);
  assert.deepEqual(await visitor.ask('.panel', clipped), []);
  await visitor.read('.language', 'js');
  const lines = ([code]) => code.textContent.trimEnd().split('\n').length;
  assert.equal(await visitor.ask('pre', lines), 2);
});

step('two tabs with a thread of the device stay in step', async (visitor, { browser }) => {
  const address = page('data-session="device"');
  await visitor.goto(address);
  await visitor.open();
  const tab = await browser.newTab();
  const other = new Visitor(tab);
  await other.goto(address);
  await other.see('.panel');
  await other.say('From the other tab');
  await other.answer();
  await visitor.read('.message.user', 'From the other tab');
  assert.equal(await visitor.answer(), 'You said it.');
  await tab.close();
});

step('an answer can be rated, and the chat deleted', async (visitor) => {
  await visitor.goto(server.demo);
  await visitor.open();
  await visitor.say('What are your opening hours?');
  await visitor.answer();
  await visitor.click('.message:last-child .up');
  // The button shows the rating before the service has it.
  await visitor.until('html', () =>
    performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/feedback')),
  );
  await visitor.tab.reload();
  await visitor.see('.up[aria-pressed="true"]');
  await visitor.click('.menu-button');
  await visitor.click('.menu .entry:last-child');
  await visitor.click('.menu .entry:last-child');
  await visitor.miss('.message.user');
  await visitor.tab.reload();
  await visitor.see('.panel');
  await visitor.miss('.message.user');
});

step('another language turns the chat around, with its hint readable', async (visitor) => {
  service.config.copy.placeholder = '';
  await visitor.goto(page());
  await visitor.open();
  await visitor.click('.menu-button');
  await visitor.ask('.menu select', ([select]) => {
    select.value = 'ar';
    select.dispatchEvent(new Event('change'));
    return true;
  });
  await visitor.see('.root[dir="rtl"]');
  const hint = await visitor.ask('.input', ([input]) => input.placeholder);
  assert.match(hint, /\p{Script=Arabic}/u);
  assert.ok((await visitor.ink('.input')) > 30, 'the hint is painted');
  await visitor.type('Hello');
  assert.ok((await visitor.ink('.input')) > 30, 'the text is painted');
});

step('a text in another direction begins at its own side', async (visitor) => {
  const [long, short] = ['كلمة وكلمة أخرى '.repeat(12), 'قصير'];
  answering(`${long}\n\n${short}\n\n- ${long}\n- ${short}`);
  await visitor.goto(page());
  await visitor.open();
  await visitor.say('In Arabic, please');
  await visitor.answer();
  const gaps = (elements) => {
    const text = document.createRange();
    return elements.map((element) => {
      text.selectNodeContents(element);
      const { right } = element.getBoundingClientRect();
      return Math.abs(Math.round(right - text.getBoundingClientRect().right));
    });
  };
  const places = '.message:last-child .body p';
  assert.deepEqual(await visitor.ask(places, gaps), [0, 0, 0, 0]);
});

step('the input grows with its text, and shrinks when it is sent', async (visitor) => {
  await visitor.goto(page());
  await visitor.open();
  const height = async () => Math.round((await visitor.place('.input')).height);
  const before = await height();
  await visitor.type('a long line of words '.repeat(8));
  assert.ok((await height()) > before * 1.8, 'it has grown');
  await visitor.tab.press('Enter');
  await visitor.answer();
  assert.equal(await height(), before);
});

step('the keyboard alone opens, sends and closes', async (visitor) => {
  await visitor.goto(page());
  await visitor.ask('.launcher', ([launcher]) => launcher.focus());
  await visitor.tab.press('Enter');
  await visitor.see('.input:focus');
  await visitor.tab.type('Hello');
  await visitor.tab.press('Enter');
  await visitor.answer();
  await visitor.tab.press('Escape');
  await visitor.miss('.panel');
  await visitor.see('.launcher:focus');
});

step('in a frame, what is typed is in the input and the chat answers', async (visitor) => {
  service.frameAncestors = site.origin;
  await visitor.goto(page('data-isolation="iframe"'));
  await visitor.open();
  const inside = visitor.inFrame();
  await inside.see('.input');
  assert.deepEqual(await inside.ask('.panel', outside), []);
  await visitor.tab.type('Hello');
  await visitor.tab.press('Enter');
  assert.equal(await inside.answer(), 'You said it.');
  assert.deepEqual(await inside.ask('.panel', clipped), []);
  await inside.click('.close');
  await visitor.miss('.panel');
});

step('a page can style the parts', async (visitor) => {
  const head = '<style>chat-widget::part(send) { background: rgb(1, 2, 3) }</style>';
  await visitor.goto(page('', { head }));
  await visitor.open();
  assert.equal(await visitor.style('.send', 'backgroundColor'), 'rgb(1, 2, 3)');
});

step('nothing breaks the strict policy', async (visitor, { name }) => {
  const path = `/reports/${name}`;
  const reports = [];
  site.posts.on(path, (report) => reports.push(report));
  // The page's own icon is none of the widget's business.
  const own = `img-src ${site.origin}; report-uri ${site.origin}${path}`;
  answering('**Bold**, with `code`.');
  await visitor.goto(
    page('data-locale="de"', {
      headers: { 'content-security-policy': `${policy(service.origin)}; ${own}` },
    }),
  );
  await visitor.open();
  await visitor.say('Hello');
  assert.equal(await visitor.answer(), 'Bold, with code.');
  await visitor.click('.menu-button');
  await visitor.see('.menu');
  assert.equal(await visitor.style('.launcher', 'backgroundColor'), 'rgb(15, 118, 110)');
  // The page's own violation proves that one of the widget would have been reported.
  const reported = once(site.posts, path);
  await visitor.evaluate(`document.body.setAttribute('style', 'color: red')`);
  await reported;
  const broken = reports.map((report) => JSON.parse(report)['csp-report']['effective-directive']);
  assert.deepEqual(broken, ['style-src-attr']);
});
