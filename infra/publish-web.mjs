#!/usr/bin/env node
// Builds the widget and the dashboard and publishes them to a deployed stack, as its publishing function does, without compiling Rust:
//
//   node infra/publish-web.mjs STACK [--region REGION] [--dry-run] [--built]
//
// --built publishes what has been built. docs/deploying.md says when to use it. Nothing is removed, and the API reference stays as it was deployed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cacheControl, contentType, filesOf, isVersioned } from './web-files.mjs';

const ROOT = new URL('../', import.meta.url);
const PARTS = {
  widget: { bucket: 'WidgetBucket', distribution: 'SiteDistribution' },
  dashboard: { bucket: 'DashboardBucket', distribution: 'ConsoleDistribution' },
};

/** A problem that its one line explains. */
class Stop extends Error {}

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (done.error?.code === 'ENOENT') {
    throw new Stop(
      `The command "${command}" is missing. Install it, and make sure it is on the PATH.`,
    );
  }
  if (done.error) throw new Stop(`${command}: ${done.error.message}`);
  if (done.status === 0) return done.stdout;
  const said = `${done.stderr}\n${done.stdout}`.trim().split('\n').filter(Boolean);
  const line = said.find((text) => /error|denied|unable|does not exist/i.test(text)) ?? said[0];
  throw new Stop(
    `${command} ${args.slice(0, 2).join(' ')} failed: ${line ?? `status ${done.status}`}`,
  );
}

class Stack {
  #region;

  constructor(region) {
    this.#region = region ? ['--region', region] : [];
  }

  aws(...args) {
    return run('aws', [...args, ...this.#region]);
  }

  /** The ids of a stack's resources, by their names in the template. */
  resources(stack) {
    const told = this.aws(
      ...['cloudformation', 'describe-stack-resources', '--stack-name', stack, '--output', 'json'],
    );
    const listed = JSON.parse(told).StackResources;
    return Object.fromEntries(listed.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
  }

  /** The buckets and distributions of a BubbleChat stack. */
  places(stack) {
    const { Cdn, WidgetBucket, DashboardBucket } = this.resources(stack);
    const { SiteDistribution, ConsoleDistribution } = Cdn ? this.resources(Cdn) : {};
    const places = { WidgetBucket, DashboardBucket, SiteDistribution, ConsoleDistribution };
    const missing = Object.keys(places).filter((name) => !places[name]);
    if (missing.length > 0) {
      throw new Stop(
        `The stack "${stack}" is no deployment of BubbleChat: it has no ${missing.join(', ')}.`,
      );
    }
    return places;
  }
}

function build(part) {
  const folder = fileURLToPath(new URL(part, ROOT));
  const lock = path.join(folder, 'package-lock.json');
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    run('npm', ['ci'], folder);
  }
  run('npm', ['run', 'build'], folder);
}

/** Files that are served alike, which one command can upload. Those that never change come first, pages last. */
function batches(files) {
  const found = new Map();
  const rank = (name) => Number(!isVersioned(name)) + Number(name.endsWith('.html'));
  for (const name of files.toSorted((a, b) => rank(a) - rank(b))) {
    const key = `${rank(name)} ${contentType(name)} ${cacheControl(name)}`;
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  return [...found.values()];
}

function upload(stack, dist, bucket, names) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bubblechat-web-'));
  try {
    for (const name of names) cpSync(new URL(name, dist), path.join(folder, name));
    const served = [
      '--content-type',
      contentType(names[0]),
      '--cache-control',
      cacheControl(names[0]),
    ];
    stack.aws(
      's3',
      'cp',
      folder,
      `s3://${bucket}/`,
      '--recursive',
      '--only-show-errors',
      ...served,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function publish(stack, part, places, isDry) {
  const dist = new URL(`${part}/dist/`, ROOT);
  const files = filesOf(dist);
  const [bucket, distribution] = [places[PARTS[part].bucket], places[PARTS[part].distribution]];
  const changed = files
    .filter((name) => !isVersioned(name))
    .map((name) => `/${name}`)
    .sort();
  console.log(`${part}: ${files.length} files to s3://${bucket}`);
  console.log(`${part}: invalidates ${changed.join(' ')} at ${distribution}`);
  if (isDry) return;
  for (const names of batches(files)) upload(stack, dist, bucket, names);
  stack.aws(
    'cloudfront',
    'create-invalidation',
    '--distribution-id',
    distribution,
    '--paths',
    ...changed,
  );
}

function main() {
  const options = {
    region: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
  };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1) {
    throw new Stop('node infra/publish-web.mjs STACK [--region REGION] [--dry-run] [--built]');
  }
  const stack = new Stack(values.region);
  const places = stack.places(positionals[0]);
  if (!values.built) for (const part of Object.keys(PARTS)) build(part);
  for (const part of Object.keys(PARTS)) publish(stack, part, places, values['dry-run']);
}

try {
  main();
} catch (error) {
  if (!(error instanceof Stop || error.code?.startsWith('ERR_PARSE_ARGS'))) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
