// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '~/api/error';
import { FIRST_GOAL, nextGoal, wantsMore } from '~/api/paging';
import type { MessageView } from '~/api/types';
import { ExportJob, type Progress } from '~/tabs/conversations/export-job';
import type { ListPage } from '~/tabs/conversations/queries';
import { type Thread, WRITERS } from '~/tabs/conversations/rows';
import { rangeOf } from '~/tabs/conversations/useWindow';

const ask = (content: string): MessageView => ({
  id: 'm1',
  role: 'user',
  content,
  created_at: '2026-11-21T12:00:00Z',
  page: { url: 'https://shop.example/', title: 'Shop' },
});
const answer: MessageView = {
  id: 'r1',
  role: 'assistant',
  content: 'Yes, "free"\nover €40',
  created_at: '2026-11-21T12:00:01Z',
  status: 'complete',
  engine: 'main',
  model: 'gpt-5-mini',
  metadata: { engine: 'main' },
  usage: { input: 312, output: 48 },
  feedback: { rating: 'down', comment: '=1+1' },
};

describe('a search', () => {
  const page = (rows: number) => ({ items: Array.from({ length: rows }) });
  const empty = Array.from({ length: 8 }, () => page(0));

  it('continues through empty pages, but only up to a limit', () => {
    expect(wantsMore(empty.slice(1), FIRST_GOAL)).toBe(true);
    expect(wantsMore(empty, FIRST_GOAL)).toBe(false);
    expect(wantsMore([page(0), page(1)], FIRST_GOAL)).toBe(false);
  });

  it('continues where it stopped when asked for more', () => {
    const goal = nextGoal(empty, true);
    expect(wantsMore(empty, goal)).toBe(true);
    expect(wantsMore([...empty, page(19)], goal)).toBe(true);
    expect(wantsMore([...empty, page(20)], goal)).toBe(false);
    expect(wantsMore([...empty, ...empty], goal)).toBe(false);
  });

  it('needs only one page with results if there are no search words', () => {
    const goal = nextGoal([page(50)], false);
    expect(wantsMore([page(50), page(3)], goal)).toBe(false);
    expect(wantsMore([page(50), page(0)], goal)).toBe(true);
  });
});

describe('the visible rows', () => {
  it('are few, however many there are', () => {
    const { first, end } = rangeOf(100_000, 64, 3_200_000, 800);
    expect([first, end]).toEqual([49_988, 50_025]);
    expect(rangeOf(100_000, 64, -300, 800)).toEqual({ first: 0, end: 20 });
    expect(rangeOf(5, 64, 0, 800)).toEqual({ first: 0, end: 5 });
    expect(rangeOf(10, 64, 99_999, 800).end).toBe(10);
  });
});

describe('CSV', () => {
  const lines = (thread: Thread): string[] => WRITERS.csv.thread(thread, true).split('\r\n');

  it('has one line per message', () => {
    const [first, second] = lines({ id: 'c_1', messages: [ask('Hello'), answer] });
    expect(first).toBe('c_1,m1,user,2026-11-21T12:00:00Z,Hello,,,,,,,,https://shop.example/,Shop');
    expect(second).toBe(
      'c_1,r1,assistant,2026-11-21T12:00:01Z,"Yes, ""free""\nover €40",complete,main,gpt-5-mini,312,48,down,"\'=1+1",,',
    );
  });

  const contentOf = (text: string): string => {
    const line = WRITERS.csv.thread({ id: 'c_1', messages: [ask(text)] }, true);
    const around = WRITERS.csv.thread({ id: 'c_1', messages: [ask('~')] }, true).split('~');
    return line.slice(around[0]?.length, -(around[1]?.length ?? 0));
  };

  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30 1', "'+49 30 1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "\t'=1"],
    ['\r=1', "\r'=1"],
    [' =1', " '=1"],
    ['\u200b=1', "\u200b'=1"],
    ['\ufe0f\u00a0+1', "\ufe0f\u00a0'+1"],
    ['＝1', "'＝1"],
    ['a;=1', "a;'=1"],
    ['a|-1', "a|'-1"],
    ['a\n@b', "a\n'@b"],
  ])('is no formula for %j', (text, safe) => {
    expect(contentOf(text)).toBe(`"${safe}"`);
  });

  it('begins no cell with a formula, wherever a spreadsheet splits it', () => {
    const pieces = [...',;|\t\r\n"\'=+-@＝＋－＠ \u00a0\u200b\u2060\ufeff\ufe0f\u0301ab1'];
    let seed = 17;
    const pick = (most: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % most;
    };
    for (let round = 0; round < 2000; round += 1) {
      const text = Array.from({ length: 1 + pick(10) }, () => pieces[pick(pieces.length)]).join('');
      const written = contentOf(text);
      const parts = [',', ';', '|', '\t', /[\r\n]/].flatMap((separator) =>
        written.split(separator),
      );
      // Spreadsheets trim, drop what is invisible, and take quotes off.
      const runs = parts.filter((part) => /^["\p{C}\p{M}\p{Z}]*[=+\-@＝＋－＠]/u.test(part));
      expect(runs, JSON.stringify(text)).toEqual([]);
      const inner = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      expect(inner.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
    }
  });

  it('leaves harmless text alone', () => {
    expect(lines({ id: 'c_1', messages: [ask('a-b = c')] })[0]).toContain(',a-b = c,');
  });
});

describe('an export', () => {
  const summary = (id: string) => ({
    id,
    created_at: '2026-11-20T12:00:00Z',
    active_at: '2026-11-21T12:00:00Z',
    last_message: '',
    turns: 1,
  });
  const PAGES: Record<string, ListPage> = {
    '': { items: ['a', 'b', 'gone'].map(summary), cursor: 'two' },
    two: { items: [], cursor: 'three' },
    three: { items: [summary('c')], cursor: null },
  };
  const thread = async (id: string): Promise<Thread | null> =>
    id === 'gone' ? null : { id, messages: [ask(id), answer] };
  const list = async (cursor: string) => PAGES[cursor] as ListPage;
  const wait = vi.fn(async () => {});
  const { signal } = new AbortController();

  it('reads all pages in order, including empty ones', async () => {
    const said: Progress[] = [];
    const job = new ExportJob({ list, thread, wait }, 'json');
    await job.run(signal, (progress) => said.push(progress));
    const threads = JSON.parse(await read(job.file())) as Thread[];
    expect(threads.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(said.at(-1)).toEqual({
      conversations: 3,
      messages: 6,
      reached: '2026-11-21T12:00:00Z',
    });
  });

  it('waits as long as a busy service says', async () => {
    const busy = new ApiError('busy', '', 503, '', null, 7);
    const flaky = vi.fn(list).mockRejectedValueOnce(busy);
    await new ExportJob({ list: flaky, thread, wait }, 'csv').run(signal, () => {});
    expect(wait).toHaveBeenCalledWith(7000, signal);
  });

  it('continues after a failure without a repeat or a gap', async () => {
    const flaky = vi.fn(thread);
    const job = new ExportJob({ list, thread: flaky, wait }, 'json');
    flaky.mockImplementationOnce(async () => {
      throw new ApiError('forbidden', '', 403);
    });
    await expect(job.run(signal, () => {})).rejects.toThrow();
    expect(JSON.parse(await read(job.file()))).toEqual([]);
    await job.run(signal, () => {});
    const threads = JSON.parse(await read(job.file())) as Thread[];
    expect(threads.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('keeps what was read when it is stopped', async () => {
    const stop = new AbortController();
    const job = new ExportJob({ list, thread, wait }, 'json');
    const run = job.run(stop.signal, ({ reached }) => reached && stop.abort());
    await expect(run).rejects.toThrow();
    expect(JSON.parse(await read(job.file()))).toHaveLength(2);
  });
});

/** jsdom's blobs have no `text()`. */
function read(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}
