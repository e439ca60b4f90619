// Changes the logic in small ways, and fails if the tests do not notice: `npm run mutants` in the widget or the dashboard.
//
//   npm run mutants                       all of mutants.json
//   npm run mutants -- --since REF        those of its files that differ from a commit
//   npm run mutants -- src/sse.ts …       these files
//
// mutants.json lists the files of logic and, for each, the mutants that may survive: the line as changed, and why no test need notice.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = '.mutants';
const CONFIG = fileURLToPath(new URL('stryker.config.mjs', import.meta.url));
const accepted = JSON.parse(readFileSync('mutants.json', 'utf8'));

function changedSince(ref) {
  const changed = ['diff', '--name-only', '--relative', '--diff-filter=d', ref];
  return execFileSync('git', changed, { encoding: 'utf8' }).split('\n');
}

function chosen([first, ...rest]) {
  const all = Object.keys(accepted);
  if (first === undefined) return all;
  if (first === '--since')
    return changedSince(rest[0] ?? 'HEAD').filter((file) => all.includes(file));
  return [first, ...rest];
}

/** Runs Stryker in a copy of the part, one level deeper, where it finds what is beside the part by these links. */
function run(files) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  for (const name of ['crates', 'docs', 'widget'])
    symlinkSync(`../../${name}`, `${FOLDER}/${name}`);
  execFileSync('npx', ['stryker', 'run', CONFIG, '--mutate', files.join()], { stdio: 'inherit' });
  return JSON.parse(readFileSync(`${FOLDER}/report.json`, 'utf8')).files;
}

const files = chosen(process.argv.slice(2));
const unknown = files.filter((file) => !(file in accepted) || !existsSync(file));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: not a file of mutants.json`);
  process.exit(2);
}
if (files.length === 0) {
  console.log('no file of mutants.json has changed');
  process.exit();
}

/** The line as changed, which is how mutants.json names a mutant. If the change spans several lines, they are joined. */
function mutated(lines, { location: { start, end }, replacement }) {
  const before = lines[start.line - 1].slice(0, start.column - 1);
  const after = lines[end.line - 1].slice(end.column - 1);
  return `${before}${replacement}${after}`.replace(/\s+/g, ' ').trim();
}

const report = run(files);
for (const file of files) {
  const { mutants = [], source = '' } = report[file] ?? {};
  const lines = source.split('\n');
  const withStatus = (...wanted) =>
    mutants.filter(({ status }) => wanted.includes(status)).map((mutant) => mutated(lines, mutant));
  const survivors = withStatus('Survived', 'NoCoverage');
  console.log(
    `${file}: ${survivors.length} of ${mutants.length} mutants survive, ${withStatus('Timeout').length} time out`,
  );
  const unexplained = survivors.filter((line) => !(line in accepted[file]));
  const all = new Set(mutants.map((mutant) => mutated(lines, mutant)));
  const outdated = Object.keys(accepted[file]).filter((line) => !all.has(line));
  for (const line of unexplained) console.error(`  no test notices: ${line}`);
  for (const line of outdated) console.error(`  mutants.json accepts what is no mutant: ${line}`);
  if (unexplained.length + outdated.length > 0) process.exitCode = 1;
}
