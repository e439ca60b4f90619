/** What is wrong, by the path of the field. */
export type Problems = Map<string, string>;

const FIELDS =
  'name|slug|prompt|copy|tokens|behaviour|engines|default_engine|visitor_engines|origins|limits';
const PROBLEM = new RegExp(
  `^(?:the number of )?((?:${FIELDS})(?:\\[\\d+\\])?(?:\\.[a-z_]+(?:\\[\\d+\\])?)*)(?:: | (?=must |is |takes |has ))(.+)$`,
);

/**
 * The fields that a 422 is about. Its message holds all problems, `; ` between them, each beginning with the path of its field;
 * what names no field is kept under `''`.
 */
export function problemsOf(message: string): Problems {
  const problems: Problems = new Map();
  let last = '';
  for (const part of message.split('; ')) {
    const [, field, rule] = PROBLEM.exec(part) ?? [];
    if (field && rule) {
      last = toPath(field);
      problems.set(last, capital(part.startsWith('the number') ? `their number ${rule}` : rule));
    } else {
      // A rule may have a semicolon of its own.
      const before = problems.get(last);
      problems.set(last, before ? `${before}; ${part}` : capital(part));
    }
  }
  return problems;
}

/** `engines[0].name` → `engines.0.name` */
const toPath = (field: string): string => field.replaceAll(/\[(\d+)\]/g, '.$1');

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
